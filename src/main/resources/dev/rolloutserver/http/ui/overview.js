/** What the server does now: counts, curves, trainers, tokenizers. */

import { append, badge, el, fact, foreign, number, redraw, replace, setText, table } from "./dom.js";
import { age, bytes, count, decimal, millis, percent, plural } from "./format.js";
import { rowOf, ROLLOUT_HEADS } from "./rollouts.js";
import { Sparkline } from "./sparkline.js";

const PHASES = ["waiting", "prompt", "trainer", "tools"];
const STATES = { ok: ["ok", "good"], failing: ["failing", "bad"], left_alone: ["left alone", "bad"] };

/** Shows the overview until the signal is aborted. */
export function showOverview(main, { live, signal }) {
  const tiles = [
    new Tile("Running", "now", count, (all) => all.rollouts.running, gauge("running", "calm")),
    new Tile("Waiting", "for a permit", count, (all) => all.rollouts.waiting, gauge("waiting", "warm")),
    new Tile("Finished", "in all, curve per minute", decimal, (all) => all.rollouts.completed,
      perMinute("completed", "calm")),
    new Tile("Failed", "in all, curve per minute", decimal, (all) => all.rollouts.failed,
      perMinute("failed", "hot")),
    new Tile("Sampled tokens", "per second", decimal, ({ series }) =>
      decimal(series.response_tokens.at(-2) / series.bucket_seconds), perSecond("response_tokens")),
    new Tile("Latency", "of finished rollouts", millis, ({ series }) =>
      millis(latest(series.p50_ms)), (series) => [
        { name: "median", kind: "calm", values: series.p50_ms },
        { name: "p90", kind: "warm", values: series.p90_ms },
      ]),
  ];
  const state = el("p", { class: "facts" });
  const phases = el("div", { class: "phases" });
  const running = el("div");
  const trainers = el("div");
  const tokenizers = el("div");
  const errors = el("div");
  append(
    main,
    el("h1", { tabindex: "-1" }, "Overview"),
    state,
    el("div", { class: "tiles" }, tiles.map((tile) => tile.element)),
    el("section", { "aria-labelledby": "now" },
      el("h2", { id: "now" }, "Where rollouts are"), phases, running),
    el("section", { "aria-labelledby": "trainers" },
      el("h2", { id: "trainers" }, "Trainers"), trainers),
    el("section", { "aria-labelledby": "tokenizers" },
      el("h2", { id: "tokenizers" }, "Tokenizers"), tokenizers),
    el("section", { "aria-labelledby": "errors" },
      el("h2", { id: "errors" }, "Errors"), errors),
  );
  live("api/events?topics=overview,rollouts&state=running&limit=8", (name, data) => {
    if (name === "overview") {
      replace(state, stateOf(data));
      tiles.forEach((tile) => tile.update(data));
      redraw(phases, data.phases, (all) => PHASES.map((phase) => phaseOf(phase, all)));
      redraw(trainers, data.trainers, trainerTable);
      redraw(tokenizers, data.tokenizers, tokenizerTable);
      redraw(errors, data.errors, errorList);
    } else if (name === "rollouts" && !running.contains(document.activeElement)) {
      replace(running, longest(data));
    }
  }, signal);
}

class Tile {
  #number = el("p", { class: "number" }, "–");

