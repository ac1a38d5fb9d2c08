import type { RegressionData } from "../data/dataset.js";
import { ROLE, WordStream } from "../data/streams.js";
import { reading, RelulabError, show } from "../errors.js";
import { checkNumber } from "./check.js";
import { readRegressionData } from "./preparedRegression.js";
import type { Projection } from "./projection/project.js";
import { residual } from "./residual.js";
import { readReluOptions, type ReluOptions } from "./reluOptions.js";

export interface HoldOutOptions extends Omit<ReluOptions, "projection"> {
  /** Tried one after the other, for example one ℓ0 constraint per sparsity. */
  readonly candidates: readonly Projection[];
  /** Part of the samples that is set aside, at least one. Default 0.2. */
  readonly holdOut?: number;
  /** Which samples are set aside. Default 1. */
  readonly seed?: number;
}

export interface HoldOutResult {
  /** The candidate with the smallest residual on the samples set aside; of equal ones the first. */
  readonly projection: Projection;
  readonly index: number;
  /** Root mean square of f(x) − y on the samples set aside, one number per candidate. */
  readonly residuals: readonly number[];
}

export interface HoldOutPlan {
  readonly training: RegressionData;
  readonly candidates: readonly Projection[];
  readonly options: Omit<ReluOptions, "projection">;
  /** Residual of weights on the samples set aside, f64. */
  readonly score: (weights: ArrayLike<number>) => number;
}

/** The split and what to do with it. Throws `ARG_*`, `DATA_*`. */
export function planHoldOut(where: string, given: RegressionData, all: HoldOutOptions): HoldOutPlan {
  if (reading(where, () => "projection" in (all ?? {})))
    throw new RelulabError("ARG_UNKNOWN", `${where}: there is no option "projection", it is what is chosen.`, "List it among candidates.");
  const { candidates: listed, holdOut = 0.2, seed = 1, ...options } = readReluOptions(where, all, ["candidates", "holdOut", "seed"]);
  const data = readRegressionData(given, where);
  const candidates = reading(where, () => (Array.isArray(listed) ? Array.from(listed) : listed));
  if (!Array.isArray(candidates) || candidates.length === 0)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: candidates must be a list of projections, got ${show(candidates)}.`,
      'Use for example [{ kind: "l0", sparsity: 5 }, { kind: "l0", sparsity: 10 }].',
    );
  checkNumber(where, "holdOut", holdOut, { above: 0, max: 1, example: 0.2 });
  const aside = Math.max(1, Math.round(holdOut * data.samples));
  if (aside >= data.samples)
    throw new RelulabError(
      "DATA_TOO_FEW",
      `${where}: of ${data.samples} samples ${aside} are set aside, none is left to fit.`,
      "Use more samples or a smaller holdOut.",
    );
  const order = randomOrder(data.samples, seed);
  const model = options.model ?? data.model ?? "relu";
  const held = takeRows(data, order.slice(0, aside));
  return {
    training: takeRows(data, order.slice(aside)),
    candidates,
    options,
    score: (weights) => residual(held, weights, model),
  };
}

/** Words of stream (subsample, part 1) shuffle the samples; the first ones are set aside. */
function randomOrder(samples: number, seed: number): Uint32Array {
  const stream = new WordStream({ seed, trial: 0, role: ROLE.subsample, part: 1 });
  const order = Uint32Array.from({ length: samples }, (_, i) => i);
  for (let i = samples - 1; i > 0; i--) {
    const other = stream.integer(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}

/** These samples, in their own order. */
function takeRows(data: RegressionData, rows: Uint32Array): RegressionData {
  const { features } = data;
  const sorted = rows.slice().sort();
  const X = data.X instanceof Float32Array ? new Float32Array(rows.length * features) : new Float64Array(rows.length * features);
  sorted.forEach((row, i) => X.set(data.X.subarray(row * features, (row + 1) * features), i * features));
  return { ...data, samples: rows.length, X, y: Float64Array.from(sorted, (row) => data.y[row]) };
}

export function bestCandidate(candidates: readonly Projection[], residuals: readonly number[]): HoldOutResult {
  let index = 0;
  residuals.forEach((value, i) => {
    if (value < residuals[index]) index = i;
  });
  return { projection: candidates[index], index, residuals };
}
