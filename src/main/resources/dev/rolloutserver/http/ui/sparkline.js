/** A small curve of the last minutes, with the value under the pointer. */

import { el, replace, setText, svg } from "./dom.js";
import { timeOfDay } from "./format.js";

const WIDTH = 240;
const HEIGHT = 52;

export class Sparkline {
  #picture = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    onpointermove: (event) => this.#point(event),
    onpointerleave: () => this.#leave(),
  });
  #said = el("span", { class: "said" });
  #curves = [];
  #times = { end: 0, seconds: 1 };
  #at = null;

  constructor(name, format) {
    this.name = name;
    this.format = format;
    this.element = el("div", { class: "spark" }, this.#picture, this.#said);
  }

  /**
   * Draws these curves over each other.
   *
   * @param {{name: string, kind: string, values: (number|null)[]}[]} curves oldest value first
   * @param {number} end the instant of the last value, in milliseconds since 1970
   * @param {number} seconds between two values
   */
  draw(curves, end, seconds) {
    this.#curves = curves;
    this.#times = { end, seconds };
    const most = Math.max(1e-9, ...curves.flatMap(({ values }) => values.filter((v) => v !== null)));
    replace(
      this.#picture,
      svg("path", { class: "base", d: `M0 ${HEIGHT - 1}H${WIDTH}` }),
      curves.map(({ kind, values }, index) => [
        index === 0 ? svg("path", { class: `area ${kind}`, d: area(values, most) }) : null,
        svg("path", { class: `curve ${kind}`, d: curve(values, most) }),
      ]),
    );
    this.#picture.setAttribute("aria-label", this.#summary());
    this.#leave();
    if (this.#at !== null) {
      this.#tell(this.#at);
    }
  }

  /** Below the curve while nobody points at it. */
  #brief() {
    const most = this.#curves.map(({ name, values }) => {
      const known = values.filter((value) => value !== null);
      return `${this.#curves.length > 1 ? `${name} ` : ""}${known.length > 0 ? this.format(Math.max(...known)) : "–"}`;
    });
    return `last ${this.#minutes()} min, at most ${most.join(", ")}`;
  }

  #minutes() {
    return Math.round((this.#times.seconds * this.#length()) / 60);
  }

  #summary() {
    return `${this.name}, last ${this.#minutes()} minutes. ${this.#curves.map(({ name, values }) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0
        ? `${name}: nothing yet`
        : `${name}: now ${this.format(known.at(-1))}, at most ${this.format(Math.max(...known))}`;
    }).join("; ")}`;
  }

  #length() {
    return this.#curves[0]?.values.length ?? 0;
  }

  #point(event) {
    const box = this.#picture.getBoundingClientRect();
    const last = this.#length() - 1;
    this.#tell(Math.max(0, Math.min(last, Math.round(((event.clientX - box.left) / box.width) * last))));
  }

  #tell(index) {
    this.#at = index;
    const { end, seconds } = this.#times;
    const instant = end - (this.#length() - 1 - index) * seconds * 1000;
    const values = this.#curves.map(({ name, values }) =>
      `${this.#curves.length > 1 ? `${name} ` : ""}${this.format(values[index])}`);
    setText(this.#said, `${timeOfDay(instant)}  ${values.join(", ")}`);
    this.#said.classList.add("pointed");
  }

  #leave() {
    if (this.#at !== null && !this.#picture.matches(":hover")) {
      this.#at = null;
    }
    if (this.#at === null) {
      setText(this.#said, this.#brief());
      this.#said.classList.remove("pointed");
    }
  }
}

function points(values, most) {
  const step = WIDTH / Math.max(1, values.length - 1);
  return values.map((value, index) =>
    value === null ? null : [index * step, HEIGHT - 2 - (value / most) * (HEIGHT - 6)]);
}

/** A line that is broken where there is no value; a lone value is a dot. */
function curve(values, most) {
  let path = "";
  let drawing = false;
  for (const point of points(values, most)) {
    if (point === null) {
      drawing = false;
    } else {
      const [x, y] = point.map((value) => value.toFixed(1));
      path += drawing ? `L${x} ${y}` : `M${x} ${y}h0.1`;
      drawing = true;
    }
  }
  return path;
}

function area(values, most) {
  let path = "";
  let last = null;
  for (const point of points(values, most)) {
    if (point === null) {
      path += last === null ? "" : `L${last[0]} ${HEIGHT}Z`;
    } else {
      path += `${last === null ? `M${point[0].toFixed(1)} ${HEIGHT}` : ""}L${point.map((v) => v.toFixed(1)).join(" ")}`;
    }
    last = point;
  }
  return last === null ? path : `${path}L${last[0]} ${HEIGHT}Z`;
}
