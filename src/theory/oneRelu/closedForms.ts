import { normalCdf } from "../../numerics/normalCdf.js";
import { normalDensity } from "../../numerics/normalDensity.js";
import { checkNumber } from "../../train/check.js";
import { phi } from "./phi.js";

// n₀ = ω²(C ∩ B) (S1-T1, Def. 2.3) where it has a formula; d features, s of them in the support of w*.

const square = (x: number): number => x * x;

const MOST = 2 ** 32;

function checkSizes(where: string, features: number, sparsity = 0): void {
  checkNumber(where, "features", features, { min: 1, max: MOST, integer: true, example: 1000 });
  checkNumber(where, "sparsity", sparsity, { min: 0, max: features, integer: true, example: 0 });
}

/** A t-dimensional subspace: φ(t)², exact. */
export const subspaceSamples = (dimension: number): number => square(phi(dimension));

/** The ℓ2 ball with w* on its sphere, a half-space: ((φ(d) + φ(d−1))/2)², exact. */
export function ballSamples(features: number): number {
  checkSizes("ballSamples()", features);
  return square((phi(features) + phi(features - 1)) / 2);
}

/**
 * The non-negative orthant: (Σ_j Bin(j; d−s, ½)·φ(s+j))², exact. Also a box with s entries of w* inside and d−s on a bound. The
 * probabilities are built from the largest one outwards and divided by their sum, so none of them over- or underflows harmfully.
 */
export function orthantSamples(features: number, sparsity: number): number {
  checkSizes("orthantSamples()", features, sparsity);
  const trials = features - sparsity;
  const middle = Math.floor(trials / 2);
  let total = 0;
  let mean = 0;
  const add = (j: number, weight: number): void => {
    total += weight;
    mean += weight * phi(sparsity + j);
  };
  for (let j = middle, weight = 1; j <= trials && weight > 0; weight *= (trials - j) / (j + 1), j++) add(j, weight);
  for (let j = middle - 1, weight = middle / (trials - middle + 1); j >= 0 && weight > 0; weight *= j / (trials - j + 1), j--)
    add(j, weight);
  return square(mean / total);
}

/** An upper bound on n₀ and the t at which it is attained. */
export interface WidthBound {
  readonly bound: number;
  readonly t: number;
}

/** Beyond it the upper tail is 0 in f64. */
const FAR = 40;

/** min over t of s(1+t²) + m·[(1+t²)Q(t) − tϕ(t)], where s·t = m·(ϕ(t) − tQ(t)): the left side grows, the right one falls. */
function minimise(sparsity: number, mass: number): WidthBound {
  const tail = (t: number): number => normalCdf(-t);
  let low = 0;
  let high = FAR;
  for (let step = 0; step < 100; step++) {
    const t = (low + high) / 2;
    if (sparsity * t < mass * (normalDensity(t) - t * tail(t))) low = t;
    else high = t;
  }
  const t = mass === 0 ? 0 : high;
  return { bound: sparsity * (1 + t * t) + mass * ((1 + t * t) * tail(t) - t * normalDensity(t)), t };
}

/** The ℓ1 ball with w* on its boundary: an upper bound on the statistical dimension δ(C), where ω² ≤ δ(C) ≤ ω² + 1. */
export function l1SampleBound(features: number, sparsity: number): WidthBound {
  checkSizes("l1SampleBound()", features, sparsity);
  return minimise(sparsity, 2 * (features - sparsity));
}

/** The simplex: the same kind of bound. */
export function simplexSampleBound(features: number, sparsity: number): WidthBound {
  checkSizes("simplexSampleBound()", features, sparsity);
  return minimise(sparsity, features - sparsity);
}
