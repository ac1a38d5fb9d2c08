import { sharedInSteps } from "./sharedInSteps.js";
import type { Steps } from "../numerics/steps.js";
import { number, numbers } from "./inputs.js";
import { deriveSeed } from "../data/streams.js";
import { euclideanNorm } from "../numerics/norm.js";
import { BoundedData } from "./boundedData.js";
import {
  type RateCell,
  type RateOptions,
  rateCertificates,
  rateAggregate,
  rateChecks,
  rateClaims,
  rateFigure,
  rateGrid,
  rateTrial,
  trialsACell,
} from "./successRate.js";
import type { Config, Experiment, TrialContext } from "./types.js";

/** The data of a trial depend on (seed, n, trial) alone, so that all k and both methods share them (and G). */
function trialData(context: TrialContext, samples: number, index: number): Steps<BoundedData> {
  const { lab, config } = context;
  const features = number(config, "features");
  return sharedInSteps(context, `${samples}:${index}`, function* () {
    const data = yield* lab.steps.separable({ samples, features, seed: deriveSeed(config.seed, samples), trial: index });
    const prepared = yield* lab.steps.prepare(data, { reserveHidden: Math.max(...numbers(config, "hidden")) });
    return new BoundedData(lab, prepared, euclideanNorm(data.separator ?? []));
  });
}

const trainingOptions = ({ parameters }: Config): RateOptions => ({
  learningRate: parameters.learningRate as number,
  noiseStd: parameters.noiseStd as number,
  maxEpochs: parameters.maxEpochs as number,
  sampling: parameters.sampling as "cycle",
  engine: parameters.engine as "auto",
});

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
  // The authors' program: a new order each pass, 1000 passes.
  errata: { authors: { sampling: "shuffle", maxEpochs: 1000 } },
  precision: "f32",
  inputs: "none",
  grid: (config) => rateGrid(numbers(config, "samples"), numbers(config, "hidden")),
  affinity: (cell, index) => `${cell.samples}:${index}`,
  trial: (context, cell, index) =>
    rateTrial(context, trialData(context, cell.samples as number, index), cell as RateCell, index, trainingOptions(context.config)),
  certify: (context, cell, index) =>
    rateCertificates(context, trialData(context, cell.samples as number, index), cell as RateCell, index, trainingOptions(context.config)),
  aggregate: (_config, grid, outcomes) => rateAggregate(grid, outcomes),
  figure: (config, aggregate) =>
    rateFigure(config, aggregate, {
      title: "Plain SGD gets stuck at bad local minima; Algorithm 1 reaches zero loss in every trial.",
      lead: `Success rate in per cent, d = ${number(config, "features")}, η = ${number(config, "learningRate")}, ${trialsACell(config)}.`,
      caption:
        "Success means a training loss of at most 10⁻¹⁰; both methods of a trial use the same data, initial weights and order. The paper prints neither η nor γ nor the iteration cap: see the documentation of this experiment.",
      noisyTitle: `Algorithm 1, γ = ${number(config, "noiseStd")}`,
    }),
  checks: (config, aggregate) => rateChecks(config, aggregate, { rareHidden: 2, rareRate: 0.05, oftenHidden: 20, oftenRate: 0.7 }),
  claims: (_config, aggregate) => rateClaims(aggregate),
};
