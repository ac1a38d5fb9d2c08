import { exp } from "./exp.js";
import { log } from "./log.js";
import { log1m } from "./log1m.js";

/** ln(1 + e^x), also where e^x is too small to be added to 1 or too large for f64. Relative error below 1e-15. */
export function softplus(x: number): number {
  const small = exp(-Math.abs(x));
  return Math.max(0, x) + (small < 0.01 ? log1m(-small) : log(1 + small));
}

/** Its derivative 1/(1 + e^{−x}), in (0, 1). Relative error below 1e-15. */
export function sigmoid(x: number): number {
  const small = exp(-Math.abs(x));
  return (x < 0 ? small : 1) / (1 + small);
}
