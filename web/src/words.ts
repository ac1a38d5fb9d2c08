/** `2,541`. */
export const grouped = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

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
