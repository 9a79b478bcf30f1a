/** One token: what it looks like, what there is to know about it, and how to read its colours. */

import { append, el, symbol, visible } from "./dom.js";
import { count } from "./format.js";

const SPECIAL = /^<[|｜].+[|｜]>$/;
const BLANK = /^[\s\p{C}]$/u;
const PARTS = / +|[\s\p{C}]|[^\s\p{C}]+/gu;
const PLAIN = /^(?:[^\s\p{C}]| (?=[^\s\p{C}]))+$/u;

/** What a token is to the trainer. */
export const KINDS = {
  prompt: { name: "first prompt", mask: null, meaning: "first prompt: not part of the response" },
  masked: { name: "masked", mask: 0, meaning: "mask 0: tool results and template, not trained on" },
  model: { name: "sampled", mask: 1, meaning: "mask 1: sampled by the model, trained on" },
  retold: { name: "retold", mask: null, meaning: "after drift: told anew, in place of tokens that had their mask" },
};

const LIKELIHOODS = ["below 5 %", "from 5 %", "from 25 %", "from 50 %", "90 % and more"];

/** How to read the colours of the mask. */
export function legend(withDrift) {
  return el(
    "ul",
    { class: "legend", "aria-label": "What the colours mean" },
    Object.entries(KINDS).filter(([kind]) => withDrift || kind !== "retold")
      .map(([kind, { meaning }]) => sample(kind, "token", meaning)),
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

/** The element of a token; its text may be unknown, its line breaks need not break. */
export function tokenSpan(kind, id, text, breaks = true) {
  const span = document.createElement("span");
  span.className = SPECIAL.test(text ?? "") ? `t ${kind} special` : `t ${kind}`;
  if (text === undefined) {
    span.textContent = String(id);
  } else if (text === "") {
    span.append(el("span", { class: "ws" }, "▫"));
  } else if (PLAIN.test(text)) {
    span.textContent = text;
  } else {
    marked(span, text, breaks);
  }
  return span;
}

/** What there is to know about a token of a run, as elements. */
export function noteOf(run, within, differs) {
  const facts = [
    ["text", textOf(run, within)],
    ["id", run.ids[within]],
    ["position", count(run.start + within)],
    ["mask", maskText(run)],
    ["log-prob.", logprobText(run, within)],
  ].filter(([, fact]) => fact !== null);
  return [
    el("dl", {}, facts.map(([name, fact]) => [el("dt", {}, name), el("dd", {}, fact)])),
    differs ? el("p", { class: "bad" }, "The trainer's ids differ from here.") : null,
  ];
}

/** The same as a sentence. */
export function sentenceOf(run, within, differs) {
  const logprob = logprobText(run, within);
  return [
    `token ${textOf(run, within)}`,
    `id ${run.ids[within]}`,
    `position ${run.start + within}`,
    `mask ${maskText(run)}`,
    logprob && `log-probability ${logprob}`,
    differs && "the trainer's ids differ from here",
  ].filter(Boolean).join(", ");
}

/** From 0, a surprise, to 4, nearly certain. */
export function likelihood(logprob) {
  const probability = Math.exp(logprob);
  return [0.05, 0.25, 0.5, 0.9].filter((bound) => probability >= bound).length;
}

/** A text with symbols for what is blank; a space before a word is one without. */
function marked(span, text, breaks) {
  for (const [part] of text.matchAll(PARTS)) {
    if (part === "\n") {
      append(span, el("span", { class: "ws" }, "↵"), breaks && part);
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

function textOf(run, within) {
  const text = run.texts?.[within];
  if (text === undefined) {
    return "not known: the tokenizer is not loaded";
  }
  return text === ""
    ? "the rest of the character before"
    : `“${visible(text.replace(/ /g, "·"))}”`;
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
