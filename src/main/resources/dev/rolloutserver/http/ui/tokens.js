/**
 * Tokens coloured by their mask. Thirty thousand of them are laid out in chunks, of which only
 * those near the reader are elements at first; one listener serves them all.
 */

import { append, el, replace, symbol, visible } from "./dom.js";
import { count } from "./format.js";

const CHUNK = 400;
const CHARACTERS_A_LINE = 110;
const LINE_PX = 28;
const MARGIN = "1500px 0px";
const SPECIAL = /^<[|｜].+[|｜]>$/;
const BLANK = /^[\s\p{C}]$/u;
const PARTS = / +|[\s\p{C}]|[^\s\p{C}]+/gu;
const PLAIN = /^(?:[^\s\p{C}]| (?=[^\s\p{C}]))+$/u;

/** What a token is to the trainer. */
export const KINDS = {
  prompt: { name: "first prompt", mask: null, meaning: "first prompt: not part of the response" },
  masked: { name: "masked", mask: 0, meaning: "mask 0: tool results and template, not trained on" },
  model: { name: "sampled", mask: 1, meaning: "mask 1: sampled by the model, trained on" },
};

const LIKELIHOODS = ["below 5 %", "from 5 %", "from 25 %", "from 50 %", "90 % and more"];

/** How to read the colours of the mask. */
export function legend(withDrift) {
  return el(
    "ul",
    { class: "legend", "aria-label": "What the colours mean" },
    Object.entries(KINDS).map(([kind, { meaning }]) => sample(kind, "token", meaning)),
    sample("special prompt", "<|x|>", "framed: a special token"),
    withDrift ? sample("drift prompt", "token", "red, wavy: the trainer's ids differ from here") : null,
  );
}

/** How to read the colours of probabilities. */
export function likelihoods() {
  return el(
    "ul",
    { class: "legend", "aria-label": "What the colours mean", "data-colour": "probability" },
    LIKELIHOODS.map((meaning, index) => sample(`model p${index}`, "token", meaning)).reverse(),
    sample("prompt", "token", "not sampled"),
  );
}

function sample(kinds, text, meaning) {
  return el("li", {}, el("span", { class: `t ${kinds}`, "aria-hidden": "true" }, text), meaning);
}

/**
 * A run of tokens of one kind.
 *
 * @typedef {object} Run
 * @property {"prompt"|"masked"|"model"} kind
 * @property {number} start the position of its first token in the context
 * @property {number[]} ids
 * @property {string[]|null} texts as many as ids; "" for the rest of a character that has begun
 * @property {(number|null)[]|null} logprobs as many as ids
 */

/**
 * Where the trainer's ids differ from what was expected.
 *
 * @typedef {object} Drift
 * @property {number} at the token before which it is to be marked
 * @property {string} kind realign or fork
 * @property {{ids: number[], text: string[]|null}|null} expected what should have stood there
 */

/** The runs of a mask of [value, length] over these tokens. */
export function runsOf({ ids, texts, logprobs, mask, start, first }) {
  const runs = [];
  let from = 0;
  for (const [value, length] of mask) {
    const to = Math.min(from + length, ids.length);
    if (to > from) {
      runs.push({
        kind: value === 1 ? "model" : first ? "prompt" : "masked",
        start: start + from,
        ids: ids.slice(from, to),
        texts: texts?.slice(from, to) ?? null,
        logprobs: value === 1 ? (logprobs ?? null) : null,
      });
    }
    from = to;
  }
  return runs;
}

/** All tokens of a page: keyboard, pointer and what is told of one. */
export class TokenBoard {
  #tip = el("div", { class: "tip", role: "tooltip", id: "token-tip", hidden: true });
  #lists = [];
  #current = null;
  #observer = new IntersectionObserver((entries) => this.#near(entries), { rootMargin: MARGIN });
  #unfilled = new Set();
  #idle = 0;
  #dismissed = false;

