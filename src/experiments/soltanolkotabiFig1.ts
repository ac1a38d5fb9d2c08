import { sharedInSteps } from "./sharedInSteps.js";
import { runSteps, type Steps } from "../numerics/steps.js";
import { deriveSeed } from "../data/streams.js";
import { log } from "../numerics/log.js";
import { showNumber } from "../theory/certificate.js";
import { checkEnvelope } from "../theory/oneRelu/envelope.js";
import { stepsOf } from "../train/drive.js";
import type { PreparedRegression } from "../train/preparedRegression.js";
import type { ReluOptions } from "../train/reluOptions.js";
import { number } from "./inputs.js";
import { rateCheck, STANDARD_ERRORS } from "./rates.js";
import { meanOf, quantile } from "./statistics.js";
import type {
  Aggregate,
  Cell,
  Check,
  Claim,
  Config,
  CurvePanel,
  Experiment,
  Series,
  TrialContext,
  TrialOutcome,
  TrialRecord,
} from "./types.js";

type Model = "relu" | "linear";
const MODELS: readonly Model[] = ["relu", "linear"];
const NAMES = { relu: "ReLU", linear: "linear" } as const;
const STYLES = { relu: "noisy", linear: "plain" } as const;

interface ModelSummary {
  readonly model: Model;
  readonly trials: number;
  /** ‖w_τ − w*‖ of every trial, τ = 0, 1, … */
  readonly errors: readonly (readonly number[])[];
  readonly recovered: number;
}

/** Trials drawn as thin lines. */
const SHOWN_TRIALS = 12;

/** n = ⌊8·s·ln(d/s)⌋ (errata 20) unless it is given. */
function sampleCount({ parameters }: Config): number {
  const { samples, sparsity, features } = parameters as { samples: number; sparsity: number; features: number };
  return samples > 0 ? samples : Math.floor(8 * sparsity * log(features / sparsity));
}

/** Both models of a trial share X and w*: the targets alone differ. */
function* trialData(context: TrialContext, model: Model, index: number): Steps<PreparedRegression> {
  const { lab, config } = context;
  const both = yield* sharedInSteps(context, `${index}`, function* () {
    const make = (of: Model) =>
      lab.steps.planted({
        samples: sampleCount(config),
        features: number(config, "features"),
        weights: { kind: "sparse", sparsity: number(config, "sparsity"), entries: config.parameters.entries as "normal" },
        model: of,
        seed: deriveSeed(config.seed, 1),
        trial: index,
      });
    const relu = lab.prepareRegression(yield* make("relu"));
    return { relu, linear: relu.withTargets(yield* make("linear")) };
  });
  return both[model];
}

const options = (config: Config): ReluOptions => ({ maxIterations: number(config, "iterations") });

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const data = yield* trialData(context, cell.model as Model, index);
  const { trace, support, status } = yield* stepsOf(context.lab.start.relu(data, options(context.config)));
  const truth = data.truth?.weights ?? [];
  const planted = Array.from(truth.keys()).filter((c) => truth[c] !== 0);
  // A run that stands still before the last iteration stays where it is.
  const last = trace[trace.length - 1].error as number;
  const errors = Array.from({ length: number(context.config, "iterations") + 1 }, (_, tau) => (trace[tau]?.error as number) ?? last);
  return { status, errors, recovered: support.join() === planted.join() };
}

function aggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({ model: cell.model as string, trials: 0, recovered: 0, errors: [] as number[][] }));
  for (const { cell, record } of outcomes) {
    cells[cell].trials++;
    cells[cell].errors.push(record.errors as number[]);
    if (record.recovered === true) cells[cell].recovered++;
  }
  return { cells };
}

const summary = ({ cells }: Aggregate, model: Model): ModelSummary =>
  (cells as unknown as ModelSummary[]).find((cell) => cell.model === model) ?? { model, trials: 0, errors: [], recovered: 0 };

const at = ({ errors }: ModelSummary, tau: number): number[] => errors.map((list) => list[tau]);

/** F1.1. Rules that need a later iteration than the run has are left out. */
function checks(config: Config, result: Aggregate): Check[] {
  const [relu, linear] = MODELS.map((model) => summary(result, model));
  if (relu.trials === 0 || linear.trials === 0) return [];
  const iterations = number(config, "iterations");
  const list = [startsAtOne([relu, linear]), aboveLinear(relu, linear, iterations)];
  if (iterations >= 8) list.push(meanAtMost(relu, 8, 0.08), meanAtMost(linear, 8, 0.01));
  if (iterations >= 20) {
    const shares = [...shareBelow(relu, 20, 1e-4, 0.5), ...shareBelow(relu, 20, 1e-2, 0.9)];
    list.push(meanAtMost(linear, 20, 1e-6), ...shares, ...supportRecovered(relu));
  }
  return list;
}

