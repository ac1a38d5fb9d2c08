import { boundName, updateBoundFor } from "./inputs.js";
import { count } from "../errors.js";
import { runSteps, type Steps } from "../numerics/steps.js";
import type { BoundedData } from "./boundedData.js";
import type { RunStatus, TwoLayerResult } from "../train/twoLayerResult.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import { type Certificate, showNumber } from "../theory/certificate.js";
import { deriveSeed } from "../data/streams.js";
import { allCheck, heatOf, ofTrials, pool, rateCheck, STANDARD_ERRORS, standardErrors } from "./rates.js";
import type {
  Aggregate,
  Cell,
  Check,
  Claim,
  Config,
  Figure,
  HeatMapPanel,
  Json,
  TrialContext,
  TrialOutcome,
  TrialRecord,
} from "./types.js";

// What Figures 2 and 3 of S0 share: success rates of plain SGD and Algorithm 1 over samples n × hidden units k, both methods of a trial
// on the same data, W⁰ and order.

export type Compared = "plain" | "noisy";
const METHODS: readonly Compared[] = ["plain", "noisy"];

export interface RateCell extends Cell {
  readonly samples: number;
  readonly hidden: number;
  readonly method: Compared;
}

interface RateSummary {
  readonly samples: number;
  readonly hidden: number;
  readonly method: Compared;
  readonly trials: number;
  readonly successes: number;
  readonly stuck: number;
  readonly maxEpochs: number;
  readonly updates: number;
  /** Runs with more non-zero updates than the corrected Tₖ of Theorem 1. */
  readonly overBound: number;
  /** Least T_k over updates of a run; null before the first update. */
  readonly leastSlack: number | null;
}

/** Success as the paper defines it (S0 §6). */
const LOSS_LIMIT = 1e-10;
export function rateGrid(samples: readonly number[], hidden: readonly number[]): RateCell[] {
  return samples.flatMap((n) => hidden.flatMap((k) => METHODS.map((method) => ({ samples: n, hidden: k, method }))));
}

/** One trial: init, order and noise streams depend on (seed, n, k, trial), not on the method. */
export function* rateTrial(
  context: TrialContext,
  steps: Steps<BoundedData>,
  cell: RateCell,
  index: number,
  options: RateOptions,
): Steps<TrialRecord> {
  const data = yield* steps;
  return yield* data.train(rateOptions(context, cell, index, options), (run, input) => {
    const { status, epochs, updates } = run.snapshot();
    const success = succeeded(status, () => run.result());
    return { status, success, epochs, updates, bound: updateBoundFor(context.config, input), engine: run.options.engine };
  });
}

export type RateOptions = Omit<TwoLayerOptions, "hidden">;

const rateOptions = (context: TrialContext, cell: RateCell, index: number, options: RateOptions): TwoLayerOptions => ({
  ...options,
  hidden: cell.hidden,
  method: cell.method,
  seed: deriveSeed(context.config.seed, cell.samples, cell.hidden),
  trial: index,
});

/** The same trial with its certificates: the tight separator serves all k and both methods of the data. */
export const rateCertificates = (
  context: TrialContext,
  steps: Steps<BoundedData>,
  cell: RateCell,
  index: number,
  options: RateOptions,
): readonly Certificate[] => runSteps(steps).certify(rateOptions(context, cell, index, options));

/** A global minimum has loss 0 and a stuck run has dead samples of loss 1; only other endings need the loss itself. */
function succeeded(status: RunStatus, result: () => TwoLayerResult): boolean {
  if (status === "global-minimum") return true;
  return status !== "stuck" && result().loss <= LOSS_LIMIT;
}