  constructor(root) {
    this.root = root;
    root.classList.add("board");
    root.append(this.#tip);
    root.addEventListener("mouseover", (event) => this.#pointed(event.target));
    root.addEventListener("mouseleave", () => this.#rest());
    root.addEventListener("focusin", (event) => this.#focused(event.target));
    root.addEventListener("focusout", () => this.hideTip());
    root.addEventListener("keydown", (event) => this.#pressed(event));
    this.onScroll = () => this.#rest();
    addEventListener("scroll", this.onScroll, { passive: true });
  }

  /**
   * Lays runs out one after the other, as the list of this number, from 0.
   *
   * @param {Run[]} runs
   * @param {Drift|null} drift
   */
  show(number, runs, drift, label) {
    this.#lists[number]?.chunks.forEach((chunk) => this.#leave(chunk));
    const list = new TokenList(runs, drift, label, number);
    this.#lists[number] = list;
    list.chunks.forEach((chunk) => {
      this.#unfilled.add(chunk);
      this.#observer.observe(chunk.element);
    });
    if (list.size > 0 && (this.#current === null || this.#current.list.number >= number)) {
      this.#settle(list, 0);
    }
    this.#later();
    return list.element;
  }

  /** Goes to the first token of a list. */
  goTo(number) {
    const list = this.#lists[number];
    if (list && list.size > 0) {
      this.#move(list, 0);
    }
  }

  hideTip() {
    this.#tip.hidden = true;
  }

  /** Ends what goes on beside the elements. */
  close() {
    this.#observer.disconnect();
    cancelIdleCallback(this.#idle);
    removeEventListener("scroll", this.onScroll);
  }

  #near(entries) {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        this.#fill(entry.target.chunk);
      }
    }
  }

  /** Fills what nobody looks at in free moments, so that the browser's own search finds it. */
  #later() {
    cancelIdleCallback(this.#idle);
    this.#idle = requestIdleCallback((deadline) => {
      for (const chunk of this.#unfilled) {
        if (deadline.timeRemaining() < 4) {
          break;
        }
        this.#fill(chunk);
      }
      if (this.#unfilled.size > 0) {
        this.#later();
      }
    });
  }

  #fill(chunk) {
    chunk.fill();
    this.#leave(chunk);
  }

  #leave(chunk) {
    this.#unfilled.delete(chunk);
    this.#observer.unobserve(chunk.element);
  }

  #place(target) {
    const span = target instanceof Element ? target.closest(".t[data-n]") : null;
    const holder = span?.closest(".tokens");
    return holder ? { list: this.#lists[holder.dataset.list], index: Number(span.dataset.n), span } : null;
  }

  #pointed(target) {
    const place = this.#place(target);
    if (place) {
      this.#dismissed = false;
      this.#tell(place);
    } else if (!this.#tip.contains(target)) {
      this.#rest();
    }
  }

  /** Back to the token that has the focus, if one has. */
  #rest() {
    const place = this.#place(document.activeElement);
    if (!this.#dismissed && place?.span.matches(":focus-visible")) {
      this.#tell(place);
    } else {
      this.hideTip();
    }
  }

  #focused(target) {
    const place = this.#place(target);
    if (place) {
      this.#tell(place);
    }
  }

  #tell({ list, index, span }) {
    replace(this.#tip, list.facts(index));
    this.#tip.hidden = false;
    const box = (span.getClientRects()[0] ?? span.getBoundingClientRect());
    const tip = this.#tip.getBoundingClientRect();
    const below = box.bottom + 6 + tip.height < innerHeight;
    this.#tip.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - tip.width - 8))}px`;
    this.#tip.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - tip.height - 6)}px`;
  }

  #pressed(event) {
    if (event.key === "Escape") {
      this.#dismissed = true;
      this.hideTip();
      return;
    }
    const place = this.#place(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const to = this.#target(event.key, place);
    if (to) {
      event.preventDefault();
      this.#move(to.list, to.index);
    }
  }

  #target(key, { list, index }) {
    switch (key) {
      case "ArrowRight":
        return this.#step(list, index, 1);
      case "ArrowLeft":
        return this.#step(list, index, -1);
      case "ArrowDown":
        return this.#line(list, index, 1);
      case "ArrowUp":
        return this.#line(list, index, -1);
      case "Home":
        return { list, index: 0 };
      case "End":
        return { list, index: list.size - 1 };
      case "m":
        return this.#boundary(list, index, 1);
      case "M":
        return this.#boundary(list, index, -1);
      case "]":
      case "[": {
        const other = this.#neighbour(list, key === "]" ? 1 : -1);
        return other && { list: other, index: 0 };
      }
      default:
        return null;
    }
  }

  #neighbour(list, by) {
    for (let at = list.number + by; at >= 0 && at < this.#lists.length; at += by) {
      if (this.#lists[at]?.size > 0) {
        return this.#lists[at];
      }
    }
    return null;
  }

  #step(list, index, by) {
    if (index + by >= 0 && index + by < list.size) {
      return { list, index: index + by };
    }
    const other = this.#neighbour(list, by);
    return other && { list: other, index: by > 0 ? 0 : other.size - 1 };
  }

  /** The next token of another kind. */
  #boundary(list, index, by) {
    const kind = list.at(index).run.kind;
    let place = { list, index };
    while ((place = this.#step(place.list, place.index, by))) {
      if (place.list.at(place.index).run.kind !== kind) {
        return place;
      }
    }
    return null;
  }

  /** The token above or below: the nearest one of the next line. */
  #line(list, index, by) {
    const from = middle(list.span(index));
    let place = { list, index };
    let best = null;
    let line = null;
    while ((place = this.#step(place.list, place.index, by))) {
      const here = middle(place.list.span(place.index));
      if (by * (here.y - from.y) <= LINE_PX / 3) {
        continue;
      }
      line ??= here.y;
      if (Math.abs(here.y - line) > LINE_PX / 3) {
        break;
      }
      const away = Math.abs(here.x - from.x);
      if (best === null || away < best.away) {
        best = { ...place, away };
      }
    }
    return best;
  }

  #move(list, index) {
    this.#dismissed = false;
    const span = this.#settle(list, index);
    span.focus({ preventScroll: true });
    span.scrollIntoView({ block: "nearest" });
  }

  /** Makes this token the one that Tab comes to. */
  #settle(list, index) {
    if (this.#current) {
      const before = this.#current.list.span(this.#current.index);
      ["tabindex", "role", "aria-label"].forEach((name) => before.removeAttribute(name));
    }
    this.#current = { list, index };
    const span = list.span(index);
    span.tabIndex = 0;
    span.setAttribute("role", "img");
    span.setAttribute("aria-label", list.sentence(index));
    return span;
  }
}

