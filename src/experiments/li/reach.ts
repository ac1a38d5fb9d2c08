import type { Steps } from "../../numerics/steps.js";
import { log } from "../../numerics/log.js";
import type { SoftmaxResult } from "../../train/softmaxResult.js";
import { number, numbers } from "../inputs.js";
import type { Aggregate, Cell, Config, Experiment, Parameter, TrialContext, TrialRecord } from "../types.js";
import { columns } from "./curves.js";
import { digitSplit, onMixture, selectDigitSplit, syntheticSplit } from "./data.js";
import { DIGIT_PARAMETERS } from "./fig2.js";
import { synthetic } from "./paper.js";
import { slopeOf } from "./rules.js";
import { type Started, trainingTrial, trainOptions } from "./train.js";

// What Figures 4 and 5 of S3 share: a run stops at the first step with enough test accuracy; its number and its distance are kept.

export type Source = "synthetic" | "digits";

export interface ReachSummary {
  readonly data: Source;
  readonly hidden: number;
  readonly trials: number;
  readonly reached: readonly boolean[];
  /** Steps made and the distance there, whether the accuracy was reached or not. */
  readonly steps: readonly number[];
  readonly distance: readonly number[];
}

export const REACH_PARAMETERS: readonly Parameter[] = [
  {
    key: "hidden",
    type: "integers",
    min: 1,
    max: 32_000,
    default: [500, 1000, 2000, 4000],
    doc: "numbers of hidden units m, synthetic data",
  },
  { key: "digitHidden", type: "integers", min: 1, max: 32_000, default: [125, 250, 500], doc: "numbers of hidden units m, digits" },
  ...synthetic(),
  { key: "target", type: "number", min: 0.01, max: 1, default: 0.98, doc: "test accuracy to be reached, synthetic data" },
  ...DIGIT_PARAMETERS,
  { key: "digitTarget", type: "number", min: 0.01, max: 1, default: 0.95, doc: "test accuracy to be reached, digits" },
  { key: "digitBatchSize", type: "integer", min: 1, max: 10_000, default: 64, doc: "batch size B, digits" },
  {
    key: "digitRateTimesHidden",
    type: "number",
    min: 1e-6,
    max: 1e6,
    default: 40,
    doc: "η·m, digits; the paper prints 4000, with which the weights leave their start altogether",
  },
  {
    key: "digitLook",
    type: "integer",
    min: 1,
    max: 1000,
    default: 10,
    doc: "digits are tested after every so many steps, synthetic data after every one",
  },
  { key: "maxSteps", type: "integer", min: 1, max: 100_000, default: 5000, doc: "cap on the steps of a run" },
];

export const REACH_PRESETS: Experiment["presets"] = {
  quick: { trials: 5, parameters: { digitSamples: 3000, digitTestSamples: 500 } },
  paper: {
    trials: 5,
    parameters: {
      hidden: [500, 1000, 2000, 4000, 8000, 16_000],
      digitHidden: [500, 1000, 2000, 4000],
      digitSamples: 60_000,
      digitTestSamples: 10_000,
      digitLook: 50,
      maxSteps: 20_000,
    },
    cost: "about 12 minutes on two cores, most of it on the digits, and 0.5 GB for each worker",
  },
};

const grid = (config: Config): Cell[] =>
  onMixture(config, [
    ...numbers(config, "hidden").map((hidden) => ({ data: "synthetic" satisfies Source, hidden })),
    ...numbers(config, "digitHidden").map((hidden) => ({ data: "digits" satisfies Source, hidden })),
  ]);

function* start(context: TrialContext, cell: Cell, index: number): Steps<Started> {
  const { config, lab } = context;
  const digits = cell.data === "digits";
  const { training, trainingData, test } = yield* digits ? digitSplit(context) : syntheticSplit(context, index);
  const hidden = cell.hidden as number;
  const base = trainOptions(config, { hidden, index, test, last: number(config, "maxSteps") });
  const run = lab.start.softmax(training, {
    ...base,
    ...(digits ? { learningRate: number(config, "digitRateTimesHidden") / hidden, batchSize: number(config, "digitBatchSize") } : {}),
    trace: { every: digits ? number(config, "digitLook") : 1 },
    targetAccuracy: number(config, digits ? "digitTarget" : "target"),
  });
  return { run, data: trainingData };
}

function recordOf(run: SoftmaxResult): TrialRecord {
  return { reached: run.status === "accuracy-target", steps: run.steps, distance: run.trace[run.trace.length - 1].distance };
}

/** All but the figure and what it is checked for. */
export const REACH: Pick<
  Experiment,
  | "parameters"
  | "presets"
  | "errata"
  | "precision"
  | "inputs"
  | "testDigits"
  | "selectInputs"
  | "grid"
  | "affinity"
  | "trial"
  | "certify"
  | "aggregate"
> = {
  parameters: REACH_PARAMETERS,
  presets: REACH_PRESETS,
  errata: { printed: { digitRateTimesHidden: 4000 } },
  precision: "f32",
  inputs: "digits",
  testDigits: true,
  selectInputs: selectDigitSplit,
  grid,
  affinity: (cell, index) => (cell.data === "digits" ? `digits:${cell.hidden}:${index}` : `synthetic:${index}`),
  ...trainingTrial(start, (_context, _cell, run) => recordOf(run)),
  aggregate: (_config, cells, outcomes) => columns(["reached", "steps", "distance"], cells, outcomes),
};

/** Cells of one source with a finished repeat, from narrow to wide. */
export const reached = ({ cells }: Aggregate, source: Source): ReachSummary[] =>
  (cells as unknown as ReachSummary[]).filter(({ data, trials }) => data === source && trials > 0).sort((a, b) => a.hidden - b.hidden);

/** Slope of the logarithm of a mean over that of m. */
export const widthSlope = (list: readonly ReachSummary[], of: (cell: ReachSummary) => number): number =>
  slopeOf(list.map((cell) => ({ x: log(cell.hidden), y: log(of(cell)) })));