export function rateAggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({
    ...(cell as RateCell),
    trials: 0,
    successes: 0,
    stuck: 0,
    maxEpochs: 0,
    updates: 0,
    overBound: 0,
    leastSlack: null as number | null,
    engine: null as Json,
  }));
  for (const { cell, record } of outcomes) {
    const summary = cells[cell];
    summary.trials++;
    if (record.success === true) summary.successes++;
    if (record.status === "stuck") summary.stuck++;
    summary.maxEpochs = Math.max(summary.maxEpochs, record.epochs as number);
    const { updates, bound } = record as { updates: number; bound: number };
    summary.updates += updates;
    if (updates > bound) summary.overBound++;
    if (updates > 0) summary.leastSlack = Math.min(summary.leastSlack ?? Infinity, bound / updates);
    summary.engine = record.engine;
  }
  return { cells: cells };
}

const summaries = (aggregate: Aggregate, method: Compared): RateSummary[] =>
  (aggregate.cells as unknown as RateSummary[]).filter((cell) => cell.method === method && cell.trials > 0);

const distinct = (values: Iterable<number>): number[] => Array.from(new Set(values)).sort((a, b) => a - b);

export interface RateLimits {
  readonly rareHidden: number;
  readonly rareRate: number;
  readonly oftenHidden: number;
  readonly oftenRate: number;
}

/** F0.2, F0.3: pass rules that hold for every seed. A rule whose k is not in the grid is left out. */
export function rateChecks(config: Config, aggregate: Aggregate, limits: RateLimits): Check[] {
  const plain = summaries(aggregate, "plain");
  return [
    allCheck("noisy-all", "Every Algorithm 1 trial succeeds", pool(summaries(aggregate, "noisy"))),
    withinBound(config, [...summaries(aggregate, "noisy"), ...plain]),
    ...rateLimit(plain, limits.rareHidden, limits.rareRate, "at most"),
    ...rateLimit(plain, limits.oftenHidden, limits.oftenRate, "at least"),
    ...monotone(plain, "hidden"),
    ...monotone(plain, "samples"),
  ];
}

/** S0 Theorem 1 counts the updates of both methods; plain SGD is Algorithm 1 with γ = 0. */
function withinBound(config: Config, cells: readonly RateSummary[]): Check {
  const trials = cells.reduce((sum, cell) => sum + cell.trials, 0);
  const over = cells.reduce((sum, cell) => sum + cell.overBound, 0);
  const slack = cells.reduce((least, cell) => Math.min(least, cell.leastSlack ?? Infinity), Infinity);
  return {
    id: "theorem-1",
    text: `No run makes more non-zero updates than Theorem 1 allows (${boundName(config)}, radius-r form)`,
    passed: over === 0,
    observed: `${count(over)} of ${count(trials)} above${slack < Infinity ? `, least slack ×${showNumber(slack)}` : ""}`,
    expected: "none",
  };
}

function rateLimit(plain: readonly RateSummary[], hidden: number, limit: number, side: "at most" | "at least"): Check[] {
  const word = side === "at most" ? "rarely" : "often";
  const rate = pool(plain.filter((cell) => cell.hidden === hidden));
  return rateCheck(`plain-${word}`, `Plain SGD at k = ${hidden} succeeds ${word}`, rate, side, limit);
}

/** Pooled over the other coordinate, the rate does not fall with k and does not rise with n by more than 4 standard errors. */
function monotone(plain: readonly RateSummary[], along: "hidden" | "samples"): Check[] {
  const values = distinct(plain.map((cell) => cell[along]));
  if (values.length < 2) return [];
  const sign = along === "hidden" ? -1 : 1;
  const steps = values.slice(1).map((value, i) => {
    const before = pool(plain.filter((cell) => cell[along] === values[i]));
    const after = pool(plain.filter((cell) => cell[along] === value));
    return { name: `${values[i]} to ${value}`, errors: sign * standardErrors(before, after) };
  });
  const worst = steps.reduce((most, step) => (step.errors > most.errors ? step : most));
  return [
    {
      id: `plain-${along}`,
      text:
        along === "hidden" ? "More hidden units never hurt plain SGD, pooled over n" : "More samples never help plain SGD, pooled over k",
      passed: worst.errors <= STANDARD_ERRORS,
      observed: `largest step the wrong way ${Math.max(0, worst.errors).toFixed(1)} standard errors (${worst.name})`,
      expected: `at most ${STANDARD_ERRORS} standard errors`,
    },
  ];
}

