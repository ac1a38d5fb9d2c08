import { showNumber } from "../theory/certificate.js";
import { checkEnvelope } from "../theory/oneRelu/envelope.js";
import type { Steps } from "../numerics/steps.js";
import { stepsOf } from "../train/drive.js";
import type { ReluOptions } from "../train/reluOptions.js";
import { number } from "./inputs.js";
import { pool, type Rate, rateCheck } from "./rates.js";
import { certifyRatio, gridNumbers, type RatioData, ratioData } from "./sparseFit.js";
import type {
  Aggregate,
  Cell,
  Check,
  Claim,
  Config,
  CurvePanel,
  Experiment,
  SeriesStyle,
  TrialContext,
  TrialOutcome,
  TrialRecord,
} from "./types.js";

interface EnvelopeCell extends Cell {
  readonly sparsity: number;
  readonly ratio: number;
}

interface EnvelopeSummary {
  readonly sparsity: number;
  readonly ratio: number;
  readonly trials: number;
  /** Runs with ‖w_τ − w*‖ ≤ (1/2)^τ‖w*‖ at every τ. */
  readonly met: number;
  readonly samples: number;
  readonly minimalSamples: number;
}

/** Below this error a run counts as arrived: f64 rounding hides the envelope beyond it. */
const ARRIVED = 1e-12;
const STEPS: readonly SeriesStyle[] = ["step4", "step6", "step8", "step10", "step3", "step5", "step7", "step9"];

const trialData = (context: TrialContext, cell: Cell, index: number): Steps<RatioData> =>
  ratioData(context, { ...(cell as EnvelopeCell), model: "relu" }, index);

const options = (config: Config): ReluOptions => ({ maxIterations: number(config, "iterations"), errorTarget: ARRIVED });

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { data, minimal } = yield* trialData(context, cell, index);
  const { trace } = yield* stepsOf(context.lab.start.relu(data, options(context.config)));
  const errors = trace.map(({ error }) => error as number);
  const miss = checkEnvelope(errors, errors[0]).find(({ met, error }) => !met && error > ARRIVED);
  return {
    samples: data.samples,
    minimalSamples: minimal,
    met: miss === undefined,
    firstMiss: miss?.tau ?? null,
    error: errors[errors.length - 1],
  };
}

function aggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({ ...(cell as EnvelopeCell), trials: 0, met: 0, samples: 0, minimalSamples: 0 }));
  for (const { cell, record } of outcomes) {
    const summary = cells[cell];
    summary.trials++;
    if (record.met === true) summary.met++;
    summary.samples = record.samples as number;
    summary.minimalSamples = record.minimalSamples as number;
  }
  return { cells };
}

const summaries = ({ cells }: Aggregate): EnvelopeSummary[] => (cells as unknown as EnvelopeSummary[]).filter(({ trials }) => trials > 0);

/** The least n/n₀ of the grid from which on at least `share` of the runs meet eq. 3.5; null where none does. */
function smallestRatio(list: readonly EnvelopeSummary[], sparsity: number, share: number): number | null {
  const ordered = list.filter((cell) => cell.sparsity === sparsity).sort((a, b) => b.ratio - a.ratio);
  const first = ordered.findIndex(({ met, trials }) => met < share * trials);
  const good = first < 0 ? ordered : ordered.slice(0, first);
  return good.length === 0 ? null : good[good.length - 1].ratio;
}

function checks(result: Aggregate): Check[] {
  const list = summaries(result);
  const metWhere = (test: (ratio: number) => boolean): Rate =>
    pool(list.filter(({ ratio }) => test(ratio)).map(({ met, trials }) => ({ successes: met, trials })));
  const few = metWhere((ratio) => ratio <= 3);
  const many = metWhere((ratio) => ratio >= 12);
  return [
    ...rateCheck("few", "With n ≤ 3·n₀ most runs miss the envelope", few, "at most", 0.5, "meet it"),
    ...rateCheck("many", "With n ≥ 12·n₀ it is met", many, "at least", 0.9),
  ];
}

function claims(config: Config, result: Aggregate): Claim[] {
  const list = summaries(result);
  const ratios = gridNumbers(config, "sparsity").map((sparsity) => smallestRatio(list, sparsity, 0.95));
  if (list.length === 0) return [];
  const found = ratios.filter((ratio) => ratio !== null);
  return [
    {
      id: "constant",
      text: "Theorem 3.1: eq. 3.5 holds as soon as n > c·n₀ with a fixed constant c.",
      reproduced: found.length === ratios.length && Math.max(...found) <= 2 * Math.min(...found),
      observed: `95 % of the runs meet it from n/n₀ = ${ratios.map((ratio) => (ratio === null ? "none of the grid" : showNumber(ratio))).join(", ")} on, for s = ${gridNumbers(config, "sparsity").join(", ")}`,
    },
  ];
}

