/**
 * Elements are made here and only here. What comes over the wire goes in as text, never as markup,
 * and with its invisible characters shown.
 */

const SVG = "http://www.w3.org/2000/svg";

const ESCAPES = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

/** Characters that a reader would not see, or that would move others: controls, bidi, zero width. */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0e\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<!\p{Extended_Pictographic}\ufe0f?)\u200d/gu;

/** An element; names that begin with `on` are listeners, null children are left out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for drawings. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key === "value") {
      element.value = value;
    } else {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  append(element, children);
  return element;
}

/** Adds children: elements, texts, lists of both. */
export function append(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/** Replaces what an element holds. */
export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, ...children);
}

/** Sets a text only where it differs, so that a selection and a screen reader are left alone. */
export function setText(element, text) {
  const value = String(text);
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

const drawn = new WeakMap();

/** Draws anew only where what is to be drawn has changed, so that nothing closes under a reader. */
export function redraw(element, state, draw) {
  const now = JSON.stringify(state);
  if (drawn.get(element) !== now) {
    drawn.set(element, now);
    replace(element, draw(state));
  }
}

/** A foreign text on one line: nothing in it is invisible, nothing turns the text around it. */
export function foreign(text, className = "") {
  const value = String(text ?? "");
  const holder = el("bdi", { class: `foreign ${className}`.trim() });
  let from = 0;
  for (const match of value.matchAll(INVISIBLE)) {
    append(holder, value.slice(from, match.index), el("span", { class: "ctl" }, symbol(match[0])));
    from = match.index + match[0].length;
  }
  return append(holder, value.slice(from));
}

/** What stands for an invisible character, in letters that every font has: \\n, U+202E. */
export function symbol(character) {
  const code = character.codePointAt(0);
  return ESCAPES[character] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The text with symbols for what is invisible, for attributes that hold plain text. */
export function visible(text) {
  return String(text ?? "").replace(INVISIBLE, symbol);
}

/** A block that holds a longer foreign text, line breaks kept. */
export function block(text, className = "") {
  const holder = el("pre", { class: `block ${className}`.trim() });
  String(text ?? "").split("\n").forEach((line, index) => {
    append(holder, index > 0 ? "\n" : null, foreign(line));
  });
  return holder;
}

/** A table with a caption that only screen readers need. */
export function table(caption, heads, rows, className = null) {
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: className },
      el("caption", { class: "unseen" }, caption),
      el(
        "thead",
        {},
        el("tr", {}, heads.map((head) =>
          el("th", { scope: "col", class: head.startsWith("#") ? "number" : null },
            head.replace(/^#/, "")))),
      ),
      rows,
    ),
  );
}

/** A coloured word; what it means is in the word, the colour only helps. */
export function badge(text, kind) {
  return el("span", { class: `badge ${kind}` }, text);
}

/** A name and what it is, in a line of such facts. */
export function fact(name, value) {
  return el("span", { class: "fact" }, el("span", { class: "name" }, name), " ", value);
}

/** A cell whose numbers stand under each other. */
export function number(text) {
  return el("td", { class: "number" }, text);
}
