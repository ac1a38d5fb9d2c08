import { deriveSeed } from "../data/streams.js";
import type { PreparedData } from "../train/prepared.js";
import { type RateCell, rateAggregate, rateChecks, rateClaims, rateFigure, rateGrid, rateTrial, trialsACell } from "./successRate.js";
import type { Config, Experiment, TrialContext } from "./types.js";

const numbers = (config: Config, key: string): readonly number[] => config.parameters[key] as readonly number[];
const number = (config: Config, key: string): number => config.parameters[key] as number;

/** The data of a trial depend on (seed, n, trial) alone, so that all k and both methods share them (and G). */
function trialData({ lab, config, shared }: TrialContext, samples: number, index: number): PreparedData {
  const features = number(config, "features");
  return shared(`${samples}:${index}`, () =>
    lab.prepare(lab.data.separable({ samples, features, seed: deriveSeed(config.seed, samples), trial: index }), {
      reserveHidden: Math.max(...numbers(config, "hidden")),
    }),
  );
}

/** Figure 2 of S0 (F0.2): success rates on Gaussian separable data, d = 128. */
export const wangFig2: Experiment = {
  id: "wang-fig2",
  title: "How often does training reach a global minimum?",
  paper: "Wang, Giannakis, Chen: Learning ReLU networks on linearly separable data, Figure 2",
  claim:
    "With few hidden units, plain SGD gets stuck at bad local minima. Algorithm 1, the same steps with noise on the activity gate, reaches zero loss in every trial.",
  parameters: [
    {
      key: "samples",
      type: "integers",
      min: 1,
      max: 20_000,
      default: [20, 40, 60, 80, 100, 120, 140, 160, 180, 200],
      doc: "numbers of samples n, the columns",
    },
    {
      key: "hidden",
      type: "integers",
      min: 2,
      max: 10_000,
      default: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
      doc: "numbers of hidden units k, the rows",
    },
    { key: "features", type: "integer", min: 1, max: 100_000, default: 128, doc: "dimension d of a sample" },
    { key: "learningRate", type: "number", min: 1e-6, max: 1000, default: 0.01, doc: "step size η; not printed in the paper" },
    {
      key: "noiseStd",
      type: "number",
      min: 0,
      max: 1e6,
      default: 20,
      doc: "standard deviation γ of the gate noise; not printed in the paper",
    },
    {
      key: "maxEpochs",
      type: "integer",
      min: 1,
      max: 1_000_000,
      default: 10_000,
      doc: "cap on the passes of a run; not printed in the paper",
    },
    { key: "sampling", type: "choice", choices: ["cycle", "shuffle", "uniform"], default: "cycle", doc: "order of the samples" },
    { key: "engine", type: "choice", choices: ["auto", "primal", "gram"], default: "auto", doc: "training engine; auto chooses by sizes" },
  ],
  presets: { quick: { trials: 20 }, paper: { trials: 100 } },
  precision: "f32",
  inputs: "none",
  grid: (config) => rateGrid(numbers(config, "samples"), numbers(config, "hidden")),
  affinity: (cell, index) => `${cell.samples}:${index}`,
  trial: (context, cell, index) =>
    rateTrial(context, trialData(context, (cell as RateCell).samples, index), cell as RateCell, index, {
      learningRate: number(context.config, "learningRate"),
      noiseStd: number(context.config, "noiseStd"),
      maxEpochs: number(context.config, "maxEpochs"),
      sampling: context.config.parameters.sampling as "cycle",
      engine: context.config.parameters.engine as "auto",
    }),
  aggregate: (_config, grid, outcomes) => rateAggregate(grid, outcomes),
  figure: (config, aggregate) =>
    rateFigure(config, aggregate, {
      title: "Plain SGD gets stuck at bad local minima; Algorithm 1 reaches zero loss in every trial.",
      lead: `Success rate in per cent, d = ${number(config, "features")}, η = ${number(config, "learningRate")}, ${trialsACell(config)}.`,
      caption:
        "Success means a training loss of at most 10⁻¹⁰; both methods of a trial use the same data, initial weights and order. The paper prints neither η nor γ nor the iteration cap: see the documentation of this experiment.",
      noisyTitle: `Algorithm 1, γ = ${number(config, "noiseStd")}`,
    }),
  checks: (_config, aggregate) => rateChecks(aggregate, { rareHidden: 2, rareRate: 0.05, oftenHidden: 20, oftenRate: 0.7 }),
  claims: (_config, aggregate) => rateClaims(aggregate),
};
