import { type BinaryData, sliceData } from "../data/dataset.js";
import { deriveSeed } from "../data/streams.js";
import { showNumber } from "../theory/certificate.js";
import { memorizingNetworkInSteps } from "../theory/leaky/memorizer.js";
import { networkOutputs } from "../theory/leaky/network.js";
import { overfitData } from "../theory/leaky/overfit.js";
import type { Steps } from "../numerics/steps.js";
import { stepsOf } from "../train/drive.js";
import { PAPER } from "./brutzkus.js";
import { number, numbers } from "./inputs.js";
import { STANDARD_ERRORS } from "./rates.js";
import { meanOf } from "./statistics.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, TrialContext, TrialOutcome, TrialRecord } from "./types.js";

interface OverfitSummary {
  readonly samples: number;
  readonly trials: number;
  readonly hidden: number;
  readonly memorizerTraining: readonly number[];
  readonly memorizerTest: readonly number[];
  readonly largestError: number;
  readonly sgdTraining: readonly number[];
  readonly sgdTest: readonly number[];
}

/** The first samples train, the next ones test: one separator for both. */
function* splitOf({ lab, config }: TrialContext, samples: number, index: number): Steps<{ training: BinaryData; test: BinaryData }> {
  const features = number(config, "features");
  const all = yield* lab.steps.separable({
    samples: samples + number(config, "testSamples"),
    features,
    seed: deriveSeed(config.seed, samples),
    trial: index,
  });
  return { training: sliceData(all, 0, samples), test: sliceData(all, samples, all.samples) };
}

/** Share of samples with y·f ≤ 0. */
function errorOf(
  network: { readonly weights: ArrayLike<number>; readonly outputWeights: ArrayLike<number> },
  data: BinaryData,
  slope: number,
): number {
  const f = networkOutputs(network, data, slope);
  return f.reduce((errors, value, i) => errors + (value * data.y[i] > 0 ? 0 : 1), 0) / data.samples;
}

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { config, lab } = context;
  const slope = number(config, "slope");
  const { training, test } = yield* splitOf(context, cell.samples as number, index);
  const { data, targets } = overfitData(training, test);
  const memorizer = yield* memorizingNetworkInSteps(data, { slope, targets, seed: deriveSeed(config.seed, index) });
  const hidden = 2 * memorizer.pairs;
  const size = 1 / Math.sqrt(hidden);
  const started = lab.start.twoLayer(training, {
    hidden,
    slope,
    method: "plain",
    outputWeights: { plusMinus: size },
    initialWeights: { sphere: size },
    learningRate: number(config, "learningRate"),
    sampling: "shuffle",
    seed: deriveSeed(config.seed, cell.samples as number),
    trial: index,
  });
  const run = yield* stepsOf(started);
  return {
    hidden,
    largestError: memorizer.proof.largestError,
    memorizerTraining: errorOf(memorizer, training, slope),
    memorizerTest: errorOf(memorizer, test, slope),
    status: run.status,
    sgdTraining: errorOf(run, training, slope),
    sgdTest: errorOf(run, test, slope),
    updates: run.updates,
  };
}

const LISTS = ["memorizerTraining", "memorizerTest", "sgdTraining", "sgdTest"] as const;

function aggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({
    samples: cell.samples as number,
    trials: 0,
    hidden: 0,
    largestError: 0,
    memorizerTraining: [] as number[],
    memorizerTest: [] as number[],
    sgdTraining: [] as number[],
    sgdTest: [] as number[],
  }));
  for (const { cell, record } of outcomes) {
    const summary = cells[cell];
    summary.trials++;
    summary.hidden = record.hidden as number;
    summary.largestError = Math.max(summary.largestError, record.largestError as number);
    for (const key of LISTS) summary[key].push(record[key] as number);
  }
  return { cells };
}

const summaries = ({ cells }: Aggregate): OverfitSummary[] => (cells as unknown as OverfitSummary[]).filter(({ trials }) => trials > 0);

const all = (list: readonly OverfitSummary[], key: (typeof LISTS)[number]): number[] => list.flatMap((cell) => cell[key]);

function checks(result: Aggregate): Check[] {
  const list = summaries(result);
  if (list.length === 0) return [];
  const every = (id: string, text: string, values: readonly number[], wanted: number): Check => ({
    id,
    text,
    passed: values.every((value) => value === wanted),
    observed: `${values.filter((value) => value === wanted).length} of ${values.length} runs`,
    expected: "all",
  });
  const gaps = list.flatMap((cell) => cell.sgdTest.map((error, t) => cell.memorizerTest[t] - error));
  const { mean, error } = meanOf(gaps);
  return [
    every("memorizer-training", "The memorizing network has training error 0", all(list, "memorizerTraining"), 0),
    every("memorizer-test", "It is wrong on every test sample", all(list, "memorizerTest"), 1),
    every("sgd-training", "SGD at the same width reaches training error 0", all(list, "sgdTraining"), 0),
    {
      id: "gap",
      text: "Their test errors are far apart",
      passed: mean + (error < Infinity ? STANDARD_ERRORS * error : 0) >= 0.5,
      observed: `mean difference ${showNumber(mean)} ± ${showNumber(error)}`,
      expected: `at least 0.5, by ${STANDARD_ERRORS} standard errors`,
    },
  ];
}

