/** What a conversation becomes: prompt, tokens and mask of each call, and what is new in it. */

import { append, badge, block, el, fact, foreign, replace, setText } from "./dom.js";
import { count, plural } from "./format.js";
import { maskSent } from "./rollout.js";
import { TokenBoard } from "./token-board.js";
import { lengthOf, runsOf } from "./token-list.js";
import { legend } from "./token.js";

const EXAMPLE = [
  { role: "user", content: "What is 15 * 23?" },
  {
    role: "assistant",
    content: "I will multiply them.",
    tool_calls: [{
      id: "c1",
      type: "function",
      function: { name: "multiply", arguments: "{\"a\": 15, \"b\": 23}" },
    }],
  },
  { role: "tool", tool_call_id: "c1", content: "345" },
  { role: "assistant", content: "It is 345." },
];
const CONTEXT = 60;

/** Shows the playground until the signal is aborted. */
export function showPlayground(main, { read, post, signal, fail }) {
  const form = new Form(() => render());
  const outcome = el("div", { class: "outcome", "aria-live": "polite" });
  let board = null;
  let turn = new AbortController();
  signal.addEventListener("abort", () => board?.close(), { once: true });

  const render = async () => {
    turn.abort();
    turn = new AbortController();
    board?.close();
    board = null;
    try {
      const body = form.body();
      setText(outcome, "…");
      const answer = await post("api/playground", body, AbortSignal.any([signal, turn.signal]));
      const sections = el("div", { class: "turns" });
      board = new TokenBoard(sections);
      append(sections, sectionsOf(answer, board));
      replace(outcome, el("h2", {}, "What becomes of it"), head(answer), legend(answer.turns.some(({ problem }) => problem)), sections);
    } catch (error) {
      if (error.name !== "AbortError") {
        replace(outcome, el("div", { class: "problem", role: "alert" }, block(error.message)));
      }
    }
  };

  append(main, el("h1", { tabindex: "-1" }, "Playground"),
    el("p", {}, "Paste a conversation and see what a tokenizer's chat template makes of it: the prompt "
      + "of each call of the trainer, its tokens, and the mask that would be sent."),
    form.element, outcome);
  read("api/playground", signal).then((known) => form.offer(known)).catch(fail);
}

class Form {
  #tokenizer = el("select", { id: "tokenizer", required: true });
  #messages = el("textarea", {
    id: "conversation", rows: "9", spellcheck: "false", autocomplete: "off",
    value: `[\n${EXAMPLE.map((message) => `  ${JSON.stringify(message)}`).join(",\n")}\n]`, "aria-describedby": "conversation-help",
  });
  #tools = el("input", { type: "checkbox", checked: true });
  #kwargs = el("input", {
    id: "kwargs", spellcheck: "false", autocomplete: "off", placeholder: "{\"enable_thinking\": false}",
  });
  #known = { tools: [] };

  constructor(submitted) {
    const button = el("button", { type: "submit" }, "Render");
    this.element = el("form", {
      class: "playground",
      onsubmit: (event) => {
        event.preventDefault();
        submitted();
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          submitted();
        }
      },
    },
    el("label", { for: "conversation" }, "Conversation"),
    this.#messages,
    el("p", { class: "quiet", id: "conversation-help" },
      "A JSON array of messages, or any object with a member messages, such as a request for a rollout."),
    el("div", { class: "row" },
      el("label", { for: "tokenizer" }, "Tokenizer"), this.#tokenizer,
      el("label", { class: "choice" }, this.#tools, "with the built-in tools"),
      el("label", { for: "kwargs" }, "Template variables"), this.#kwargs,
      button, el("span", { class: "quiet" }, el("kbd", {}, "Ctrl"), " ", el("kbd", {}, "Enter"))));
  }

  offer(known) {
    this.#known = known;
    replace(this.#tokenizer, known.tokenizers.map(({ name, revision, loaded }, index) =>
      el("option", { value: index },
        `${name}${revision && revision !== "main" ? `@${revision.slice(0, 12)}` : ""}${loaded ? "" : " (not loaded yet)"}`)));
  }

  /** What is asked of the server. */
  body() {
    const tokenizer = this.#known.tokenizers?.[Number(this.#tokenizer.value)];
    if (!tokenizer) {
      throw new Error("No tokenizer is cached");
    }
    const pasted = parsed("Conversation", this.#messages.value);
    const given = Array.isArray(pasted) ? { messages: pasted } : pasted;
    const kwargs = this.#kwargs.value.trim() === "" ? null : parsed("Template variables", this.#kwargs.value);
    return {
      tokenizer_name: tokenizer.name,
      tokenizer_revision: tokenizer.revision,
      messages: given?.messages,
      tools: this.#tools.checked ? (given?.tools ?? this.#known.tools) : null,
      chat_template_kwargs: kwargs ?? given?.metadata?.chat_template_kwargs ?? {},
    };
  }
}

