import { sharedInSteps } from "./sharedInSteps.js";
import { digitPairInSteps } from "../data/digitPair.js";
import type { DigitSource, PixelScaling } from "../data/digits.js";
import { digitFeatures, digitName, NEGATIVE, number, numbers, POSITIVE, selectDigits } from "./inputs.js";
import type { Steps } from "../numerics/steps.js";
import { BoundedData, leastNorm } from "./boundedData.js";
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
import type { Cell, Config, Experiment, TrialContext } from "./types.js";

const mostSamples = (config: Config): number => Math.max(...numbers(config, "samples"));

/**
 * The first n digits are the start of the largest set, so one Gram matrix serves all n. One separator too: that of the largest set separates every smaller one, so a single call of the oracle in each worker serves
 * the check of Theorem 1. It is looser for small n than their own; `certify` takes the tight ones.
 */
function* trialData(context: TrialContext, samples: number): Steps<BoundedData> {
  const { lab, config, inputs } = context;
  const { prepared, separatorNorm, first } = yield* sharedInSteps(context, "digits", function* () {
    const all = yield* lab.steps.prepare(
      yield* digitPairInSteps(inputs.digits as DigitSource, {
        positive: POSITIVE,
        negative: NEGATIVE,
        samples: mostSamples(config),
        scaling: config.parameters.scaling as PixelScaling,
        precision: lab.precision,
      }),
      { reserveHidden: Math.max(...numbers(config, "hidden")) },
    );
    return { prepared: all, separatorNorm: yield* leastNorm(lab, all), first: new Map<number, BoundedData>() };
  });
  const data = first.get(samples) ?? new BoundedData(lab, prepared.first(samples), separatorNorm);
  first.set(samples, data);
  return data;
}

const trainingOptions = (config: Config, cell: Cell): RateOptions => ({
  learningRate: number(config, (cell.hidden as number) <= 4 ? "learningRateNarrow" : "learningRate"),
  noiseStd: number(config, "noiseStd"),
  maxEpochs: number(config, "maxEpochs"),
  sampling: config.parameters.sampling as "cycle",
  engine: config.parameters.engine as "auto",
});

/** Figure 3 of S0 (F0.3): success rates on handwritten digits 3 (+1) against 5 (−1), first n in file order. */
export const wangFig3: Experiment = {
  id: "wang-fig3",
  title: "Does Algorithm 1 also train every network on handwritten digits?",
  paper: "Wang, Giannakis, Chen: Learning ReLU networks on linearly separable data, Figure 3",
  claim:
    "On digits 3 and 5, plain SGD fails for small networks and more rarely as they grow. Algorithm 1 reaches zero loss in every trial.",
  parameters: [
    {
      key: "samples",
      type: "integers",
      min: 2,
      max: 20_000,
      default: [200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000],
      doc: "numbers of samples n, the columns",
    },
    {
      key: "hidden",
      type: "integers",
      min: 2,
      max: 10_000,
      default: Array.from({ length: 20 }, (_, i) => 2 * i + 2),
      doc: "numbers of hidden units k, the rows",
    },
    { key: "learningRate", type: "number", min: 1e-6, max: 1000, default: 0.01, doc: "step size η for k > 4" },
    { key: "learningRateNarrow", type: "number", min: 1e-6, max: 1000, default: 0.001, doc: "step size η for k ≤ 4" },
    { key: "noiseStd", type: "number", min: 0, max: 1e6, default: 10, doc: "standard deviation γ of the gate noise" },
    {
      key: "maxEpochs",
      type: "integer",
      min: 1,
      max: 200_000,
      default: 100_000,
      doc: "cap on the passes of a run; not printed in the paper",
    },
    {
      key: "scaling",
      type: "choice",
      choices: ["unit-interval", "raw", "unit-norm", "max-norm"],
      default: "unit-interval",
      doc: "pixel scaling; not printed in the paper",
    },
    { key: "sampling", type: "choice", choices: ["cycle", "shuffle", "uniform"], default: "cycle", doc: "order of the samples" },
    { key: "engine", type: "choice", choices: ["auto", "primal", "gram"], default: "auto", doc: "training engine; auto chooses by sizes" },
  ],
  presets: { quick: { trials: 5 }, paper: { trials: 100 } },
  // The authors' program: a new order each pass, 1000 passes.
  errata: { authors: { sampling: "shuffle", maxEpochs: 1000 } },
  precision: "f32",
  inputs: "digits",
  selectInputs: (config, inputs) => selectDigits(mostSamples(config), inputs),
  grid: (config) => rateGrid(numbers(config, "samples"), numbers(config, "hidden")),
  affinity: (cell, index) => `${cell.samples}:${cell.hidden}:${index}`,
  trial: (context, cell, index) =>
    rateTrial(context, trialData(context, cell.samples as number), cell as RateCell, index, trainingOptions(context.config, cell)),
  certify: (context, cell, index) =>
    rateCertificates(context, trialData(context, cell.samples as number), cell as RateCell, index, trainingOptions(context.config, cell)),
  aggregate: (_config, grid, outcomes) => rateAggregate(grid, outcomes),
  figure: (config, aggregate) =>
    rateFigure(config, aggregate, {
      title: "On digits 3 and 5, plain SGD fails for small networks; Algorithm 1 reaches zero loss in every trial.",
      lead: `Success rate in per cent on ${digitName(config)}, 3 against 5, d = ${digitFeatures(config)}, ${trialsACell(config)}.`,
      caption: `Success means a training loss of at most 10⁻¹⁰; both methods of a trial use the same digits, initial weights and order. η = ${number(config, "learningRateNarrow")} for k ≤ 4, else ${number(config, "learningRate")}. The paper prints neither the pixel scale nor the iteration cap: see the documentation of this experiment.`,
      noisyTitle: `Algorithm 1, γ = ${number(config, "noiseStd")}, ${digitName(config)}`,
      plainTitle: `Plain SGD, ${digitName(config)}`,
    }),
  checks: (config, aggregate) => rateChecks(config, aggregate, { rareHidden: 2, rareRate: 0.05, oftenHidden: 40, oftenRate: 0.9 }),
  claims: (_config, aggregate) => rateClaims(aggregate),
};
