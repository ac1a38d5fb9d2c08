import type { Steps } from "../numerics/steps.js";
import { stepsOf } from "../train/drive.js";
import type { ReluOptions } from "../train/reluOptions.js";
import { number } from "./inputs.js";
import { heatOf, ofTrials, pool, type Rate, rateCheck, STANDARD_ERRORS, standardErrors } from "./rates.js";
import { certifyRatio, gridNumbers, type RatioData, ratioData } from "./sparseFit.js";
import type { Aggregate, Cell, Check, Claim, Config, Experiment, HeatMapPanel, TrialContext, TrialOutcome, TrialRecord } from "./types.js";

type Model = "relu" | "linear";
const MODELS: readonly Model[] = ["relu", "linear"];

interface PhaseCell extends Cell {
  readonly model: Model;
  /** s/d. */
  readonly density: number;
  readonly ratio: number;
}

interface PhaseSummary {
  readonly model: Model;
  readonly density: number;
  readonly ratio: number;
  readonly trials: number;
  readonly recovered: number;
  readonly samples: number;
}

/** ‖w − w*‖/‖w*‖ at which w* counts as recovered. */
const RECOVERED = 1e-3;

function trialData(context: TrialContext, { model, density, ratio }: PhaseCell, index: number): Steps<RatioData> {
  const sparsity = Math.max(1, Math.round(density * number(context.config, "features")));
  return ratioData(context, { model, sparsity, ratio }, index);
}

const options = (config: Config): ReluOptions => ({ maxIterations: number(config, "iterations"), errorTarget: RECOVERED / 2 });

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { data } = yield* trialData(context, cell as PhaseCell, index);
  const { status, error, iterations } = yield* stepsOf(context.lab.start.relu(data, options(context.config)));
  return { status, samples: data.samples, iterations, recovered: (error as number) <= RECOVERED };
}

function aggregate(grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const cells = grid.map((cell) => ({ ...(cell as PhaseCell), trials: 0, recovered: 0, samples: 0 }));
  for (const { cell, record } of outcomes) {
    cells[cell].trials++;
    if (record.recovered === true) cells[cell].recovered++;
    cells[cell].samples = record.samples as number;
  }
  return { cells };
}

const summaries = ({ cells }: Aggregate, model: Model): PhaseSummary[] =>
  (cells as unknown as PhaseSummary[]).filter((cell) => cell.model === model && cell.trials > 0);

const rateOf = (cells: readonly PhaseSummary[], test: (cell: PhaseSummary) => boolean = () => true): Rate =>
  pool(cells.filter(test).map(({ recovered, trials }) => ({ successes: recovered, trials })));

function checks(result: Aggregate): Check[] {
  const [relu, linear] = MODELS.map((model) => summaries(result, model));
  const few = rateOf(relu, ({ ratio }) => ratio <= 1);
  const many = rateOf(relu, ({ ratio }) => ratio >= 6);
  const manyLinear = rateOf(linear, ({ ratio }) => ratio >= 4);
  return [
    ...rateCheck("relu-few", "The ReLU model is rarely recovered from n ≤ n₀", few, "at most", 0.05),
    ...rateCheck("relu-many", "The ReLU model is recovered from n ≥ 6·n₀", many, "at least", 0.9),
    ...rateCheck("linear-many", "The linear model is recovered from n ≥ 4·n₀", manyLinear, "at least", 0.9),
    ...linearFirst(rateOf(relu), rateOf(linear)),
  ];
}

/** The linear model, pooled over the map, is not recovered less often. */
function linearFirst(relu: Rate, linear: Rate): Check[] {
  if (relu.trials === 0 || linear.trials === 0) return [];
  return [
    {
      id: "linear-first",
      text: "The linear model is recovered at least as often, pooled over the map",
      passed: standardErrors(linear, relu) <= STANDARD_ERRORS,
      observed: `${ofTrials(linear)} against ${ofTrials(relu)}`,
      expected: `not below by more than ${STANDARD_ERRORS} standard errors`,
    },
  ];
}

