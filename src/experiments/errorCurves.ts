import { sharedInSteps } from "./sharedInSteps.js";
import { digitPairInSteps } from "../data/digitPair.js";
import type { DigitSource } from "../data/digits.js";
import { sliceData } from "../data/dataset.js";
import { deriveSeed } from "../data/streams.js";
import { showNumber } from "../theory/certificate.js";
import type { Steps } from "../numerics/steps.js";
import { stepsOf } from "../train/drive.js";
import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import type { TwoLayerRun } from "../train/twoLayerRun.js";
import { NEGATIVE, number, POSITIVE } from "./inputs.js";
import { STANDARD_ERRORS } from "./rates.js";
import { meanOf } from "./statistics.js";
import type {
  Aggregate,
  Band,
  Cell,
  Check,
  Config,
  CurvePanel,
  Parameter,
  Series,
  SeriesStyle,
  TrialContext,
  TrialOutcome,
  TrialRecord,
} from "./types.js";

// What Figures 1 to 3 of S2 share: training and test error by epoch for several widths, on digits 3 (+1) against 5 (−1).

export type Layers = "first" | "both";

export interface CurveCell extends Cell {
  readonly hidden: number;
  readonly layers: Layers;
}

export interface CurveSummary {
  readonly hidden: number;
  readonly layers: Layers;
  readonly trials: number;
  /** One list a trial, one number an epoch from 0 on. */
  readonly training: readonly (readonly number[])[];
  readonly test: readonly (readonly number[])[];
  readonly ratioMin: readonly (readonly number[])[];
  readonly ratioMax: readonly (readonly number[])[];
  readonly updates: readonly number[];
}

/** Up to so many repeats the repeats themselves are drawn, beyond them a band of one standard deviation. */
const FEW_REPEATS = 8;
const WIDTH_STYLES: readonly SeriesStyle[] = ["step4", "step7", "step10", "step5", "step8", "step3", "step6", "step9"];

/** Settings that all three figures have. */
export const CURVE_PARAMETERS: readonly Parameter[] = [
  { key: "hidden", type: "integers", min: 2, max: 10_000, default: [10, 100, 1000], doc: "numbers of hidden units 2k, even" },
  { key: "samples", type: "integer", min: 10, max: 20_000, default: 3000, doc: "training images, the first of the file" },
  { key: "testSamples", type: "integer", min: 1, max: 20_000, default: 1000, doc: "test images, the next ones of the file" },
  { key: "epochs", type: "integer", min: 1, max: 1000, default: 100, doc: "passes over the training images" },
  {
    key: "slope",
    type: "number",
    min: 0.001,
    max: 0.999,
    default: 0.1,
    doc: "slope α of the leaky ReLU below 0; not printed in the paper",
  },
];

interface Split {
  readonly training: PreparedData;
  readonly test: PreparedData;
}

function splitOf(context: TrialContext): Steps<Split> {
  const { lab, config, inputs } = context;
  return sharedInSteps(context, "digits", function* () {
    const samples = number(config, "samples");
    const testSamples = number(config, "testSamples");
    const all = yield* digitPairInSteps(inputs.digits as DigitSource, {
      positive: POSITIVE,
      negative: NEGATIVE,
      samples: samples + testSamples,
      precision: lab.precision,
    });
    return {
      training: yield* lab.steps.prepare(sliceData(all, 0, samples)),
      test: yield* lab.steps.prepare(sliceData(all, samples, samples + testSamples)),
    };
  });
}

/** R = v = 1/√(2k) (S2 eq. 6, errata 26), shuffled passes (errata 35). */
export function curveOptions(config: Config, cell: CurveCell, index: number, learningRate: number): TwoLayerOptions {
  const size = 1 / Math.sqrt(cell.hidden);
  return {
    hidden: cell.hidden,
    outputWeights: { plusMinus: size },
    initialWeights: { sphere: size },
    method: "plain",
    slope: number(config, "slope"),
    layers: cell.layers,
    learningRate,
    sampling: "shuffle",
    maxEpochs: number(config, "epochs"),
    seed: deriveSeed(config.seed, cell.hidden),
    trial: index,
  };
}

export function* startCurve(
  context: TrialContext,
  cell: CurveCell,
  index: number,
  learningRate: number,
): Steps<{ run: TwoLayerRun; data: PreparedData }> {
  const { training, test } = yield* splitOf(context);
  const run = context.lab.start.twoLayer(training, {
    ...curveOptions(context.config, cell, index, learningRate),
    test,
    epochTrace: "full",
  });
  return { run, data: training };
}

export function* curveTrial(context: TrialContext, cell: CurveCell, index: number, learningRate: number): Steps<TrialRecord> {
  const started = yield* startCurve(context, cell, index, learningRate);
  const run = yield* stepsOf(started.run);
  const epochs = number(context.config, "epochs");
  const list = run.epochTrace ?? [];
  // After a pass without an update nothing changes any more.
  const by = (of: (point: (typeof list)[number]) => number): number[] =>
    Array.from({ length: epochs + 1 }, (_, e) => of(list[Math.min(e, list.length - 1)]));
  return {
    status: run.status,
    updates: run.updates,
    training: by(({ trainingError }) => trainingError),
    test: by(({ testError }) => testError ?? 1),
    ratioMin: cell.layers === "both" ? by(({ ratioMin }) => ratioMin) : [],
    ratioMax: cell.layers === "both" ? by(({ ratioMax }) => ratioMax) : [],
  };
}

