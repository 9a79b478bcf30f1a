/**
 * The server's answers and its live events. The key is kept for this tab only, and goes out as a
 * header; events are read with fetch, since an EventSource cannot send one.
 */

const KEY = "rollout-server-key";
const LONGEST_PAUSE_MS = 10_000;

/** An answer that is none of success. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let askForKey = () => Promise.reject(new ApiError(401, "The server asks for its key"));
let asking = null;

/** Says how to ask a person for the server key; the promise is fulfilled once there is one. */
export function onKeyWanted(ask) {
  askForKey = ask;
}

export function keepKey(key) {
  sessionStorage.setItem(KEY, key);
}

export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

/** GETs a JSON document. */
export async function read(path, signal) {
  return (await send(path, { signal })).json();
}

/** POSTs a JSON document and returns the answered one. */
export async function post(path, body, signal) {
  const answer = await send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  return answer.json();
}

/**
 * Reads events until the signal is aborted, connecting again whenever the stream ends.
 *
 * @param heard is called with the name and the parsed data of each event
 * @param changed is called with "live", or with "waiting" and why, if the server said it
 */
export async function stream(path, heard, changed, signal) {
  let pause = 500;
  while (!signal.aborted) {
    let reason = "";
    try {
      const answer = await send(path, { headers: { Accept: "text/event-stream" }, signal });
      changed("live");
      await readEvents(answer.body, (name, data) => {
        pause = 500;
        heard(name, data);
      });
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (error instanceof ApiError && (error.status === 403 || error.status === 404)) {
        throw error;
      }
      reason = error instanceof ApiError ? error.message : "";
    }
    changed("waiting", reason);
    await sleep(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function send(path, options) {
  for (;;) {
    const key = sessionStorage.getItem(KEY);
    const headers = new Headers(options.headers);
    if (key !== null) {
      headers.set("Authorization", `Bearer ${key}`);
    }
    const answer = await fetch(path, { ...options, headers, cache: "no-store" });
    if (answer.status === 401) {
      await oneKey(key);
    } else if (answer.ok) {
      return answer;
    } else {
      throw new ApiError(answer.status, await detailOf(answer));
    }
  }
}

/** Asks once, however many requests were refused; not at all where the key has changed since. */
async function oneKey(refused) {
  if (sessionStorage.getItem(KEY) !== refused) {
    return;
  }
  asking ??= askForKey(refused !== null).finally(() => {
    asking = null;
  });
  await asking;
}

async function detailOf(answer) {
  const text = await answer.text();
  try {
    const detail = JSON.parse(text).detail;
    if (typeof detail === "string") {
      return detail;
    }
    if (Array.isArray(detail)) {
      return detail.map((one) => `${(one.loc ?? []).join(".")}: ${one.msg}`).join("; ");
    }
  } catch {
    // no JSON: the status says enough
  }
  return `The server answered ${answer.status}`;
}

async function readEvents(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    blocks.forEach((text) => hear(text, heard));
  }
}

function hear(text, heard) {
  let name = "message";
  const data = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("event:")) {
      name = line.slice(6).trim();
    } else if (line.startsWith("data:")) {
      data.push(line.slice(line[5] === " " ? 6 : 5));
    }
  }
  if (data.length > 0) {
    heard(name, JSON.parse(data.join("\n")));
  }
}

function sleep(millis, signal) {
  return new Promise((wake) => {
    const timer = setTimeout(wake, millis);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        wake();
      },
      { once: true },
    );
  });
}
