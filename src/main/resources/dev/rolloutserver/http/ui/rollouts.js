/** The rollouts that wait, run or ended a moment ago. */

import { append, badge, el, foreign, number, setText, table, visible } from "./dom.js";
import { age, count, millis, plural } from "./format.js";

export const ROLLOUT_HEADS = [
  "Rollout", "Phase", "#Turn", "#Age", "#Tools", "#Tokens", "Drift", "Tokenizer", "Trainer",
];
const STATES = { all: "all", running: "waiting or running", recent: "ended" };
const LIMIT = 500;

/** Shows the list until the signal is aborted. */
export function showRollouts(main, { live, signal, query, remember }) {
  const filter = { state: STATES[query.get("state")] ? query.get("state") : "all", q: query.get("q") ?? "" };
  const body = el("tbody");
  const total = el("p", { class: "facts", role: "status" });
  const rows = new Map();
  let turn = new AbortController();

  const open = () => {
    turn.abort();
    turn = new AbortController();
    remember(filter);
    const asked = new URLSearchParams({ topics: "rollouts", limit: LIMIT, ...filter });
    live(`api/events?${asked}`, (name, data) => {
      if (name === "rollouts") {
        setText(total, totals(data));
        show(body, rows, [...data.running, ...data.recent]);
      }
    }, AbortSignal.any([signal, turn.signal]));
  };

  append(
    main,
    el("h1", { tabindex: "-1" }, "Rollouts"),
    el("form", { class: "filter", role: "search", onsubmit: (event) => event.preventDefault() },
      el("label", {}, "Find",
        el("input", {
          type: "search", name: "q", value: filter.q, autocomplete: "off", spellcheck: "false",
          placeholder: "id, phase, status, error, drift, trainer, tokenizer",
          oninput: later((event) => {
            filter.q = event.target.value;
            open();
          }),
        })),
      el("fieldset", {},
        el("legend", { class: "unseen" }, "Which rollouts"),
        Object.entries(STATES).map(([state, name]) =>
          el("label", { class: "choice" },
            el("input", {
              type: "radio", name: "state", value: state, checked: state === filter.state,
              onchange: () => {
                filter.state = state;
                open();
              },
            }), name)))),
    total,
    table("Rollouts", ROLLOUT_HEADS, body, "rollouts"),
  );
  open();
}

function totals({ running, recent, running_total: runs, recent_total: ended }) {
  const shown = running.length + recent.length;
  return `${plural(runs, "rollout")} waiting or running, ${count(ended)} ended and still kept`
    + (shown < runs + ended ? `; the first ${count(shown)} are shown` : "");
}

/** Rows stay the same elements, so that the focus stays where it is. */
function show(body, rows, all) {
  const keys = new Set(all.map((one) => one.key));
  for (const [key, row] of rows) {
    if (!keys.has(key)) {
      row.remove();
      rows.delete(key);
    }
  }
  let before = null;
  for (const one of all) {
    const known = rows.get(one.key);
    const row = rowOf(one, known);
    rows.set(one.key, row);
    const place = before ? before.nextSibling : body.firstChild;
    if (place !== row) {
      body.insertBefore(row, place);
    }
    before = row;
  }
}

/** The row of a rollout; of one that is there already only the cells are new. */
export function rowOf(one, known) {
  const row = known ?? el("tr", {}, el("th", { scope: "row" },
    el("a", {
      href: `#/rollouts/${encodeURIComponent(one.key)}`, title: visible(one.rollout_id),
    }, foreign(one.rollout_id))));
  while (row.children.length > 1) {
    row.lastChild.remove();
  }
  return append(
    row,
    el("td", {}, stateOf(one)),
    number(count(one.turn)),
    number(one.duration_ms === null || one.duration_ms === undefined
      ? age(one.age_ms / 1000)
      : `took ${millis(one.duration_ms)}`),
    number(count(one.tool_calls)),
    number(count(one.response_tokens)),
    el("td", {}, driftOf(one.drift)),
    el("td", {}, foreign(one.tokenizer)),
    el("td", {}, foreign(one.trainer)),
  );
}

/** Phase of one that runs, outcome of one that ended. */
export function stateOf(one) {
  if (one.phase !== "ended") {
    return [badge(one.phase, `phase-${one.phase}`), " ",
      el("span", { class: "quiet" }, `for ${millis(one.phase_age_ms)}`)];
  }
  return badge(one.reason ?? one.status ?? "ended", one.status === "COMPLETED" ? "good" : "bad");
}

export function driftOf(drift) {
  return drift && drift !== "clean"
    ? badge(drift, "bad")
    : drift === "clean" ? badge("clean", "good") : el("span", { class: "quiet" }, "–");
}

function later(listener) {
  let timer = 0;
  return (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => listener(event), 200);
  };
}
