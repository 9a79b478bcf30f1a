/** One rollout: what became of it, its timeline, and its tokens turn by turn. */

import { ApiError } from "./api.js";
import { append, badge, block, el, fact, foreign, redraw, replace, setText, visible } from "./dom.js";
import { age, count, millis, plural } from "./format.js";
import { driftOf, stateOf } from "./rollouts.js";
import { timeline } from "./timeline.js";
import { TokenBoard } from "./token-board.js";
import { lengthOf, runsOf } from "./token-list.js";
import { legend, likelihoods } from "./token.js";

/** Shows the rollout of this key until the signal is aborted. */
export function showRollout(main, key, { live, read, signal, fail }) {
  const path = `api/rollouts/${encodeURIComponent(key)}`;
  const view = new RolloutView(main, (turn) => read(`${path}/turns/${turn}/tokens`, signal));
  signal.addEventListener("abort", () => view.close(), { once: true });
  read(path, signal)
    .then((rollout) => {
      view.update(rollout);
      if (rollout.phase !== "ended") {
        live(`api/events?${new URLSearchParams({ topics: "rollout", key })}`, (name, data) => {
          if (name === "rollout" && data.gone) {
            fail(new ApiError(404, "This rollout is not kept any more"));
          } else if (name === "rollout") {
            view.update(data);
          }
        }, signal);
      }
    })
    .catch(fail);
}

