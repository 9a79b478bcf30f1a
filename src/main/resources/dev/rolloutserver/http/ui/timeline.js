/** When a rollout waited, rendered, called the trainer and ran tools: one row a turn, one axis. */

import { el, number, table } from "./dom.js";
import { millis } from "./format.js";

const KINDS = ["queue", "prompt", "trainer", "tools"];

/** The timeline as a table, so that it can be read without the bars. */
export function timeline(entries) {
  if (entries.length === 0) {
    return el("p", { class: "quiet" }, "It has not begun.");
  }
  const end = Math.max(1, ...entries.map((entry) => entry.start_ms + entry.ms));
  const turns = new Map();
  for (const entry of entries) {
    const row = turns.get(entry.turn) ?? [];
    row.push(entry);
    turns.set(entry.turn, row);
  }
  return [
    el("ul", { class: "legend" },
      KINDS.map((kind) => el("li", {},
        el("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), kind)),
      el("li", {}, `whole width: ${millis(end)}`)),
    table("Timeline", ["Turn", "From start to end", ...KINDS.map((kind) => `#${kind}`)],
      el("tbody", {}, [...turns].map(([turn, row]) => rowOf(turn, row, end))), "times"),
  ];
}

function rowOf(turn, row, end) {
  return el("tr", {},
    el("th", { scope: "row" }, turn === 0 ? "queue" : turn),
    el("td", { class: "track" }, el("div", { class: "bars", "aria-hidden": "true" },
      row.map((entry) => bar(entry, end)))),
    KINDS.map((kind) => number(sum(row, kind))));
}

function bar(entry, end) {
  const part = el("span", {
    class: `bar ${entry.kind}${entry.failed ? " failed" : ""}${entry.open ? " open" : ""}`,
    title: `${entry.kind}: ${millis(entry.ms)}${entry.failed ? ", failed" : ""}`,
  });
  part.style.insetInlineStart = `${(100 * entry.start_ms) / end}%`;
  part.style.inlineSize = `${(100 * entry.ms) / end}%`;
  return part;
}

function sum(row, kind) {
  const parts = row.filter((entry) => entry.kind === kind);
  if (parts.length === 0) {
    return "";
  }
  const all = millis(parts.reduce((total, entry) => total + entry.ms, 0));
  return `${all}${parts.some((entry) => entry.failed) ? " failed" : ""}${parts.some((entry) => entry.open) ? " …" : ""}`;
}