/** Runs of tokens in chunks. */
class TokenList {
  constructor(runs, drift, label, number) {
    this.runs = runs;
    this.drift = drift;
    this.number = number;
    this.offsets = [];
    this.size = 0;
    for (const run of runs) {
      this.offsets.push(this.size);
      this.size += run.ids.length;
    }
    this.chunks = [];
    for (let from = 0; from < this.size; ) {
      const to = this.#cut(from);
      this.chunks.push(new Chunk(this, from, to));
      from = to;
    }
    this.element = el(
      "div",
      { class: "tokens", role: "group", "aria-label": label, "data-list": number },
      this.chunks.map((chunk) => chunk.element),
    );
  }

  /** Where the chunk ends: after a line break, if one is near enough. */
  #cut(from) {
    const latest = Math.min(from + 2 * CHUNK, this.size);
    for (let to = from + CHUNK; to < latest; to++) {
      if (this.text(to - 1).endsWith("\n")) {
        return to;
      }
    }
    return latest;
  }

  at(index) {
    let low = 0;
    let high = this.runs.length - 1;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (this.offsets[half] <= index) {
        low = half;
      } else {
        high = half - 1;
      }
    }
    return { run: this.runs[low], within: index - this.offsets[low] };
  }

  text(index) {
    const { run, within } = this.at(index);
    return run.texts === null ? `${run.ids[within]} ` : run.texts[within];
  }

  /** The element of a token, made if need be. */
  span(index) {
    const chunk = this.chunks.find((one) => index < one.to);
    chunk.fill();
    return chunk.spans[index - chunk.from];
  }

  /** What there is to know about a token. */
  facts(index) {
    const { run, within } = this.at(index);
    const facts = [
      ["text", textOf(run, within)],
      ["id", run.ids[within]],
      ["position", count(run.start + within)],
      ["mask", maskText(run)],
      ["log-prob.", logprobText(run, within)],
    ].filter(([, fact]) => fact !== null);
    return [
      el("dl", {}, facts.map(([name, fact]) => [el("dt", {}, name), el("dd", {}, fact)])),
      this.#differs(index) ? el("p", { class: "bad" }, "The trainer's ids differ from here.") : null,
    ];
  }

  sentence(index) {
    const { run, within } = this.at(index);
    const logprob = logprobText(run, within);
    return [
      `token ${textOf(run, within)}`,
      `id ${run.ids[within]}`,
      `position ${run.start + within}`,
      `mask ${maskText(run)}`,
      logprob && `log-probability ${logprob}`,
      this.#differs(index) && "the trainer's ids differ from here",
    ].filter(Boolean).join(", ");
  }

  #differs(index) {
    return this.drift?.at === index;
  }
}

