import { checkNumber } from "../../train/check.js";

/** Γ(x + ½)/Γ(x) = √x·Σ c_k x^{−k}. */
const SERIES = [1, -1 / 8, 1 / 128, 5 / 1024, -21 / 32_768, -399 / 262_144, 869 / 4_194_304, 39_325 / 33_554_432];
/** From here on the series is exact to the last bit or two. */
const LARGE = 120;

/**
 * φ(t) = √2·Γ((t+1)/2)/Γ(t/2) (S1-T2, footnote 1), the mean length of a standard normal vector of t ≥ 0 dimensions; φ(0) = 0.
 * By φ(t) = t/(t+1)·φ(t+2) and an asymptotic series at large t; relative error below 1e-14.
 */
export function phi(t: number): number {
  checkNumber("phi()", "t", t, { min: 0, example: 10 });
  let factor = 1;
  let x = t;
  for (; x < LARGE; x += 2) factor *= x / (x + 1);
  const half = x / 2;
  let series = 0;
  for (let k = SERIES.length - 1; k >= 0; k--) series = series / half + SERIES[k];
  return factor * Math.sqrt(x) * series;
}
