import { log } from "./log.js";

// ln Γ(x), x > 0, by Stirling's series at x ≥ 10, reached by the recurrence Γ(x+1) = xΓ(x). Eight terms of the series leave below
// 1e-16 there; absolute error below 1e-15·max(1, |ln Γ|) (cancellation near x = 1 and 2 is absolute, not relative).

const HALF_LOG_TWO_PI = 0.9189385332046728;
/** B_{2n} / (2n(2n−1)). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

export function lgamma(x: number): number {
  if (!(x > 0)) return NaN;
  let product = 1;
  let z = x;
  while (z < 10) product *= z++;
  const inverse = 1 / (z * z);
  let series = 0;
  for (let n = STIRLING.length - 1; n >= 0; n--) series = series * inverse + STIRLING[n];
  return (z - 0.5) * log(z) - z + HALF_LOG_TWO_PI + series / z - log(product);
}
