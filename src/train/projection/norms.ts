import { ROUNDING } from "./rounding.js";
import { waterLevel } from "./simplex.js";

/**
 * argmin ‖w − v‖ with Σ|w_j| ≤ radius: v itself where it is inside, otherwise all magnitudes shrink by the same θ ≥ 0 (soft threshold)
 * with Σ(|v_j| − θ)₊ = radius.
 */
export function projectL1(v: Float64Array, radius: number): Float64Array {
  const magnitudes = v.map((x) => Math.abs(x));
  const sum = magnitudes.reduce((total, x) => total + x, 0);
  if (sum <= radius * (1 + v.length * ROUNDING)) return v.slice();
  if (radius === 0) return new Float64Array(v.length);
  const level = waterLevel(magnitudes, radius);
  return v.map((x, j) => (magnitudes[j] > level ? Math.sign(x) * (magnitudes[j] - level) : 0));
}

/** argmin ‖w − v‖ with ‖w‖₂ ≤ radius: v itself where it is inside, otherwise v·radius/‖v‖. */
export function projectL2(v: Float64Array, radius: number): Float64Array {
  const scale = v.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (scale === 0) return v.slice();
  // Scaled first, so that squares neither overflow nor vanish.
  const norm = scale * Math.sqrt(v.reduce((sum, x) => sum + (x / scale) * (x / scale), 0));
  if (norm <= radius * (1 + v.length * ROUNDING)) return v.slice();
  return v.map((x) => (x / norm) * radius);
}

/** argmin ‖w − v‖ with lower ≤ w_j ≤ upper: every entry is cut off. */
export function projectBox(v: Float64Array, lower: number, upper: number): Float64Array {
  return v.map((x) => Math.min(upper, Math.max(lower, x)));
}