function startsAtOne(models: readonly ModelSummary[]): Check {
  const worst = Math.max(...models.flatMap((model) => at(model, 0).map((error) => Math.abs(error - 1))));
  return {
    id: "start",
    text: "Every run starts at error 1",
    passed: worst <= 1e-12,
    observed: `off by ${showNumber(worst)} at most`,
    expected: "at most 10⁻¹²",
  };
}

function meanAtMost(model: ModelSummary, tau: number, limit: number): Check {
  const { mean, error } = meanOf(at(model, tau));
  return {
    id: `${model.model}-mean-${tau}`,
    text: `Mean error of the ${NAMES[model.model]} model at τ = ${tau}`,
    passed: !(mean - STANDARD_ERRORS * error > limit),
    observed: `${showNumber(mean)} ± ${showNumber(error)}`,
    expected: `at most ${showNumber(limit)}, by ${STANDARD_ERRORS} standard errors`,
  };
}

function shareBelow(model: ModelSummary, tau: number, limit: number, share: number): Check[] {
  const rate = { successes: at(model, tau).filter((error) => error <= limit).length, trials: model.trials };
  const text = `Runs of the ${NAMES[model.model]} model with error at most ${showNumber(limit)} at τ = ${tau}`;
  return rateCheck(`${model.model}-below-${limit}`, text, rate, "at least", share);
}

const supportRecovered = ({ recovered, trials }: ModelSummary): Check[] =>
  rateCheck("support", "The ReLU model ends with exactly the support of w*", { successes: recovered, trials }, "at least", 0.95);

/** Both models of a trial share X and w*, so the differences are paired. */
function aboveLinear(relu: ModelSummary, linear: ModelSummary, iterations: number): Check {
  const worst = Array.from({ length: iterations }, (_, i) => {
    const { mean, error } = meanOf(at(relu, i + 1).map((value, t) => value - linear.errors[t][i + 1]));
    return mean >= 0 ? 0 : -mean / error;
  }).reduce((a, b) => Math.max(a, b), 0);
  return {
    id: "relu-above",
    text: "The mean error of the ReLU model lies above that of the linear one at every τ ≥ 1",
    passed: worst <= STANDARD_ERRORS,
    observed: worst === 0 ? "above at all" : `below by ${worst.toFixed(1)} standard errors at most`,
    expected: `not below by more than ${STANDARD_ERRORS} standard errors of the paired difference`,
  };
}

function claims(config: Config, result: Aggregate): Claim[] {
  const [relu, linear] = MODELS.map((model) => summary(result, model));
  if (relu.trials === 0 || linear.trials === 0) return [];
  const iterations = number(config, "iterations");
  const median = (model: ModelSummary): number => quantile(at(model, iterations), 0.5);
  const means = Array.from({ length: iterations + 1 }, (_, tau) => meanOf(at(relu, tau)).mean);
  const miss = checkEnvelope(means, 1).find(({ met }) => !met);
  const inside = relu.errors.filter((errors) => checkEnvelope(errors, errors[0]).every(({ met }) => met)).length;
  return [
    {
      id: "converges",
      text: "Projected gradient descent on ReLU observations converges quickly to the planted weights.",
      reproduced: median(relu) <= 1e-4,
      observed: `median error ${showNumber(median(relu))} after ${iterations} iterations`,
    },
    {
      id: "similar",
      text: "Both models behave similarly.",
      reproduced: median(relu) <= 1e-3 && median(linear) <= 1e-3,
      observed: `median errors ${showNumber(median(relu))} (ReLU) and ${showNumber(median(linear))} (linear) after ${iterations} iterations`,
    },
    {
      id: "envelope",
      text: "Theorem 3.1, eq. 3.5: the error is at most (1/2)^τ‖w*‖.",
      reproduced: miss === undefined,
      observed:
        miss === undefined
          ? "the mean error keeps it"
          : `at n = ${sampleCount(config)} the mean error is ${showNumber(miss.error)} at τ = ${miss.tau}, where the envelope is ${showNumber(miss.envelope)}; ${inside} of ${relu.trials} runs keep it throughout`,
    },
  ];
}

