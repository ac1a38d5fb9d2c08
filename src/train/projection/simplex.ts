import { ROUNDING } from "./rounding.js";

/**
 * θ with Σ(v_j − θ)₊ = total > 0: with v sorted downwards, θ = (v₁ + … + v_k − total)/k for the largest k with v_k above it
 * (Held, Wolfe, Crowder, "Validation of subgradient optimization", Math. Programming 6, 1974).
 */
export function waterLevel(v: Float64Array, total: number): number {
  const sorted = v.slice().sort();
  let sum = -total;
  let level = -Infinity;
  for (let k = 1; k <= sorted.length; k++) {
    const next = sorted[sorted.length - k];
    if (next <= level) break;
    sum += next;
    level = sum / k;
  }
  return level;
}

/** argmin ‖w − v‖ with w ≥ 0 and Σ w_j = total: everything sinks by the same θ and stays at 0 or above. */
export function projectSimplex(v: Float64Array, total: number): Float64Array {
  const sum = v.reduce((partial, x) => partial + (x < 0 ? Infinity : x), 0);
  if (Math.abs(sum - total) <= total * v.length * ROUNDING) return v.slice();
  if (total === 0) return new Float64Array(v.length);
  const level = waterLevel(v, total);
  return v.map((x) => (x > level ? x - level : 0));
}
