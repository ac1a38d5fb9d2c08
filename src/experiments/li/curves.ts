import { lowRank } from "../../theory/softmax/lowRank.js";
import type { Steps } from "../../numerics/steps.js";
import { stepsOf } from "../../train/drive.js";
import type { SoftmaxResult } from "../../train/softmaxResult.js";
import type { Lab } from "../../lab.js";
import type { Aggregate, Cell, TrialOutcome, TrialRecord } from "../types.js";

// What Figures 1, 2, 6 and 7 of S3 record: accuracy, pattern change and distance by step, spectra at the end.

/** Steps at which a run is looked at, with step 0 and the last one: dense where accuracy rises. */
const LOOKS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000, 15_000];

export const looksUntil = (last: number): number[] => [...LOOKS.filter((step) => step < last), last];

/** How many singular values are kept: well beyond the top ones, not the thousands behind them. */
export const spectrumSize = (size: number, top: number): number => Math.min(size, Math.max(100, 2 * top));

/** What one repeat gives to the figures. */
export interface CurveRecord {
  readonly status: string;
  readonly accuracy: readonly number[];
  readonly patternChange: readonly number[];
  readonly unitsChanged: readonly number[];
  readonly distance: readonly number[];
  /** The largest singular values of the update and of the weights, `spectrumSize` of them. */
  readonly update: readonly number[];
  readonly weights: readonly number[];
  /** Of the update: energy in the top values, σ_top/σ_{top+1}, effective rank. */
  readonly energy: number;
  readonly gap: number;
  readonly effectiveRank: number;
  /** σ_top/σ_{top+1} of the weights. */
  readonly weightsGap: number;
}

/** JSON has no infinities; a gap over an exact 0 counts as this. */
const MOST_GAP = 1e9;

const NONE = new Float64Array(0);

/** w − w⁰, as wide as the singular values are computed. */
export function updateOf({ weights, initialWeights }: SoftmaxResult): Float64Array {
  const update = new Float64Array(weights.length);
  for (let e = 0; e < update.length; e++) update[e] = weights[e] - initialWeights[e];
  return update;
}

export function* spectrumOf(lab: Lab, { hidden, features }: SoftmaxResult, matrix: ArrayLike<number>): Steps<Float64Array> {
  yield;
  return yield* stepsOf(lab.start.singularValues(matrix, hidden, features));
}

/** A run that diverged keeps its last finite point to the end, and has no spectra. */
export function* curveRecord(lab: Lab, run: SoftmaxResult, last: number, top: number): Steps<CurveRecord & TrialRecord> {
  const looks = [0, ...looksUntil(last)];
  const backwards = [...run.trace].reverse();
  const at = (step: number) => backwards.find((point) => point.step <= step) ?? run.trace[0];
  const by = (of: (point: SoftmaxResult["trace"][number]) => number): number[] => looks.map((step) => of(at(step)));
  const finite = run.status !== "diverged";
  const update = finite ? yield* spectrumOf(lab, run, updateOf(run)) : NONE;
  const ends = finite ? yield* spectrumOf(lab, run, run.weights) : NONE;
  const kept = spectrumSize(update.length, top);
  const { energy, gap, effectiveRank } = lowRank(update, top);
  return {
    status: run.status,
    accuracy: by(({ test, training }) => (test ?? training)?.accuracy ?? 0),
    patternChange: by(({ patternChange }) => patternChange),
    unitsChanged: by(({ unitsChanged }) => unitsChanged),
    distance: by(({ distance }) => distance),
    update: Array.from(update.subarray(0, kept)),
    weights: Array.from(ends.subarray(0, kept)),
    energy,
    gap: Math.min(MOST_GAP, gap),
    effectiveRank,
    weightsGap: Math.min(MOST_GAP, lowRank(ends, top).gap),
  };
}

/** The records of a cell as columns: one entry a repeat. */
export type CurveSummary = Cell & { readonly trials: number } & {
  readonly [Key in keyof CurveRecord]: readonly CurveRecord[Key][];
};

const COLUMNS = [
  "status",
  "accuracy",
  "patternChange",
  "unitsChanged",
  "distance",
  "update",
  "weights",
  "energy",
  "gap",
  "effectiveRank",
  "weightsGap",
] as const satisfies readonly (keyof CurveRecord)[];

export const curveAggregate = (grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate => columns(COLUMNS, grid, outcomes);

/** Cells with the named entries of their records as lists. */
export function columns(names: readonly string[], grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({
    ...cell,
    trials: 0,
    ...Object.fromEntries(names.map((name) => [name, [] as TrialRecord[string][]])),
  }));
  for (const { cell, record } of outcomes) {
    const summary = cells[cell] as Record<string, unknown> & { trials: number };
    summary.trials++;
    for (const name of names) (summary[name] as unknown[]).push(record[name]);
  }
  return { cells };
}

/** Cells with a finished repeat. */
export const finished = ({ cells }: Aggregate): CurveSummary[] => (cells as unknown as CurveSummary[]).filter(({ trials }) => trials > 0);

/** The same from narrow to wide, in whatever order the widths were asked for. */
export const byWidth = (result: Aggregate): CurveSummary[] => finished(result).sort((a, b) => (a.hidden as number) - (b.hidden as number));

/** Values of one look over the repeats; −1 is the last. */
export const at = (lists: readonly (readonly number[])[], look: number): number[] => lists.map((list) => list.at(look) ?? NaN);
