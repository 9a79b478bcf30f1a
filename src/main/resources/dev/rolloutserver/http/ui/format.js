/** Numbers as people read them. */

const whole = new Intl.NumberFormat("en");
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** 12,345; a dash where there is none. */
export function count(value) {
  return isNumber(value) ? whole.format(Math.round(value)) : "–";
}

/** A rate or mean: 0.42, 4.2, 42, 4,200. */
export function decimal(value) {
  if (!isNumber(value)) {
    return "–";
  }
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) {
    return whole.format(Math.round(value));
  }
  return value.toFixed(size >= 10 ? 1 : 2);
}

/** Milliseconds: 0.4 ms, 42 ms, 4.2 s, 3 min 20 s. */
export function millis(value) {
  if (!isNumber(value)) {
    return "–";
  }
  if (value < 1000) {
    return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  }
  return value < 60_000 ? `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)} s` : age(value / 1000);
}

/** Seconds: 4 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function age(seconds) {
  if (!isNumber(seconds)) {
    return "–";
  }
  const all = Math.max(0, Math.floor(seconds));
  if (all < 60) {
    return `${all} s`;
  }
  if (all < 3600) {
    return `${Math.floor(all / 60)} min ${all % 60} s`;
  }
  return all < 86_400
    ? `${Math.floor(all / 3600)} h ${Math.floor((all % 3600) / 60)} min`
    : `${Math.floor(all / 86_400)} d ${Math.floor((all % 86_400) / 3600)} h`;
}

/** Bytes: 512 B, 1.5 KiB, 20 MiB. */
export function bytes(value) {
  if (!isNumber(value)) {
    return "–";
  }
  let unit = 0;
  let size = value;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/** A share: 97 %; a dash of nothing. */
export function percent(part, all) {
  return all > 0 ? `${Math.round((100 * part) / all)} %` : "–";
}

/** 1 turn, 2 turns. */
export function plural(value, word) {
  return `${count(value)} ${word}${value === 1 ? "" : "s"}`;
}

/** The time of day of an instant in milliseconds since 1970. */
export function timeOfDay(epochMillis) {
  return isNumber(epochMillis)
    ? new Date(epochMillis).toLocaleTimeString("en-GB", { hour12: false })
    : "–";
}

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}