function parsed(name, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
}

function head({ tokenizer, turns }) {
  return el("p", { class: "facts" },
    fact("tokenizer", foreign(tokenizer.name)),
    fact("revision", foreign(String(tokenizer.revision ?? "").slice(0, 12), "code")),
    fact("calls of the trainer", count(turns.length)));
}

function sectionsOf({ turns }, board) {
  let start = 0;
  let text = "";
  return turns.map((turn, index) => {
    const label = `Call ${turn.turn}: ${plural(turn.prompt.ids.length, "new token")} in the prompt`;
    const answer = turn.answer ?? { ids: [], text: [] };
    const runs = runsOf({
      ids: [...turn.prompt.ids, ...answer.ids],
      texts: [...turn.prompt.text, ...answer.text],
      logprobs: null,
      start,
      first: index === 0,
      prompt: turn.prompt.ids.length,
      masked: turn.problem ? lengthOf(turn.mask_sent) : turn.prompt.ids.length,
    });
    start += turn.prompt.ids.length + answer.ids.length;
    const whole = text.slice(0, turn.diff.kept_characters) + turn.diff.added;
    const before = text.slice(Math.max(0, turn.diff.kept_characters - CONTEXT), turn.diff.kept_characters);
    text = whole + answer.text.join("");
    return el("section", { class: "turn", "aria-label": `Call ${turn.turn}` },
      el("h3", {}, `Call ${turn.turn}`),
      el("p", { class: "facts" },
        turn.problem ? badge("not exact", "bad") : badge("exact", "good"),
        fact("messages", count(turn.messages)),
        fact("prompt", count(turn.prompt_tokens)),
        fact("new", count(turn.prompt.ids.length)),
        fact("mask sent", maskSent(turn.mask_sent)),
        turn.answer ? fact(turn.answer.guessed ? "answer, as the template writes it" : "answer",
          count(answer.ids.length)) : null),
      turn.problem ? el("div", { class: "problem" }, block(turn.problem)) : null,
      board.show(index, runs, null, label),
      index > 0 ? difference(turn.diff, before) : null,
      el("details", {}, el("summary", {}, "The whole prompt as text"), block(whole)));
  });
}

/** What the template took away from the text that the model had seen, and what it added. */
function difference({ removed, added, kept_characters: kept }, before) {
  return el("details", { class: "difference", open: removed !== "" },
    el("summary", {}, `Difference from call to call: ${count(kept)} characters kept, `
      + `${count(removed.length)} removed, ${count(added.length)} added`),
    el("pre", { class: "block diff" },
      el("span", { class: "kept" }, kept > before.length ? "…" : "", lines(before)),
      removed === "" ? null : el("del", {}, lines(removed)),
      el("ins", {}, lines(added))));
}

function lines(text) {
  return text.split("\n").map((line, index) => [index > 0 ? "↵\n" : null, foreign(line)]);
}
