/** The page: which view is shown, how it is kept live, and the key it is asked for. */

import { ApiError, forgetKey, hasKey, keepKey, onKeyWanted, post, read, stream } from "./api.js";
import { append, block, el, replace, setText } from "./dom.js";
import { showOverview } from "./overview.js";
import { showPlayground } from "./playground.js";
import { showRollout } from "./rollout.js";
import { showRollouts } from "./rollouts.js";

const VIEWS = [
  { path: /^\/?$/, name: "Overview", show: showOverview },
  { path: /^\/rollouts$/, name: "Rollouts", show: showRollouts },
  {
    path: /^\/rollouts\/([^/]+)$/,
    name: "Rollout",
    show: (main, context, key) => showRollout(main, key, context),
  },
  { path: /^\/playground$/, name: "Playground", show: showPlayground },
];

const main = document.querySelector("main");
const connection = document.querySelector("#connection");
const forget = document.querySelector("#forget-key");
const dialog = document.querySelector("#key-dialog");
let shown = new AbortController();

function route(event) {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const [path, query = ""] = location.hash.slice(1).split("?");
  const view = VIEWS.find((one) => one.path.test(path)) ?? VIEWS[0];
  const key = view.path.exec(path)?.[1];
  document.title = `${view.name} · rollout server`;
  document.querySelectorAll("nav a").forEach((link) => {
    const current = link.hash === `#${path || "/"}`
      || (view.name === "Rollout" && link.hash === "#/rollouts");
    link.toggleAttribute("aria-current", false);
    if (current) {
      link.setAttribute("aria-current", "page");
    }
  });
  main.replaceChildren();
  say("");
  const fail = (error) => {
    if (!signal.aborted) {
      showError(error);
    }
  };
  view.show(main, {
    signal,
    query: new URLSearchParams(query),
    read,
    post,
    fail,
    remember: (values) => remember(path, values),
    live: (from, heard, until) => live(from, heard, until, fail),
  }, key && decodeURIComponent(key));
  if (event) {
    scrollTo(0, 0);
    main.querySelector("h1")?.focus({ preventScroll: true });
  }
}

/** Puts what is chosen into the address, without another entry in the history. */
function remember(path, values) {
  const chosen = Object.entries(values).filter(([, value]) => value !== "" && value !== "all");
  const query = new URLSearchParams(chosen).toString();
  history.replaceState(null, "", `#${path}${query ? `?${query}` : ""}`);
}

/** Hears of events while the page is seen. */
async function live(from, heard, until, fail) {
  try {
    while (!until.aborted) {
      await visible(until);
      const hidden = new AbortController();
      const hide = () => document.hidden && hidden.abort();
      document.addEventListener("visibilitychange", hide);
      await stream(from, heard, say, AbortSignal.any([until, hidden.signal]));
      document.removeEventListener("visibilitychange", hide);
    }
  } catch (error) {
    fail(error);
  }
}

function visible(until) {
  return new Promise((go) => {
    if (!document.hidden || until.aborted) {
      go();
      return;
    }
    document.addEventListener("visibilitychange", () => go(), { once: true, signal: until });
    until.addEventListener("abort", () => go(), { once: true });
  });
}

function say(state, reason = "") {
  const words = { live: "live", waiting: `connecting … ${reason}`, "": "" };
  setText(connection, words[state]);
  connection.className = state;
  forget.hidden = !hasKey();
}

function showError(error) {
  const gone = error instanceof ApiError && error.status === 404;
  replace(main,
    el("h1", { tabindex: "-1" }, gone ? "Not here any more" : "This cannot be shown"),
    append(el("div", { class: "problem", role: "alert" }), block(error.message)),
    gone ? el("p", {}, "Recent rollouts are kept in memory only as long as there is room.") : null,
    el("p", {}, el("a", { href: "#/rollouts" }, "All rollouts")));
}

/** Asks a person for the server key; a dialog that is closed without one asks again. */
function askForKey(wrong) {
  const form = dialog.querySelector("form");
  const input = form.querySelector("input");
  setText(dialog.querySelector(".wrong"), wrong ? "That is not the key of this server." : "");
  input.value = "";
  dialog.showModal();
  return new Promise((go) => {
    form.onsubmit = (event) => {
      event.preventDefault();
      if (!/^[\x21-\x7e]+$/.test(input.value)) {
        setText(dialog.querySelector(".wrong"), "No key has such characters.");
        return;
      }
      keepKey(input.value);
      input.value = "";
      dialog.close();
      say("waiting");
      go();
    };
  });
}

onKeyWanted(askForKey);
dialog.addEventListener("cancel", (event) => event.preventDefault());
forget.addEventListener("click", () => {
  forgetKey();
  location.reload();
});
addEventListener("hashchange", route);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.querySelector("h1")?.focus();
});
route();
