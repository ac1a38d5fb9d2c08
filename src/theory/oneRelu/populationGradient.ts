import { atan } from "../../numerics/atan.js";
import { euclideanNorm } from "../../numerics/norm.js";

const PI = 3.141592653589793;

/**
 * E∇L(w) = w − (1/π)[(π−θ)w* + ‖w*‖ sin θ·w/‖w‖], θ = ∠(w, w*), for x ~ N(0, I) and y = max(0, ⟨x, w*⟩) (S1-T8, from 3.1). At w = 0,
 * with sgn(0) = 0, it is −½w*. The angle is taken from ‖u−v‖/‖u+v‖ = tan(θ/2) of the unit vectors, exact also where it is small.
 */
export function populationGradient(w: ArrayLike<number>, truth: ArrayLike<number>): Float64Array {
  const [a, b] = [euclideanNorm(w), euclideanNorm(truth)];
  if (b === 0) return Float64Array.from(w);
  if (a === 0) return Float64Array.from(truth, (x) => -x / 2);
  let [minus, plus] = [0, 0];
  for (let c = 0; c < w.length; c++) {
    const [u, v] = [w[c] / a, truth[c] / b];
    minus += (u - v) * (u - v);
    plus += (u + v) * (u + v);
  }
  const half = plus === 0 ? PI / 2 : atan(Math.sqrt(minus / plus));
  // sin θ = 2·tan(θ/2)/(1 + tan²(θ/2)).
  const sine = (2 * Math.sqrt(minus * plus)) / (minus + plus);
  return Float64Array.from({ length: w.length }, (_, c) => w[c] - ((PI - 2 * half) * truth[c] + (b * sine * w[c]) / a) / PI);
}
