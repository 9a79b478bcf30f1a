/** All tokens of a page: which of them are elements already, and what keys and pointer do. */

import { el, replace } from "./dom.js";
import { LINE_PX, TokenList } from "./token-list.js";

/** How far from what is seen tokens are made at once. */
const MARGIN = "1500px 0px";

/** The tokens below one element. One listener of each kind serves them all. */
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
    replace(this.#tip, list.note(index));
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

/** Where an element is on the page. */
function middle(element) {
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
}