function panels(config: Config, result: Aggregate): CurvePanel[] {
  const list = summaries(result);
  const ratios = gridNumbers(config, "ratio");
  const sparsities = gridNumbers(config, "sparsity");
  const x = {
    label: "samples over minimum",
    symbol: "n/n₀",
    scale: "log" as const,
    min: ratios[0],
    max: ratios[ratios.length - 1],
    ticks: ratios,
  };
  const features = number(config, "features");
  const shares = [0.5, 0.95] as const;
  return [
    {
      kind: "curves",
      title: "Share of runs that meet eq. 3.5 at every iteration",
      finding: list.length === 0 ? "no run finished" : "a step from never to always",
      x,
      y: { label: "share of runs", symbol: "", scale: "linear", min: 0, max: 1 },
      series: sparsities.map((sparsity, i) => ({
        label: `s = ${sparsity}`,
        style: STEPS[i % STEPS.length],
        line: "mean" as const,
        marker: "filled" as const,
        points: list
          .filter((cell) => cell.sparsity === sparsity)
          .sort((a, b) => a.ratio - b.ratio)
          .map(({ ratio, met, trials, samples }) => ({
            x: ratio,
            y: met / trials,
            text: `s = ${sparsity}, n = ${samples}: ${met} of ${trials} meet it`,
          })),
      })),
    },
    {
      kind: "curves",
      title: "Smallest n/n₀ at which eq. 3.5 holds",
      finding: "from there on in 50 % and in 95 % of the runs",
      x: { label: "sparsity", symbol: "s/d", scale: "linear", min: 0, max: Math.max(...sparsities) / features },
      y: { label: "smallest n/n₀", symbol: "", scale: "linear", min: 0, max: ratios[ratios.length - 1] },
      series: shares.map((share, i) => ({
        label: `${share * 100}\u2009%`,
        style: i === 0 ? ("step5" as const) : ("noisy" as const),
        line: "mean" as const,
        marker: "filled" as const,
        points: sparsities.flatMap((sparsity) => {
          const ratio = smallestRatio(list, sparsity, share);
          return ratio === null ? [] : [{ x: sparsity / features, y: ratio }];
        }),
      })),
    },
  ];
}

/** New: from which n/n₀ on the envelope of S1 Theorem 3.1 is met. */
export const soltanolkotabiEnvelope: Experiment = {
  id: "soltanolkotabi-envelope",
  title: "How many samples does the rate of Theorem 3.1 need?",
  paper: "Soltanolkotabi: Learning ReLUs via gradient descent, Theorem 3.1 (a figure of ours)",
  claim:
    "Theorem 3.1 says that the error halves at every step once n exceeds a constant times n₀, and prints no constant. Measured over n/n₀, meeting its envelope (1/2)^τ goes from never to always within a factor of about three.",
  parameters: [
    { key: "features", type: "integer", min: 10, max: 5000, default: 200, doc: "dimension d" },
    { key: "sparsity", type: "integers", min: 1, max: 1000, default: [2, 5, 10, 20], doc: "non-zeros s of the planted weights" },
    { key: "ratio", type: "numbers", min: 0.1, max: 100, default: [2, 3, 4, 6, 8, 12, 16], doc: "samples over n₀" },
    { key: "iterations", type: "integer", min: 2, max: 1000, default: 30, doc: "iterations" },
  ],
  presets: {
    quick: { trials: 20 },
    paper: { trials: 100, parameters: { features: 1000, sparsity: [5, 10, 20], ratio: [2, 3, 4, 5, 6, 7, 8, 10, 12, 16] } },
  },
  precision: "f64",
  inputs: "none",
  grid: (config) =>
    gridNumbers(config, "sparsity").flatMap((sparsity) => gridNumbers(config, "ratio").map((ratio) => ({ sparsity, ratio }))),
  affinity: (cell, index) => `${cell.sparsity}:${index}`,
  trial,
  certify: (context, cell, index) => certifyRatio(context, trialData(context, cell, index), options(context.config)),
  aggregate: (_config, grid, outcomes) => aggregate(grid, outcomes),
  figure: (config, result) => ({
    title: "The envelope of Theorem 3.1 is met from some multiple of n₀ on.",
    lead: `ReLU model, d = ${number(config, "features")}, s = ${gridNumbers(config, "sparsity").join(", ")}, ${config.trials} trials a point.`,
    caption: `A run meets eq. 3.5 if ‖w − w*‖ ≤ (1/2)^τ‖w*‖ at every iteration τ until 10⁻¹². n₀ is the squared Gaussian width of the cone of s-sparse vectors at w*, by Monte-Carlo with a standard error below 0.5 %. The paper prints neither its constant nor such a figure. The second panel shows the smallest n/n₀ of the grid ${gridNumbers(config, "ratio").join(", ")} from which on that share of the runs meets eq. 3.5, so a point is never between two of these.`,
    panels: panels(config, result),
  }),
  checks: (_config, result) => checks(result),
  claims,
};
