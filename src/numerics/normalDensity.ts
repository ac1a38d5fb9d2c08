import { exp } from "./exp.js";

const INV_SQRT_2PI = 0.3989422804014327;

/** ϕ(x) = e^{−x²/2}/√(2π). x² is split at 24 bits, so that the exponent keeps its last bits in the far tail; relative error below 1e-15. */
export function normalDensity(x: number): number {
  const high = Math.fround(x);
  return INV_SQRT_2PI * exp(-0.5 * high * high) * exp(-0.5 * (x - high) * (x + high));
}
