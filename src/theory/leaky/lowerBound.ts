import type { BinaryData } from "../../data/dataset.js";
import { basis } from "../../data/separable.js";
import { plusMinus } from "../../models/twoLayer.js";
import { checkNumber } from "../../train/check.js";
import { checkPairs, checkSlope } from "./network.js";

/** What Theorem 10 of S2 depends on. */
export interface SequenceInput {
  /** d = ‖w*‖², the dimension of the basis data. */
  readonly features: number;
  /** k: half of the hidden units. */
  readonly pairs: number;
  /** 0 < α < 1. */
  readonly slope: number;
  /** η. */
  readonly learningRate: number;
  /** v. Default 1/√(2k), Theorem 4. */
  readonly outputWeight?: number;
  /** R. Default 1/√(2k), Theorem 4. */
  readonly initialRadius?: number;
}

export interface SequenceBound {
  /** The least non-zero updates. */
  readonly bound: number;
  /** Until the positive half carries half of the margin, and until the negative half does. */
  readonly B1: number;
  readonly B2: number;
}

function check(where: string, input: SequenceInput): Required<SequenceInput> {
  const pairs = checkPairs(where, input.pairs);
  const usual = 1 / Math.sqrt(2 * pairs);
  return {
    features: checkNumber(where, "features", input.features, { min: 1, integer: true, example: 25 }),
    pairs,
    slope: checkSlope(where, input.slope, "refused"),
    learningRate: checkNumber(where, "learningRate", input.learningRate, { above: 0, example: 0.001 }),
    outputWeight: checkNumber(where, "outputWeight", input.outputWeight ?? usual, { above: 0, example: 0.2 }),
    initialRadius: checkNumber(where, "initialRadius", input.initialRadius ?? usual, { min: 0, example: 0.2 }),
  };
}

/**
 * The least non-zero updates of SGD on the sequence of S2 Theorem 10 (Theorem 4 with R = v = 1/√(2k)): max{min{B1, B2}, ‖w*‖²},
 * B1 = R‖w*‖/(ηvα) + max{‖w*‖²/(2ηkv²) − α‖w*‖², 0}, B2 = R‖w*‖/(ηv) + max{‖w*‖²/(2α²ηkv²) − ‖w*‖²/α, 0}, ‖w*‖² = d.
 * A number of copies cannot be negative (errata 28): `printed` has min{·, 0}. Throws `ARG_*`.
 */
export function sequenceLowerBound(input: SequenceInput, errata: "corrected" | "printed" = "corrected"): SequenceBound {
  const { features: d, pairs: k, slope, learningRate: eta, outputWeight: v, initialRadius: R } = check("sequenceLowerBound()", input);
  const copies = (count: number): number => (errata === "printed" ? Math.min(count, 0) : Math.max(count, 0));
  const descent = (R * Math.sqrt(d)) / (eta * v);
  const half = d / (2 * eta * k * v * v);
  const B1 = descent / slope + copies(half - slope * d);
  const B2 = descent + copies(half / (slope * slope) - d / slope);
  return { bound: Math.max(Math.min(B1, B2), d), B1, B2 };
}

/** Data, options of `trainTwoLayer`, and what the theorem says of that run. */
export interface LowerBoundSequence {
  readonly data: BinaryData;
  readonly options: {
    readonly hidden: number;
    readonly method: "plain";
    readonly slope: number;
    readonly learningRate: number;
    readonly sampling: "cycle";
    readonly outputWeights: Float64Array;
    readonly initialWeights: Float64Array;
  };
  readonly bound: SequenceBound;
}

/**
 * The sequence of S2 Theorem 10 itself: e₁, …, e_d with label +1, copy after copy, from rows −(R/√d)·1 in the positive half and
 * +(R/√d)·1 in the negative one (S2-I3; errata 29: the sign is that of ⟨w₀, e_d⟩ in the proof). Throws `ARG_*`.
 */
export function lowerBoundSequence(input: SequenceInput): LowerBoundSequence {
  const given = check("lowerBoundSequence()", input);
  const { features, pairs, slope, learningRate, outputWeight, initialRadius } = given;
  const entry = initialRadius / Math.sqrt(features);
  const initialWeights = new Float64Array(2 * pairs * features).fill(entry).fill(-entry, 0, pairs * features);
  return {
    data: basis(features),
    options: {
      hidden: 2 * pairs,
      method: "plain",
      slope,
      learningRate,
      sampling: "cycle",
      outputWeights: plusMinus(2 * pairs, outputWeight),
      initialWeights,
    },
    bound: sequenceLowerBound(given),
  };
}