  constructor(name, unit, format, value, curves) {
    this.value = value;
    this.curves = curves;
    this.curve = new Sparkline(`${name} ${unit}`, format);
    this.element = el("article", { class: "tile" },
      el("h2", {}, name), el("span", { class: "unit" }, unit), this.#number, this.curve.element);
  }

  update(all) {
    const value = this.value(all);
    setText(this.#number, typeof value === "number" ? count(value) : value);
    const { series } = all;
    this.curve.draw(this.curves(series), Date.parse(series.end), series.bucket_seconds);
  }
}

function gauge(name, kind) {
  return (series) => [{ name, kind, values: series[name] }];
}

/** Without the last bucket, which is still filling. */
function perMinute(name, kind) {
  return (series) => [
    { name, kind, values: series[name].slice(0, -1).map((v) => (v * 60) / series.bucket_seconds) },
  ];
}

function perSecond(name) {
  return (series) => [
    { name, kind: "calm", values: series[name].slice(0, -1).map((v) => v / series.bucket_seconds) },
  ];
}

function latest(values) {
  return values.findLast((value) => value !== null) ?? null;
}

function stateOf({ server, rollouts, ring, record }) {
  return [
    server.draining
      ? badge("draining", "warm")
      : server.ready ? badge("ready", "good") : badge("not ready", "warm"),
    fact("version", server.version),
    fact("up", age(server.uptime_seconds)),
    fact("heap", `${bytes(server.heap_bytes)} of ${bytes(server.heap_max_bytes)}`),
    server.resident_bytes ? fact("resident", bytes(server.resident_bytes)) : null,
    fact("refused", count(rollouts.refused)),
    ring.max_bytes > 0
      ? fact("kept", `${plural(ring.rollouts, "rollout")}, ${bytes(ring.bytes)} of ${bytes(ring.max_bytes)}`)
      : fact("kept", "no recent rollouts"),
    ring.skipped > 0 ? fact("not kept", `${plural(ring.skipped, "rollout")}, too many at once`) : null,
    record ? fact("recorded", `${count(record.written)}, ${count(record.dropped + record.failed)} lost`) : null,
  ];
}

function phaseOf(phase, phases) {
  const here = phases[phase] ?? 0;
  const all = PHASES.reduce((total, one) => total + (phases[one] ?? 0), 0);
  const bar = el("span", { class: `bar ${phase}` });
  bar.style.inlineSize = `${all > 0 ? (100 * here) / all : 0}%`;
  return el("div", { class: "phase" },
    el("span", { class: "name" }, phase), el("span", { class: "count" }, count(here)),
    el("span", { class: "groove" }, bar));
}

function longest({ running, running_total: total }) {
  return running.length === 0
    ? el("p", { class: "quiet" }, "No rollout runs or waits.")
    : [
        table("Rollouts that have run for longest", ROLLOUT_HEADS,
          el("tbody", {}, running.map((one) => rowOf(one))), "rollouts"),
        total > running.length
          ? el("p", {}, el("a", { href: "#/rollouts?state=running" }, `all ${count(total)} that run or wait`))
          : null,
      ];
}

function trainerTable(trainers) {
  return trainers.length === 0
    ? el("p", { class: "quiet" }, "No trainer has been called yet.")
    : table("Trainers", ["Trainer", "State", "#Rollouts", "#Calls", "#Failed", "#Mean call", "Last error"],
        el("tbody", {}, trainers.map((one) => {
          const [word, kind] = STATES[one.state] ?? [one.state, "calm"];
          return el("tr", {},
            el("td", {}, foreign(one.origin)), el("td", {}, badge(word, kind)),
            number(count(one.running)), number(count(one.calls)), number(count(one.failed_calls)),
            number(millis(one.mean_call_ms)), el("td", {}, foreign(one.last_error)));
        })));
}

function tokenizerTable(tokenizers) {
  return tokenizers.length === 0
    ? el("p", { class: "quiet" }, "No tokenizer is loaded.")
    : table("Tokenizers", ["Tokenizer", "Revision", "Counted by", "#Memory", "#Hits", "#Hit rate", "#Load"],
        el("tbody", {}, tokenizers.map((one) =>
          el("tr", {},
            el("td", {}, foreign(one.name)),
            el("td", {}, foreign(String(one.revision ?? "").slice(0, 12), "code")),
            el("td", {}, one.counted_by ?? "–"),
            number(bytes(one.memory_bytes)), number(count(one.hits)),
            number(typeof one.hit_rate === "number" ? percent(one.hit_rate, 1) : "–"),
            number(millis(one.load_ms))))));
}

function errorList(errors) {
  const all = Object.entries(errors).filter(([, number]) => number > 0).sort((a, b) => b[1] - a[1]);
  return all.length === 0
    ? el("p", { class: "quiet" }, "No rollout has failed.")
    : el("ul", { class: "chips" }, all.map(([category, number]) =>
        el("li", {}, el("a", { href: `#/rollouts?state=recent&q=${encodeURIComponent(category)}` },
          foreign(category), " ", el("strong", {}, count(number))))));
}