function series(model: ModelSummary, iterations: number, of: "mean" | "median"): Series[] {
  const style = STYLES[model.model];
  const line = (errors: readonly number[]): Series["points"] => errors.map((y, x) => ({ x, y }));
  const trials = model.errors.slice(0, SHOWN_TRIALS).map((errors, t): Series => ({
    label: `${NAMES[model.model]}, trial ${t}`,
    style,
    line: "trial",
    marker: "none",
    points: line(errors),
  }));
  const middle = Array.from({ length: model.trials === 0 ? 0 : iterations + 1 }, (_, tau) => {
    const values = at(model, tau);
    return of === "mean" ? meanOf(values).mean : quantile(values, 0.5);
  });
  return [...trials, { label: NAMES[model.model], style, line: "mean", marker: "none", points: line(middle) }];
}

function panels(config: Config, result: Aggregate): CurvePanel[] {
  const iterations = number(config, "iterations");
  const models = MODELS.map((model) => summary(result, model));
  const finding = (model: ModelSummary): string => (model.trials === 0 ? "no run" : showNumber(meanOf(at(model, iterations)).mean));
  const x = { label: "iteration", symbol: "τ", scale: "linear", min: 0, max: iterations } as const;
  const envelope: Series = {
    label: "eq. 3.5",
    style: "theory",
    line: "theory",
    marker: "none",
    points: checkEnvelope(
      Array.from({ length: iterations + 1 }, () => 0),
      1,
    ).map(({ tau, envelope: y }) => ({ x: tau, y })),
  };
  return [
    {
      kind: "curves",
      title: "Mean error",
      finding: `at τ = ${iterations}: ReLU ${finding(models[0])}, linear ${finding(models[1])}`,
      x,
      y: { label: "‖w − w*‖", symbol: "", scale: "linear", min: 0, max: 1 },
      series: models.flatMap((model) => series(model, iterations, "mean")),
    },
    {
      kind: "curves",
      title: "Median error and the envelope of Theorem 3.1",
      finding: "bold: median; thin: single trials; dashed: eq. 3.5",
      x,
      y: { label: "‖w − w*‖", symbol: "", scale: "log", min: 1e-11, max: 1 },
      series: [...models.flatMap((model) => series(model, iterations, "median")), envelope],
    },
  ];
}

/** Figure 1 of S1 (F1.1). */
export const soltanolkotabiFig1: Experiment = {
  id: "soltanolkotabi-fig1",
  title: "How fast does projected gradient descent find one ReLU?",
  paper: "Soltanolkotabi: Learning ReLUs via gradient descent, Figure 1",
  claim:
    "Projected gradient descent with hard thresholding finds a sparse ReLU from 8·s·ln(d/s) Gaussian samples, almost as fast as a linear model. Its error falls geometrically, but at these sizes not by the factor ½ per step of Theorem 3.1.",
  parameters: [
    { key: "features", type: "integer", min: 2, max: 20_000, default: 1000, doc: "dimension d" },
    { key: "sparsity", type: "integer", min: 1, max: 10_000, default: 20, doc: "non-zeros s of the planted weights" },
    { key: "samples", type: "integer", min: 0, max: 100_000, default: 0, doc: "samples n; 0 is the paper's ⌊8·s·ln(d/s)⌋" },
    { key: "iterations", type: "integer", min: 1, max: 1000, default: 20, doc: "iterations" },
    {
      key: "entries",
      type: "choice",
      choices: ["normal", "signs"],
      default: "normal",
      doc: "law of the non-zeros of w*; not printed in the paper",
    },
  ],
  presets: { quick: { trials: 20 }, paper: { trials: 100 } },
  precision: "f64",
  inputs: "none",
  grid: () => MODELS.map((model) => ({ model })),
  affinity: (_cell, index) => String(index),
  trial,
  certify: (context, cell, index) => {
    const data = runSteps(trialData(context, cell.model as Model, index));
    return context.lab.sync.certify(context.lab.sync.fitRelu(data, options(context.config)), data);
  },
  aggregate: (_config, grid, outcomes) => aggregate(grid, outcomes),
  figure: (config, result) => ({
    title: "Projected gradient descent finds one ReLU geometrically, a little slower than a linear model.",
    lead: `Error ‖w − w*‖ by iteration; d = ${number(config, "features")}, s = ${number(config, "sparsity")}, n = ${sampleCount(config)}, ${config.trials} trials of each model.`,
    caption: `Both models of a trial share samples and planted weights; step sizes are 2, then 1 for the ReLU, 1 for the linear model. Bold lines are means (above) and medians (below), thin ones the first ${Math.min(SHOWN_TRIALS, config.trials)} trials. The paper prints neither the law of the non-zeros of w* (normal here) nor the constant of Theorem 3.1, whose envelope is not met at this n.`,
    panels: panels(config, result),
  }),
  checks,
  claims,
};
