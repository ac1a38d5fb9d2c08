import type { Constraint } from "../../data/constraint.js";
import { dot, euclideanNorm } from "../../numerics/norm.js";
import { runSteps, type Steps } from "../../numerics/steps.js";
import { coneSupremum, projectOntoCone } from "./cone.js";
import { phi } from "./phi.js";
import { meanOfRows, type Samples, timesX } from "./products.js";
import type { NormalSource } from "./width.js";

/** Largest values over sampled directions h of the cone: lower estimates of the suprema in the lemmas, never bounds. */
export interface SampledDeviations {
  /** Lemma 6.1: |‖Xh‖²/n − ‖h‖²| / ‖h‖². */
  readonly quadratic: number;
  /** Lemma 6.2: |⟨Xu, Xh⟩/n − ⟨u, h⟩| / (‖u‖‖h‖), the best u ∈ C for each sampled h. */
  readonly bilinear: number;
  /** Lemma 6.3 with s = 1: |‖Xh‖ − φ(n)‖h‖| / ‖h‖, where the lemma has ω(T) + η. */
  readonly norm: number;
  /** Corollary 6.4: |Σ s_i²⟨x_i, h⟩²/‖s‖² − ‖h‖²| / ‖h‖². */
  readonly weighted: number;
  readonly directions: number;
}

/** S1-T6: restricted-isometry style deviations of X over the cone of K at w*. `scales` are the s_i of Corollary 6.4, default 1. */
export function sampleDeviations(
  data: Samples,
  constraint: Constraint,
  truth: Float64Array,
  draws: number,
  normals: NormalSource,
  scales?: ArrayLike<number>,
): SampledDeviations {
  return runSteps(sampleDeviationsInSteps(data, constraint, truth, draws, normals, scales));
}

/** The same in steps, one for each draw. */
export function* sampleDeviationsInSteps(
  data: Samples,
  constraint: Constraint,
  truth: Float64Array,
  draws: number,
  normals: NormalSource,
  scales: ArrayLike<number> = new Float64Array(data.samples).fill(1),
): Steps<SampledDeviations> {
  const largest = { quadratic: 0, bilinear: 0, norm: 0, weighted: 0 };
  const length = phi(data.samples);
  let directions = 0;
  for (let draw = 0; draw < draws; draw++) {
    yield;
    const g = projectOntoCone(constraint, truth, normals(draw));
    const size = euclideanNorm(g);
    if (size === 0) continue;
    directions++;
    const h = g.map((x) => x / size);
    const xh = timesX(data, h);
    const square = dot(xh, xh);
    const difference = meanOfRows(data, xh).map((x, c) => x - h[c]);
    const best = Math.max(
      coneSupremum(constraint, truth, difference),
      coneSupremum(
        constraint,
        truth,
        difference.map((x) => -x),
      ),
    );
    largest.quadratic = Math.max(largest.quadratic, Math.abs(square / data.samples - 1));
    largest.bilinear = Math.max(largest.bilinear, best);
    largest.norm = Math.max(largest.norm, Math.abs(Math.sqrt(square) - length));
    largest.weighted = Math.max(largest.weighted, Math.abs(weightedMean(xh, scales) - 1));
  }
  return { ...largest, directions };
}

function weightedMean(xh: Float64Array, scales: ArrayLike<number>): number {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < xh.length; i++) {
    const square = scales[i] * scales[i];
    sum += square * xh[i] * xh[i];
    weight += square;
  }
  return sum / weight;
}
