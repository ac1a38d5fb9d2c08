import type { BinaryData } from "../../data/dataset.js";
import { reading, RelulabError } from "../../errors.js";
import { plusMinus } from "../../models/twoLayer.js";
import { dot, euclideanNorm } from "../../numerics/norm.js";
import { checkNumber, readOptions } from "../../train/check.js";
import { readBinaryData } from "../../train/prepared.js";
import { classifyCriticalPoint, type CriticalPoint } from "../criticalPoint.js";
import { directionSource, PART } from "./directions.js";
import { checkPairs, type ConstructedNetwork } from "./network.js";
import { checkSeparator } from "./separator.js";

export interface BadMinimumOptions {
  /** k: half of the hidden units. */
  readonly pairs: number;
  /** v > 0 of the output weights ±v. Default 1, the paper's. */
  readonly outputWeight?: number;
  /** w* with y·⟨w*, x⟩ ≥ 1 everywhere. Default: that of the data. */
  readonly separator?: ArrayLike<number>;
  /** Of the directions tried. Default 1. */
  readonly seed?: number;
}

/** What makes it a bad minimum, from the network itself. */
export interface BadMinimumProof {
  /** As `classifyCriticalPoint` sees it: a local minimum, gradient exactly 0. */
  readonly point: CriticalPoint;
  /** Share of dead samples: the loss, at least ½ (errata 31). */
  readonly loss: number;
  /** Every change with all ‖Δw_j‖ below this keeps gradient 0 and the loss. Exact up to rounding: no larger number has this property. */
  readonly rowRadius: number;
  /** Every change with ‖ΔW‖_F below this does. Certified, not exact. */
  readonly frobeniusRadius: number;
  /** min |⟨w̃, x⟩| of the direction of Lemma 11, ‖w̃‖ = 1. */
  readonly directionMargin: number;
  /** c and s: the rows are c·w̃ ± s·w*. */
  readonly scale: number;
  readonly separatorScale: number;
}

export interface BadMinimum extends ConstructedNetwork {
  readonly pairs: number;
  readonly outputWeight: number;
  readonly proof: BadMinimumProof;
}

const WHERE = "badMinimum()";
const KEYS = ["pairs", "outputWeight", "separator", "seed"] as const;
/** Directions tried for Lemma 11. */
const DIRECTIONS = 64;
/** The radii are certified for exact arithmetic; this much is left for its rounding. */
const ROUNDING = 1e-12;

/**
 * The bad local minimum of S2 Theorem 8 (S2-C2) with certified radius: rows c·w̃ + s·w* in the positive half and c·w̃ − s·w* in the
 * negative one, where at least half of the samples have ⟨w̃, x⟩ < 0 and are dead, and the others have margin 2kvs·y⟨w*, x⟩ ≥ 2.
 * ReLU. Throws `ARG_*`, `DATA_*`.
 */
export function badMinimum(given: BinaryData, options: BadMinimumOptions): BadMinimum {
  const { pairs, outputWeight = 1, separator, seed = 1 } = readOptions(WHERE, options, KEYS);
  const k = checkPairs(WHERE, pairs);
  const v = checkNumber(WHERE, "outputWeight", outputWeight, { above: 0, example: 1 });
  checkNumber(WHERE, "seed", seed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 });
  return reading(WHERE, () => {
    const data = readBinaryData(given, WHERE);
    return build(data, checkSeparator(WHERE, data, separator), { pairs: k, outputWeight: v, seed });
  });
}

function build(
  data: BinaryData,
  separator: Float64Array,
  { pairs, outputWeight, seed }: { pairs: number; outputWeight: number; seed: number },
): BadMinimum {
  const { features } = data;
  const { direction, margin } = lemmaEleven(data, seed);
  const s = Math.max(1, 1 / (pairs * outputWeight));
  const along = products(data, direction);
  const across = products(data, separator);
  const c = 2 * s * along.reduce((most, a, i) => Math.max(most, Math.abs(across[i]) / Math.abs(a)), 0);
  const weights = new Float64Array(2 * pairs * features);
  for (let j = 0; j < 2 * pairs; j++)
    for (let f = 0; f < features; f++) weights[j * features + f] = c * direction[f] + (j < pairs ? s : -s) * separator[f];
  const network = { weights, outputWeights: plusMinus(2 * pairs, outputWeight) };
  const point = classifyCriticalPoint(network, data);
  if (point.kind !== "localMinimum" || 2 * point.dead.length < data.samples)
    throw new RelulabError("NONDETERMINISM_FOUND", `${WHERE}: the network built is no bad minimum (${point.kind}).`, "Report the data.");
  const radii = certifiedRadii(data, { along, across, c, s }, pairs, outputWeight);
  return {
    ...network,
    pairs,
    outputWeight,
    proof: { point, loss: point.loss, ...radii, directionMargin: margin, scale: c, separatorScale: s },
  };
}

/** Lemma 11: a unit vector with ⟨w̃, x⟩ ≠ 0 everywhere, negative on at least half; of several the one with the largest margin. */
function lemmaEleven(data: BinaryData, seed: number): { readonly direction: Float64Array; readonly margin: number } {
  const draw = directionSource(seed, PART.badMinimum, data.features);
  let best: ReturnType<typeof lemmaEleven> = { direction: new Float64Array(data.features), margin: 0 };
  for (let t = 0; t < DIRECTIONS; t++) {
    const direction = draw();
    const along = products(data, direction);
    const margin = along.reduce((least, a) => Math.min(least, Math.abs(a)), Infinity);
    if (!(margin > best.margin)) continue;
    const flip = 2 * along.filter((a) => a < 0).length < data.samples;
    best = { direction: flip ? direction.map((x) => -x) : direction, margin };
  }
  return best;
}

/**
 * 8.7: a dead sample wakes when some row moves by (c|⟨w̃, x⟩| − s|⟨w*, x⟩|)/‖x‖; a live one has |ΔN| ≤ v·Σ_j‖Δw_j‖·‖x‖, all its gates
 * stay open that long, and may lose yN − 1.
 */
function certifiedRadii(
  data: BinaryData,
  { along, across, c, s }: { along: Float64Array; across: Float64Array; c: number; s: number },
  pairs: number,
  v: number,
): { rowRadius: number; frobeniusRadius: number } {
  let rowRadius = Infinity;
  let frobeniusRadius = Infinity;
  along.forEach((a, i) => {
    const length = euclideanNorm(data.X.subarray(i * data.features, (i + 1) * data.features));
    const slack = a < 0 ? c * -a - s * Math.abs(across[i]) : 2 * pairs * v * s * Math.abs(across[i]) - 1;
    rowRadius = Math.min(rowRadius, slack / (a < 0 ? length : 2 * pairs * v * length));
    frobeniusRadius = Math.min(frobeniusRadius, slack / (a < 0 ? length : Math.sqrt(2 * pairs) * v * length));
  });
  return { rowRadius: rowRadius * (1 - ROUNDING), frobeniusRadius: frobeniusRadius * (1 - ROUNDING) };
}

const products = ({ X, samples, features }: BinaryData, w: Float64Array): Float64Array =>
  Float64Array.from({ length: samples }, (_, i) => dot(w, X, features, 0, i * features));
