import { boundName, updateBoundFor } from "./inputs.js";
import type { Lab } from "../lab.js";
import type { MarginResult } from "../theory/marginResult.js";
import type { RunStatus, TwoLayerResult } from "../train/twoLayerRun.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import type { PreparedData } from "../train/prepared.js";
import { type Certificate, showNumber } from "../theory/certificate.js";
import { outputFacts } from "../theory/updateBound.js";
import { deriveSeed } from "../data/streams.js";
import { binomialLowerTail, binomialUpperTail } from "../numerics/binomialTest.js";
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
/** A check on a rate fails only when the exact binomial probability of what was seen is below this. */
const LEVEL = 1e-6;
const STANDARD_ERRORS = 4;

export function rateGrid(samples: readonly number[], hidden: readonly number[]): RateCell[] {
  return samples.flatMap((n) => hidden.flatMap((k) => METHODS.map((method) => ({ samples: n, hidden: k, method }))));
}

/** A training set with a separator that costs nothing: planted, or found once for many runs. What is dear is made once. */
export class BoundedData {
  readonly prepared: PreparedData;
  /** ‖ω‖ of a separator with y·ωᵀx ≥ 1 on all samples. */
  readonly separatorNorm: number;
  readonly radius: number;
  readonly #lab: Lab;
  #margin: MarginResult | undefined;

  constructor(lab: Lab, prepared: PreparedData, separatorNorm: number) {
    this.prepared = prepared;
    this.separatorNorm = separatorNorm;
    this.radius = prepared.radius;
    this.#lab = lab;
  }

  /** The tight separator, for certificates. */
  get margin(): MarginResult {
    this.#margin ??= this.#lab.sync.margin(this.prepared);
    return this.#margin;
  }
}

/** One trial: init, order and noise streams depend on (seed, n, k, trial), not on the method. */
export function rateTrial(
  context: TrialContext,
  { prepared, separatorNorm, radius }: BoundedData,
  cell: RateCell,
  index: number,
  options: RateOptions,
): TrialRecord {
  const run = context.lab.start.twoLayer(prepared, rateOptions(context, cell, index, options));
  try {
    run.advance();
    const { status, epochs, updates } = run.snapshot();
    const { engine, hidden, outputWeights, learningRate } = run.options;
    const bound = updateBoundFor(context.config, {
      hidden,
      ...outputFacts(outputWeights),
      learningRate,
      separatorNorm,
      initialRadius: run.initialRadius,
      dataRadius: radius,
    });
    return { status, success: succeeded(status, () => run.result()), epochs, updates, bound, engine };
  } finally {
    run.dispose();
  }
}

export type RateOptions = Omit<TwoLayerOptions, "hidden">;

const rateOptions = (context: TrialContext, cell: RateCell, index: number, options: RateOptions): TwoLayerOptions => ({
  ...options,
  hidden: cell.hidden,
  method: cell.method,
  seed: deriveSeed(context.config.seed, cell.samples, cell.hidden),
  trial: index,
});

/** The same trial with its certificates, by the tight ω* of the oracle: found once for all k and both methods of the data. */
export function rateCertificates(
  context: TrialContext,
  { prepared, margin }: BoundedData,
  cell: RateCell,
  index: number,
  options: RateOptions,
): readonly Certificate[] {
  const { lab } = context;
  const run = lab.sync.trainTwoLayer(prepared, rateOptions(context, cell, index, options));
  return lab.sync.certify(run, prepared, { margin });
}

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

interface Rate {
  readonly successes: number;
  readonly trials: number;
}

function pool(cells: readonly RateSummary[]): Rate {
  return cells.reduce((sum, cell) => ({ successes: sum.successes + cell.successes, trials: sum.trials + cell.trials }), {
    successes: 0,
    trials: 0,
  });
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
const ofTrials = ({ successes, trials }: Rate): string => `${grouped(successes)} of ${grouped(trials)}`;

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
    allSucceed(summaries(aggregate, "noisy")),
    withinBound(config, [...summaries(aggregate, "noisy"), ...plain]),
    ...rateLimit(plain, limits.rareHidden, limits.rareRate, "at most"),
    ...rateLimit(plain, limits.oftenHidden, limits.oftenRate, "at least"),
    ...monotone(plain, "hidden"),
    ...monotone(plain, "samples"),
  ];
}

function allSucceed(noisy: readonly RateSummary[]): Check {
  const rate = pool(noisy);
  return {
    id: "noisy-all",
    text: "Every Algorithm 1 trial succeeds",
    passed: rate.successes === rate.trials,
    observed: ofTrials(rate),
    expected: "all",
  };
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
    observed: `${grouped(over)} of ${grouped(trials)} above${slack < Infinity ? `, least slack ×${showNumber(slack)}` : ""}`,
    expected: "none",
  };
}

function rateLimit(plain: readonly RateSummary[], hidden: number, limit: number, side: "at most" | "at least"): Check[] {
  const rate = pool(plain.filter((cell) => cell.hidden === hidden));
  if (rate.trials === 0) return [];
  const tail = side === "at most" ? binomialUpperTail : binomialLowerTail;
  const word = side === "at most" ? "rarely" : "often";
  return [
    {
      id: `plain-${word}`,
      text: `Plain SGD at k = ${hidden} succeeds ${word}`,
      passed: tail(rate.successes, rate.trials, limit) >= LEVEL,
      observed: ofTrials(rate),
      expected: `${side} ${Math.round(limit * 100)} %, exact binomial test at 1e-6`,
    },
  ];
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

/**
 * (rate after − rate before) in standard errors of the difference if both rates were one, the pooled rate. (With each rate's own
 * variance, 1 of 1 against 0 of 1 would be infinitely many.)
 */
function standardErrors(before: Rate, after: Rate): number {
  const a = before.successes / before.trials;
  const b = after.successes / after.trials;
  if (a === b) return 0;
  const rate = (before.successes + after.successes) / (before.trials + after.trials);
  return (b - a) / Math.sqrt(rate * (1 - rate) * (1 / before.trials + 1 / after.trials));
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
export const trialsACell = ({ trials }: Config): string => `${grouped(trials)} ${trials === 1 ? "trial" : "trials"} a cell`;

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
      value: cell.trials === 0 ? null : cell.successes / cell.trials,
      share: cell.trials / config.trials,
      text: `n = ${cell.samples}, k = ${cell.hidden}: ${ofTrials(cell)} succeed`,
    })),
  };
}

function finding(cells: readonly RateSummary[], method: Compared): string {
  const rate = pool(cells);
  if (rate.trials === 0) return "no trial finished";
  if (method === "plain") return `stuck in ${grouped(cells.reduce((sum, cell) => sum + cell.stuck, 0))} of ${grouped(rate.trials)} trials`;
  const slowest = cells.reduce((most, cell) => Math.max(most, cell.maxEpochs), 0);
  const share = rate.successes === rate.trials ? `succeeds in all ${grouped(rate.trials)} trials` : `succeeds in ${ofTrials(rate)} trials`;
  return `${share}, slowest ${grouped(slowest)} epochs`;
}
