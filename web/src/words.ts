import { count } from "../../src/errors.js";

/** `2,541`. */
export const grouped = (value: number): string => count(Math.round(value));

/** `1 trial`, `4,000 trials`. */
export const trialsText = (trials: number): string => `${grouped(trials)} ${trials === 1 ? "trial" : "trials"}`;

/** `12 s`, `3 min`, `2 h`: for what is left or was taken. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** `118`, `2.4`, `0.31`. */
export const rateText = (rate: number): string => (rate >= 10 ? grouped(rate) : rate.toPrecision(2));

/** `10⁻⁴` for powers of ten that are long as decimals, else the number. */
export function shortNumber(value: number): string {
  const power = Math.round(Math.log10(Math.abs(value)));
  const isPower = value > 0 && Math.abs(value / 10 ** power - 1) < 1e-9;
  if (isPower && (power <= -3 || power >= 6)) return `10${String(power).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]))}`;
  return Number.isInteger(value) ? grouped(value) : String(value);
}

/** `a41f…09c2`. */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)}…${hash.slice(-4)}`;

/**
 * A text cut so that every second part is a variable: Greek letters, and small Latin letters that stand alone, but for "a" and for the
 * names of panels, `(b), (c), (d)`.
 */
export const symbolParts = (text: string): string[] =>
  text.split(/([α-ω]|(?<![\p{L}\d’'/.⁰-₟])(?!(?<=(?:^|\s)\()[a-z]\))[b-z](?![\p{L}\d’'/.(]))/u);

/** `812 B`, `47 kB`, `9.4 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 1e6 ? ["kB", bytes / 1e3] : ["MB", bytes / 1e6];
  return `${size < 10 ? size.toFixed(1) : grouped(size)} ${unit}`;
}