function claims(config: Config, result: Aggregate): Claim[] {
  const relu = summaries(result, "relu");
  if (relu.length === 0) return [];
  const ratios = gridNumbers(config, "density").map((density) => {
    const row = relu.filter((cell) => cell.density === density).sort((a, b) => a.ratio - b.ratio);
    return row.find(({ recovered, trials }) => 2 * recovered >= trials)?.ratio ?? null;
  });
  const found = ratios.filter((ratio) => ratio !== null);
  return [
    {
      id: "constant-factor",
      text: "The required number of samples is a constant factor away from n₀.",
      reproduced: found.length === ratios.length && Math.max(...found) <= 3 * Math.min(...found),
      observed: `half of the ReLU runs succeed from n/n₀ = ${ratios.map((ratio) => ratio ?? "none").join(", ")} on, for s/d = ${gridNumbers(config, "density").join(", ")}`,
    },
  ];
}

function panel(config: Config, result: Aggregate, model: Model): HeatMapPanel {
  const cells = summaries(result, model);
  const ratios = gridNumbers(config, "ratio");
  const densities = gridNumbers(config, "density");
  const all = (result.cells as unknown as PhaseSummary[]).filter((cell) => cell.model === model);
  return {
    kind: "heatmap",
    title: model === "relu" ? "One ReLU" : "Linear model",
    finding: cells.length === 0 ? "no trial finished" : `recovered in ${ofTrials(rateOf(cells))} trials`,
    style: model === "relu" ? "noisy" : "plain",
    x: { label: "samples over minimum", symbol: "n/n₀", values: ratios },
    y: { label: "sparsity", symbol: "s/d", values: densities },
    trials: config.trials,
    cells: all.map((cell) => ({
      column: ratios.indexOf(cell.ratio),
      row: densities.indexOf(cell.density),
      ...heatOf(rateOf([cell]), config.trials),
      text: `s/d = ${cell.density}, n/n₀ = ${cell.ratio}, n = ${cell.samples}: ${ofTrials(rateOf([cell]))} recovered`,
    })),
    threshold: { label: "n = n₀", value: 1 },
  };
}

/** New: where projected gradient descent recovers the planted weights, over n/n₀ and s/d. */
export const soltanolkotabiPhase: Experiment = {
  id: "soltanolkotabi-phase",
  title: "From how many samples is one ReLU recovered?",
  paper: "Soltanolkotabi: Learning ReLUs via gradient descent, §4 (a figure of ours)",
  claim:
    "The paper says that the samples needed are a constant factor away from n₀, the squared Gaussian width. The map shows the share of recovered weights over n/n₀ and sparsity, for one ReLU and for a linear model.",
  parameters: [
    { key: "features", type: "integer", min: 10, max: 5000, default: 100, doc: "dimension d" },
    { key: "density", type: "numbers", min: 0.0001, max: 0.5, default: [0.02, 0.05, 0.1, 0.2, 0.3], doc: "sparsities s/d, the rows" },
    {
      key: "ratio",
      type: "numbers",
      min: 0.1,
      max: 100,
      default: [0.5, 0.75, 1.25, 1.5, 2, 3, 4, 6, 8],
      doc: "samples over n₀, the columns",
    },
    { key: "iterations", type: "integer", min: 2, max: 10_000, default: 300, doc: "iterations at most" },
  ],
  presets: { quick: { trials: 20 }, paper: { trials: 100, parameters: { features: 400, density: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3] } } },
  precision: "f64",
  inputs: "none",
  grid: (config) =>
    gridNumbers(config, "density").flatMap((density) =>
      gridNumbers(config, "ratio").flatMap((ratio) => MODELS.map((model) => ({ model, density, ratio }))),
    ),
  affinity: (cell, index) => `${cell.density}:${index}`,
  trial,
  certify: (context, cell, index) => certifyRatio(context, trialData(context, cell as PhaseCell, index), options(context.config)),
  aggregate: (_config, grid, outcomes) => aggregate(grid, outcomes),
  figure: (config, result) => ({
    title: "One ReLU is recovered from a few times n₀ samples, a linear model from about half as many.",
    lead: `Share of recovered weights in per cent, d = ${number(config, "features")}, ${config.trials} trials a cell.`,
    caption: `Recovered means ‖w − w*‖ ≤ 10⁻³‖w*‖ within ${number(config, "iterations")} iterations of projected gradient descent with the true s. n₀ is the squared Gaussian width of the cone of s-sparse vectors at w*, by Monte-Carlo; the dashed line is n = n₀. The paper prints no such figure.`,
    panels: MODELS.map((model) => panel(config, result, model)),
  }),
  checks: (_config, result) => checks(result),
  claims,
};
