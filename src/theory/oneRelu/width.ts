import type { Constraint } from "../../data/constraint.js";
import { runSteps, type Steps } from "../../numerics/steps.js";
import { coneSupremum } from "./cone.js";

/** Draw number `draw` of standard normal vectors of w*'s length. */
export type NormalSource = (draw: number) => Float64Array;

export interface WidthEstimate {
  /** ω(C ∩ B), the mean of sup ⟨u, g⟩ (S1 Def. 2.2). */
  readonly width: number;
  readonly standardError: number;
  /** n₀ = ω² (Def. 2.3). */
  readonly samples: number;
  /** Of n₀, to first order: 2ω times that of ω. */
  readonly samplesError: number;
  readonly draws: number;
}

/** Monte-Carlo estimate of the Gaussian width of the cone of K at w* (S1-T1), for every kind of K. At least 2 draws. */
export function estimateWidth(constraint: Constraint, truth: Float64Array, draws: number, normals: NormalSource): WidthEstimate {
  return runSteps(estimateWidthInSteps(constraint, truth, draws, normals));
}

/** The same in steps, one for each draw. */
export function* estimateWidthInSteps(
  constraint: Constraint,
  truth: Float64Array,
  draws: number,
  normals: NormalSource,
): Steps<WidthEstimate> {
  let mean = 0;
  let squares = 0;
  for (let draw = 0; draw < draws; draw++) {
    const value = coneSupremum(constraint, truth, normals(draw));
    const difference = value - mean;
    mean += difference / (draw + 1);
    squares += difference * (value - mean);
    yield;
  }
  const standardError = Math.sqrt(squares / (draws - 1) / draws);
  return { width: mean, standardError, samples: mean * mean, samplesError: 2 * mean * standardError, draws };
}