class Chunk {
  #filled = false;

  constructor(list, from, to) {
    this.list = list;
    this.from = from;
    this.to = to;
    this.element = el("div", { class: "chunk" });
    this.element.chunk = this;
    this.spans = [];
    this.element.style.containIntrinsicBlockSize = `auto ${this.#height()}px`;
    this.element.style.minBlockSize = `${this.#height()}px`;
  }

  /** About how high it will be. */
  #height() {
    let lines = 1;
    let column = 0;
    for (let index = this.from; index < this.to; index++) {
      const text = this.list.text(index);
      column += text.length + 0.5;
      if (column > CHARACTERS_A_LINE || text.endsWith("\n")) {
        lines++;
        column = 0;
      }
    }
    return lines * LINE_PX;
  }

  fill() {
    if (this.#filled) {
      return;
    }
    this.#filled = true;
    const all = document.createDocumentFragment();
    const drift = this.list.drift;
    for (let index = this.from; index < this.to; index++) {
      if (drift?.at === index) {
        all.append(driftMark(drift));
      }
      const span = this.#token(index);
      this.spans.push(span);
      all.append(span);
    }
    if (drift?.at === this.to && this.to === this.list.size) {
      all.append(driftMark(drift));
    }
    this.element.style.minBlockSize = "";
    this.element.append(all);
  }

  #token(index) {
    const { run, within } = this.list.at(index);
    const span = tokenSpan(run.kind, run.ids[within], run.texts?.[within]);
    span.dataset.n = index;
    if (index % 2 === 1) {
      span.classList.add("odd");
    }
    if (this.list.drift?.at === index) {
      span.classList.add("drift");
    }
    const logprob = run.logprobs?.[within];
    if (typeof logprob === "number") {
      span.classList.add(`p${likelihood(logprob)}`);
    }
    return span;
  }
}

function tokenSpan(kind, id, text) {
  const span = document.createElement("span");
  span.className = SPECIAL.test(text ?? "") ? `t ${kind} special` : `t ${kind}`;
  if (text === undefined) {
    span.textContent = String(id);
  } else if (text === "") {
    span.append(el("span", { class: "ws" }, "▫"));
  } else if (PLAIN.test(text)) {
    span.textContent = text;
  } else {
    marked(span, text);
  }
  return span;
}

/** Stands before the first token that differs, and holds those that should have stood there. */
function driftMark({ kind, expected }) {
  const ids = expected?.ids ?? [];
  return el(
    "span",
    { class: "drift-mark", role: "note" },
    el("strong", {}, `▼ drift: ${kind}`),
    ids.length > 0
      ? [
          " expected here: ",
          ids.map((id, index) => tokenSpan("expected", id, expected.text?.[index])),
          " the trainer had: ",
        ]
      : " ",
  );
}

/** From 0, a surprise, to 4, nearly certain. */
export function likelihood(logprob) {
  const probability = Math.exp(logprob);
  return [0.05, 0.25, 0.5, 0.9].filter((bound) => probability >= bound).length;
}

/** A text with symbols for what is blank; a space before a word is one without. */
function marked(span, text) {
  for (const [part] of text.matchAll(PARTS)) {
    if (part === "\n") {
      append(span, el("span", { class: "ws" }, "↵"), part);
    } else if (part === "\t") {
      append(span, el("span", { class: "ws" }, "⇥"), part);
    } else if (part === " " && /^ [^\s\p{C}]/u.test(text)) {
      append(span, part);
    } else if (part.trim() === "" && part.includes(" ")) {
      append(span, el("span", { class: "ws" }, "·".repeat(part.length)));
    } else if (BLANK.test(part)) {
      append(span, el("span", { class: "ws" }, symbol(part)));
    } else {
      append(span, part);
    }
  }
}

/** Where an element is on the page. */
function middle(element) {
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}

function textOf(run, within) {
  if (run.texts === null) {
    return "not known: the tokenizer is not loaded";
  }
  return run.texts[within] === ""
    ? "the rest of the character before"
    : `“${visible(run.texts[within].replace(/ /g, "·"))}”`;
}

function maskText(run) {
  const { mask, name } = KINDS[run.kind];
  return mask === null ? `none: ${name}` : `${mask}, ${name}`;
}

function logprobText(run, within) {
  const logprob = run.logprobs?.[within];
  return typeof logprob === "number"
    ? `${logprob.toFixed(4)} (p = ${Math.exp(logprob).toPrecision(3)})`
    : null;
}
