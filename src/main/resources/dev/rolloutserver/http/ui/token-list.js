/**
 * The tokens of a turn, in chunks, so that thirty thousand of them can be made one chunk at a time
 * and the browser lays out only those that are seen.
 */

import { el } from "./dom.js";
import { likelihood, noteOf, sentenceOf, tokenSpan } from "./token.js";

/** The height of a line of tokens, in pixels; tokens.css has the same. */
export const LINE_PX = 28;
const CHUNK = 400;
const CHARACTERS_A_LINE = 110;
/** How many of the tokens that should have stood somewhere are told there. */
const EXPECTED = 12;

/**
 * A run of tokens of one kind.
 *
 * @typedef {object} Run
 * @property {"prompt"|"masked"|"model"|"retold"} kind
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

/**
 * The runs of the tokens that a turn brought: those of its prompt, then those of the answer.
 *
 * @param {number} prompt how many are the prompt's
 * @param {number} masked how many of these the mask that was sent covers, from the last one
 * @param {boolean} first whether it is the first prompt, which has no mask
 */
export function runsOf({ ids, texts, logprobs, start, first, prompt, masked }) {
  const retold = first ? 0 : Math.max(0, prompt - masked);
  return [
    ["retold", 0, retold],
    [first ? "prompt" : "masked", retold, prompt],
    ["model", prompt, ids.length],
  ].filter(([, from, to]) => from < to).map(([kind, from, to]) => ({
    kind,
    start: start + from,
    ids: ids.slice(from, to),
    texts: texts?.slice(from, to) ?? null,
    logprobs: kind === "model" ? (logprobs ?? null) : null,
  }));
}

/** How many tokens a mask of [value, length] covers. */
export function lengthOf(mask) {
  return (mask ?? []).reduce((all, [, length]) => all + length, 0);
}

/** Runs of tokens in chunks. */
export class TokenList {
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
    return run.texts?.[within] ?? `${run.ids[within]} `;
  }

  /** The element of a token, made if need be. */
  span(index) {
    const chunk = this.chunks.find((one) => index < one.to);
    chunk.fill();
    return chunk.spans[index - chunk.from];
  }

  /** What there is to know about a token, as elements. */
  note(index) {
    const { run, within } = this.at(index);
    return noteOf(run, within, this.drift?.at === index);
  }

  /** The same as a sentence. */
  sentence(index) {
    const { run, within } = this.at(index);
    return sentenceOf(run, within, this.drift?.at === index);
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

/** Stands before the first token that differs, and holds those that should have stood there. */
function driftMark({ kind, expected }) {
  const ids = expected?.ids ?? [];
  const shown = ids.slice(0, EXPECTED);
  return el(
    "span",
    { class: "drift-mark", role: "note" },
    el("strong", {}, `▼ drift: ${kind}`),
    ids.length > 0
      ? [
          " expected here: ",
          shown.map((id, index) => tokenSpan("expected", id, expected.text?.[index], false)),
          shown.length < ids.length ? "…" : null,
          " the trainer had: ",
        ]
      : " ",
  );
}