class RolloutView {
  #title = el("h1", { tabindex: "-1" }, "Rollout");
  #facts = el("p", { class: "facts" });
  #problem = el("div");
  #timeline = el("div");
  #choice = el("select", {
    id: "turn", onchange: (event) => this.#goTo(Number(event.target.value)),
  });
  #legends = { mask: legend(true), probability: likelihoods() };
  #messages = el("div");
  #turns = new Map();
  #queue = Promise.resolve();

  constructor(main, tokens) {
    this.tokens = tokens;
    this.sections = el("div", { class: "turns" });
    this.board = new TokenBoard(this.sections);
    append(
      main,
      el("p", { class: "path" }, el("a", { href: "#/rollouts" }, "Rollouts"), " /"),
      this.#title, this.#facts, this.#problem,
      el("section", { "aria-labelledby": "timeline" },
        el("h2", { id: "timeline" }, "Timeline"), this.#timeline),
      el("section", { "aria-labelledby": "tokens" },
        el("div", { class: "bar-of-tools" },
          el("h2", { id: "tokens" }, "Tokens"),
          el("label", { for: "turn" }, "Go to turn"), this.#choice,
          colours(this.sections, this.#legends)),
        this.#legends.mask, this.#legends.probability,
        el("p", { class: "quiet" }, "Point at a token, or Tab to the first one: ",
          ["←", "→", "↑", "↓"].map((name) => [el("kbd", {}, name), " "]), "move, ",
          el("kbd", {}, "m"), " goes to the next change of the mask, ",
          el("kbd", {}, "["), " and ", el("kbd", {}, "]"), " change the turn, ",
          el("kbd", {}, "Esc"), " closes the note."),
        this.sections),
      el("section", { "aria-labelledby": "messages" },
        el("h2", { id: "messages" }, "Messages"), this.#messages),
    );
  }

  close() {
    this.board.close();
  }

  update(rollout) {
    redraw(this.#title, rollout.rollout_id, (id) => ["Rollout ", foreign(id)]);
    document.title = `${visible(rollout.rollout_id).slice(0, 60)} · rollout server`;
    replace(this.#facts, facts(rollout));
    const { error_message: message, token_check: check } = rollout;
    redraw(this.#problem, { message, check }, problem);
    redraw(this.#timeline, rollout.timeline, timeline);
    // a conversation only grows
    append(this.#messages, rollout.messages.slice(this.#messages.children.length).map(messageOf));
    const known = this.#turns.size;
    rollout.turns.forEach((turn) => this.#showTurn(turn, rollout));
    if (known !== this.#turns.size) {
      replace(this.#choice, rollout.turns.map(({ turn }) => el("option", { value: turn }, turn)));
    }
  }

  #showTurn(turn, rollout) {
    let section = this.#turns.get(turn.turn);
    if (!section) {
      section = new TurnSection(turn.turn);
      this.#turns.set(turn.turn, section);
      this.sections.append(section.element);
    }
    section.update(turn, rollout.phase === "ended");
    if (turn.tokens && section.wants(turn.tokens)) {
      // one after the other, so that the first turn is there first
      this.#queue = this.#queue
        .then(() => this.tokens(turn.turn))
        .then((tokens) => section.showTokens(tokens, this.board))
        .catch((error) => section.fail(error));
    }
  }

  #goTo(turn) {
    this.#turns.get(turn)?.element.scrollIntoView({ block: "start" });
    this.board.goTo(turn - 1);
  }
}

class TurnSection {
  #facts = el("p", { class: "facts" });
  #tokens = el("div", { class: "quiet" });
  #drift = el("div");
  #tools = el("div");
  #loaded = "";

  constructor(turn) {
    this.turn = turn;
    this.element = el("section", { class: "turn", id: `turn-${turn}`, "aria-label": `Turn ${turn}` },
      el("h3", {}, `Turn ${turn}`), this.#facts, this.#tokens, this.#drift, this.#tools);
  }

  update(turn, ended) {
    redraw(this.#facts, turn, turnFacts);
    redraw(this.#drift, turn.drift, driftAround);
    redraw(this.#tools, turn.tool_calls, (calls) => calls.map(toolCall));
    if (!turn.tokens && this.#loaded === "") {
      setText(this.#tokens, ended
        ? "No tokens of this turn are kept."
        : "The trainer has not answered yet.");
    }
  }

  /** Whether these are other tokens than those that are shown or on their way. */
  wants({ from, prompt, answer }) {
    const asked = `${from} ${prompt} ${answer}`;
    const others = asked !== this.#loaded;
    this.#loaded = asked;
    return others;
  }

  showTokens({ ids, text, logprobs, from, prompt, mask_sent: sent, drift }, board) {
    const runs = runsOf({
      ids,
      texts: text,
      logprobs,
      start: from,
      first: this.turn === 1,
      prompt,
      masked: drift ? lengthOf(sent) : prompt,
    });
    const mark = drift && { at: drift.at, kind: drift.class, expected: drift.expected };
    const label = `Tokens of turn ${this.turn}: ${plural(prompt, "new token")} in the prompt, then ${plural(ids.length - prompt, "sampled token")}`;
    const list = board.show(this.turn - 1, runs, mark, label);
    this.#tokens.classList.remove("quiet");
    replace(this.#tokens, list);
  }

  fail(error) {
    if (error.name !== "AbortError") {
      setText(this.#tokens, `The tokens cannot be shown: ${error.message}`);
    }
  }
}

function facts(rollout) {
  const { request, metrics, prompt_format: format } = rollout;
  return [
    stateOf(rollout),
    rollout.duration_ms === null || rollout.duration_ms === undefined
      ? fact("age", age(rollout.age_ms / 1000))
      : fact("took", millis(rollout.duration_ms)),
    fact("turns", `${count(rollout.turns.length)} of ${count(request?.max_turns)}`),
    metrics ? fact("sampled", `${count(metrics.response_tokens)} of ${count(request?.max_tokens_total)} tokens`) : null,
    metrics ? fact("largest context", count(metrics.max_context_tokens)) : null,
    metrics ? fact("trainer", millis(metrics.llm_latency_ms)) : null,
    metrics ? fact("tools", millis(metrics.tool_latency_ms)) : null,
    fact("drift", driftOf(rollout.drift)),
    fact("tokenizer", foreign(format?.tokenizer ?? rollout.tokenizer)),
    fact("at", foreign(rollout.trainer)),
    fact("began", foreign(rollout.began)),
    rollout.trace_id ? fact("trace", foreign(rollout.trace_id, "code")) : null,
  ];
}

function problem({ message, check }) {
  return [
    message ? el("div", { class: "problem", role: "note" }, block(message)) : null,
    check
      ? el("details", { class: "problem" },
          el("summary", {}, `Token check: ${check.class ?? "see below"}`, check.turn ? ` at turn ${check.turn}` : ""),
          el("dl", {}, Object.entries(check).map(([name, value]) => [
            el("dt", {}, foreign(name)),
            el("dd", {}, foreign(typeof value === "string" ? value : JSON.stringify(value))),
          ])))
      : null,
  ];
}

function turnFacts(turn) {
  const attempts = turn.attempts ?? [];
  return [
    turn.check ? driftOf(turn.check) : null,
    fact("prompt", prompts(turn)),
    turn.tokens ? fact("new", count(turn.tokens.prompt)) : null,
    fact("sampled", count(turn.response_tokens)),
    fact("mask sent", maskSent(turn.mask_sent)),
    turn.finish_reason ? fact("finish reason", foreign(turn.finish_reason)) : null,
    attempts.length > 1 ? fact("attempts", foreign(attempts.join(", "))) : null,
    Object.entries(turn.vendor ?? {}).map(([name, value]) =>
      fact(foreign(name), foreign(typeof value === "string" ? value : JSON.stringify(value)))),
  ];
}

/** The text around the first difference, on both sides. */
function driftAround(drift) {
  return drift && (drift.expected_around || drift.actual_around)
    ? el("details", { class: "problem" },
        el("summary", {}, `Drift (${drift.class}) at position ${count(drift.index)} of the context`),
        el("h4", {}, "Expected, as the mask assumed"), block(drift.expected_around),
        el("h4", {}, "What the trainer had"), block(drift.actual_around))
    : null;
}

function prompts({ prompt_tokens: ours, trainer_prompt_tokens: theirs }) {
  return theirs === null || theirs === undefined || theirs === ours
    ? count(ours)
    : `${count(ours)}, the trainer's ${count(theirs)}`;
}

/** 17×0 */
export function maskSent(runs) {
  return runs && runs.length > 0
    ? runs.map(([value, length]) => `${count(length)}×${value}`).join(" ")
    : "none";
}

function toolCall({ name, arguments: given, result, failed, ms }) {
  const said = result === null || result === undefined ? "runs …" : String(result);
  return el("details", { class: `tool${failed ? " failed" : ""}` },
    el("summary", {},
      el("span", { class: "name" }, foreign(name)), " ",
      el("span", { class: "brief" }, foreign(brief(given)), " → ", foreign(brief(said))),
      failed ? [" ", badge("failed", "bad")] : null,
      el("span", { class: "quiet" }, " ", millis(ms))),
    el("h4", {}, "Arguments"), block(asText(given)),
    el("h4", {}, "Result"), block(said));
}

function brief(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  const points = [...text.slice(0, 200)];
  return points.length > 60 ? `${points.slice(0, 60).join("")}…` : text;
}

function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 1) ?? "";
}

function messageOf(message) {
  return el("details", { class: "message" },
    el("summary", {}, el("span", { class: "name" }, foreign(message.role)), " ",
      el("span", { class: "brief" }, foreign(brief(message.content ?? callsOf(message))))),
    block(asText(message.content ?? "")),
    others(message));
}

function callsOf({ tool_calls: calls }) {
  return (calls ?? []).map((call) => call.function?.name ?? "").join(", ");
}

function others(message) {
  const rest = Object.fromEntries(
    Object.entries(message).filter(([name]) => name !== "role" && name !== "content"));
  return Object.keys(rest).length > 0 ? block(JSON.stringify(rest, null, 2)) : null;
}

/** Whether tokens are coloured by mask or, those of the model, by their probability. */
function colours(board, legends) {
  const choose = (chosen) => {
    board.dataset.colour = chosen;
    Object.entries(legends).forEach(([colour, one]) => {
      one.hidden = colour !== chosen;
    });
  };
  choose("mask");
  return el("fieldset", { class: "colours" },
    el("legend", {}, "Colour by"),
    Object.keys(legends).map((colour) => el("label", { class: "choice" },
      el("input", {
        type: "radio", name: "colour", value: colour, checked: colour === "mask",
        onchange: () => choose(colour),
      }), colour)));
}