/** What S0 §6 says of its Figures 2 and 3. */
export function rateClaims(aggregate: Aggregate): Claim[] {
  const noisy = pool(summaries(aggregate, "noisy"));
  const plain = summaries(aggregate, "plain");
  const widths = distinct(plain.map((cell) => cell.hidden));
  const narrow = pool(plain.filter((cell) => cell.hidden === widths[0]));
  const wide = pool(plain.filter((cell) => cell.hidden === widths[widths.length - 1]));
  const claims: Claim[] = [
    {
      id: "noisy-100",
      text: "Algorithm 1 trains every network to global optimality.",
      reproduced: noisy.successes === noisy.trials,
      observed: `${ofTrials(noisy)} succeed`,
    },
    {
      id: "plain-stuck",
      text: "Plain SGD gets stuck at bad local minima, for small k in particular.",
      reproduced: plain.some((cell) => cell.hidden === widths[0] && cell.stuck > 0),
      observed: `at k = ${widths[0]}, ${ofTrials(narrow)} succeed`,
    },
  ];
  if (widths.length > 1)
    claims.push({
      id: "plain-wider",
      text: "Learning becomes easier for plain SGD as k grows.",
      reproduced: standardErrors(narrow, wide) > STANDARD_ERRORS,
      observed: `${ofTrials(narrow)} succeed at k = ${widths[0]}, ${ofTrials(wide)} at k = ${widths[widths.length - 1]}`,
    });
  return claims;
}

/** `20 trials a cell`. */
export const trialsACell = ({ trials }: Config): string => `${count(trials)} ${trials === 1 ? "trial" : "trials"} a cell`;

export interface RateFigureText {
  readonly title: string;
  readonly lead: string;
  readonly caption: string;
  readonly noisyTitle: string;
  /** Default `Plain SGD`. */
  readonly plainTitle?: string;
}

export function rateFigure(config: Config, aggregate: Aggregate, text: RateFigureText): Figure {
  return {
    title: text.title,
    lead: text.lead,
    caption: text.caption,
    panels: METHODS.map((method) => panel(config, aggregate, method, text)),
  };
}

function panel(config: Config, aggregate: Aggregate, method: Compared, text: RateFigureText): HeatMapPanel {
  const cells = (aggregate.cells as unknown as RateSummary[]).filter((cell) => cell.method === method);
  const columns = distinct(cells.map((cell) => cell.samples));
  const rows = distinct(cells.map((cell) => cell.hidden));
  return {
    kind: "heatmap",
    title: method === "plain" ? (text.plainTitle ?? "Plain SGD") : text.noisyTitle,
    finding: finding(cells, method),
    style: method,
    x: { label: "samples", symbol: "n", values: columns },
    y: { label: "hidden units", symbol: "k", values: rows },
    trials: config.trials,
    cells: cells.map((cell) => ({
      column: columns.indexOf(cell.samples),
      row: rows.indexOf(cell.hidden),
      ...heatOf(cell, config.trials),
      text: `n = ${cell.samples}, k = ${cell.hidden}: ${ofTrials(cell)} succeed`,
    })),
  };
}

function finding(cells: readonly RateSummary[], method: Compared): string {
  const rate = pool(cells);
  if (rate.trials === 0) return "no trial finished";
  if (method === "plain") return `stuck in ${count(cells.reduce((sum, cell) => sum + cell.stuck, 0))} of ${count(rate.trials)} trials`;
  const slowest = cells.reduce((most, cell) => Math.max(most, cell.maxEpochs), 0);
  const share = rate.successes === rate.trials ? `succeeds in all ${count(rate.trials)} trials` : `succeeds in ${ofTrials(rate)} trials`;
  return `${share}, slowest ${count(slowest)} epochs`;
}