const LISTS = ["training", "test", "ratioMin", "ratioMax"] as const;

export function curveAggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({
    ...(cell as CurveCell),
    trials: 0,
    training: [] as number[][],
    test: [] as number[][],
    ratioMin: [] as number[][],
    ratioMax: [] as number[][],
    updates: [] as number[],
  }));
  for (const { cell, record } of outcomes) {
    const summary = cells[cell];
    summary.trials++;
    for (const key of LISTS) summary[key].push(record[key] as number[]);
    summary.updates.push(record.updates as number);
  }
  return { cells };
}

export const curves = ({ cells }: Aggregate, layers: Layers): CurveSummary[] =>
  (cells as unknown as CurveSummary[]).filter((cell) => cell.layers === layers && cell.trials > 0);

/** The values of one epoch over the trials. */
export const at = (lists: readonly (readonly number[])[], epoch: number): number[] => lists.map((list) => list[epoch]);

export const lastOf = (lists: readonly (readonly number[])[]): number[] => lists.map((list) => list[list.length - 1]);

export function meanCheck(id: string, text: string, values: readonly number[], limit: number): Check {
  const { mean, error } = meanOf(values);
  const margin = error < Infinity ? STANDARD_ERRORS * error : 0;
  return {
    id,
    text,
    passed: mean - margin <= limit,
    observed: `${showNumber(mean)} ± ${showNumber(error)}`,
    expected: `at most ${showNumber(limit)}, by ${STANDARD_ERRORS} standard errors`,
  };
}

/** Largest difference of two means, and whether it exceeds the limit by more than its standard errors. */
export function spreadCheck(id: string, text: string, groups: readonly (readonly number[])[], limit: number): Check {
  const means = groups.map(meanOf);
  const low = means.reduce((a, b) => (b.mean < a.mean ? b : a));
  const high = means.reduce((a, b) => (b.mean > a.mean ? b : a));
  const error = Math.sqrt(low.error * low.error + high.error * high.error);
  const margin = error < Infinity ? STANDARD_ERRORS * error : 0;
  return {
    id,
    text,
    passed: high.mean - low.mean - margin <= limit,
    observed: `${showNumber(high.mean - low.mean)} (${means.map(({ mean }) => showNumber(mean)).join(", ")})`,
    expected: `at most ${showNumber(limit)}, by ${STANDARD_ERRORS} standard errors`,
  };
}

/** Test error at the end minus that half way, of every run. */
export function lateRise({ test }: CurveSummary): number[] {
  return test.map((list) => list[list.length - 1] - list[list.length >> 1]);
}

const widthName = (hidden: number): string => `2k = ${hidden}`;

/** Mean by epoch for every width, with the repeats or a band of one standard deviation. */
export function errorPanel(
  config: Config,
  list: readonly CurveSummary[],
  text: { readonly title: string; readonly label: string; readonly max: number },
  of: (cell: CurveSummary) => readonly (readonly number[])[],
): CurvePanel {
  const epochs = number(config, "epochs");
  const widths = config.parameters.hidden as readonly number[];
  const style = ({ hidden }: CurveSummary): SeriesStyle => WIDTH_STYLES[widths.indexOf(hidden) % WIDTH_STYLES.length];
  const points = (values: readonly number[]): Series["points"] => values.map((y, x) => ({ x, y }));
  const series = list.flatMap((cell): Series[] => {
    const lists = of(cell);
    const mean = Array.from({ length: epochs + 1 }, (_, epoch) => meanOf(at(lists, epoch)).mean);
    const repeats =
      cell.trials > FEW_REPEATS
        ? []
        : lists.map((values, t): Series => ({
            label: `${widthName(cell.hidden)}, run ${t}`,
            style: style(cell),
            line: "trial",
            marker: "none",
            points: points(values),
          }));
    return [...repeats, { label: widthName(cell.hidden), style: style(cell), line: "mean", marker: "none", points: points(mean) }];
  });
  return {
    kind: "curves",
    title: text.title,
    finding:
      list.length === 0 ? "no run finished" : `at the end: ${list.map((cell) => showNumber(meanOf(lastOf(of(cell))).mean)).join(", ")}`,
    x: { label: "epoch", symbol: "", scale: "linear", min: 0, max: epochs },
    y: { label: text.label, symbol: "", scale: "linear", min: 0, max: text.max },
    series,
    bands: list.filter(({ trials }) => trials > FEW_REPEATS).map((cell) => bandOf(cell, of(cell), style(cell))),
  };
}

function bandOf(cell: CurveSummary, lists: readonly (readonly number[])[], style: SeriesStyle): Band {
  const points = lists[0].map((_, x) => {
    const { mean, error } = meanOf(at(lists, x));
    const deviation = error * Math.sqrt(cell.trials);
    return { x, low: Math.max(0, mean - deviation), high: mean + deviation };
  });
  return { label: widthName(cell.hidden), style, points };
}