function claims(result: Aggregate): Claim[] {
  const list = summaries(result);
  if (list.length === 0) return [];
  const last = list.reduce((most, cell) => (cell.samples > most.samples ? cell : most));
  return [
    {
      id: "arbitrary",
      text: "Wide networks have global minima with arbitrarily high test error.",
      reproduced: all(list, "memorizerTest").every((error) => error === 1),
      observed: `test error ${showNumber(meanOf(all(list, "memorizerTest")).mean)}, targets met to ${showNumber(Math.max(...list.map(({ largestError }) => largestError)))}`,
    },
    {
      id: "bias",
      text: "SGD avoids them: it is directed to a global minimum with low test error.",
      reproduced: meanOf(last.sgdTest).mean <= 0.2,
      observed: `mean test error ${showNumber(meanOf(last.sgdTest).mean)} from ${last.samples} samples, 2k = ${last.hidden}`,
    },
  ];
}

function panel(
  config: Config,
  result: Aggregate,
  title: string,
  keys: readonly ["memorizerTraining" | "memorizerTest", "sgdTraining" | "sgdTest"],
): CurvePanel {
  const list = summaries(result);
  const samples = numbers(config, "samples")
    .slice()
    .sort((a, b) => a - b);
  const points = (key: (typeof LISTS)[number]) =>
    list.map((cell) => ({
      x: cell.samples,
      y: meanOf(cell[key]).mean,
      text: `n = ${cell.samples}, 2k = ${cell.hidden}: ${showNumber(meanOf(cell[key]).mean)}`,
    }));
  const [memorizer, sgd] = keys;
  return {
    kind: "curves",
    title,
    finding:
      list.length === 0
        ? "no run finished"
        : `memorizer ${showNumber(meanOf(all(list, memorizer)).mean)}, SGD ${showNumber(meanOf(all(list, sgd)).mean)} on average`,
    x: {
      label: "training samples",
      symbol: "n",
      scale: "log",
      min: samples[0],
      max: Math.max(samples[samples.length - 1], samples[0] + 1),
      ticks: samples,
    },
    y: { label: "0/1 error", symbol: "", scale: "linear", min: 0, max: 1 },
    series: [
      { label: "memorizer", style: "plain", line: "mean", marker: "filled", points: points(memorizer) },
      { label: "leaky SGD", style: "leaky", line: "mean", marker: "filled", points: points(sgd) },
    ],
  };
}

/** New: the memorizing network of S2 Theorem 7 and SGD's solution side by side. */
export const brutzkusOverfit: Experiment = {
  id: "brutzkus-overfit",
  title: "Does zero training error mean low test error?",
  paper: `${PAPER}, Theorem 7 (a figure of ours)`,
  claim:
    "At the same width there are global minima with test error 1: a network built to memorize flipped test labels. SGD started from small weights reaches zero training error too, and generalizes.",
  parameters: [
    { key: "samples", type: "integers", min: 4, max: 2000, default: [20, 50, 100, 200], doc: "training samples n" },
    { key: "testSamples", type: "integer", min: 1, max: 2000, default: 100, doc: "test samples, memorized with flipped labels" },
    { key: "features", type: "integer", min: 2, max: 1000, default: 20, doc: "dimension d of the Gaussian data" },
    { key: "slope", type: "number", min: 0.001, max: 0.9, default: 0.1, doc: "slope α of the leaky ReLU" },
    { key: "learningRate", type: "number", min: 1e-6, max: 1000, default: 0.01, doc: "step size η of SGD" },
  ],
  presets: { quick: { trials: 10 }, paper: { trials: 100 } },
  precision: "f64",
  inputs: "none",
  grid: (config) => numbers(config, "samples").map((samples) => ({ samples })),
  affinity: (cell, index) => `${cell.samples}:${index}`,
  trial,
  aggregate: (_config, grid, outcomes) => aggregate(grid, outcomes),
  figure: (config, result) => ({
    title: "Two global minima of the same width: one wrong on every test sample, the one found by SGD right on most.",
    lead: `0/1 error, Gaussian data with d = ${number(config, "features")}, α = ${number(config, "slope")}, ${number(config, "testSamples")} test samples, ${config.trials} trials each.`,
    caption:
      "The memorizing network interpolates 2y on the training and −2y on the test samples with k pairs of rotating gates, the fewest that suffice; SGD trains a network of the same width from R = v = 1/√(2k). The paper prints the theorem without a figure.",
    panels: [
      panel(config, result, "Training error", ["memorizerTraining", "sgdTraining"]),
      panel(config, result, "Test error", ["memorizerTest", "sgdTest"]),
    ],
    columns: 2,
  }),
  checks: (_config, result) => checks(result),
  claims: (_config, result) => claims(result),
};
