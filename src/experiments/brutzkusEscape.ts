import type { BinaryData } from "../data/dataset.js";
import { deriveSeed } from "../data/streams.js";
import { largestRow } from "../models/twoLayer.js";
import { normalCdf } from "../numerics/normalCdf.js";
import { showNumber } from "../theory/certificate.js";
import { idleConfidence } from "../theory/idleConfidence.js";
import { type BadMinimum, badMinimum } from "../theory/leaky/badMinimum.js";
import type { Steps } from "../numerics/steps.js";
import { chunksOf } from "../train/drive.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import { PAPER } from "./brutzkus.js";
import { number, numbers } from "./inputs.js";
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

type Method = "plain" | "both" | "leaky" | "noisy";

interface EscapeCell extends Cell {
  readonly method: Method;
  /** γ over the largest pre-activation of a dead sample; 0 without noise. */
  readonly noise: number;
}

interface EscapeSummary {
  readonly method: Method;
  readonly noise: number;
  readonly trials: number;
  readonly left: number;
  readonly leftFirst: number;
  readonly successes: number;
  /** Of every run that reached zero loss. */
  readonly epochs: readonly number[];
  /** Probability of an update in the first pass, and what Proposition 1 of S0 promises of it, one number a trial. */
  readonly law: readonly number[];
  readonly promised: readonly number[];
  readonly loss: readonly number[];
}

const NAMES: Readonly<Record<Method, string>> = { plain: "plain SGD", both: "both layers", leaky: "leaky SGD", noisy: "Algorithm 1" };
const STANDARD_ERRORS = 5;

function grid(config: Config): EscapeCell[] {
  const silent = (["plain", "both", "leaky"] as const).map((method) => ({ method, noise: 0 }));
  return [...silent, ...numbers(config, "noise").map((noise) => ({ method: "noisy" as const, noise }))];
}

interface Start {
  readonly data: BinaryData;
  readonly minimum: BadMinimum;
  /** Pre-activations of the dead samples, one list of units each. */
  readonly dead: readonly (readonly number[])[];
}

/** Data of a trial and the minimum of Theorem 8 on them: shared by all methods. */
function startOf({ lab, config, shared }: TrialContext, index: number): Start {
  return shared(`start:${index}`, () => {
    const features = number(config, "features");
    const data = lab.data.separable({ samples: number(config, "samples"), features, seed: config.seed, trial: index });
    const pairs = number(config, "hidden") / 2;
    const minimum = badMinimum(data, { pairs, outputWeight: 1 / Math.sqrt(2 * pairs), seed: deriveSeed(config.seed, index) });
    const { weights } = minimum;
    const z = (i: number): number[] =>
      Array.from({ length: 2 * pairs }, (_, j) => {
        let sum = 0;
        for (let c = 0; c < features; c++) sum += weights[j * features + c] * data.X[i * features + c];
        return sum;
      });
    return { data, minimum, dead: minimum.proof.point.dead.map(z) };
  });
}

/** P(an update in one pass) = 1 − Π over dead samples and noisy units of Φ(−z/γ); the noisy units are those of the sample's own sign. */
function firstPassLaw({ data, minimum, dead }: Start, noiseStd: number): number {
  const { outputWeights, proof } = minimum;
  const stay = dead.reduce((product, z, i) => {
    const label = data.y[proof.point.dead[i]];
    return z.reduce((p, zj, j) => (label * outputWeights[j] >= 0 ? p * normalCdf(-zj / noiseStd) : p), product);
  }, 1);
  return 1 - stay;
}

function options(config: Config, { method, noise }: EscapeCell, start: Start, index: number): TwoLayerOptions {
  const largest = start.dead.reduce((most, z) => z.reduce((a, zj) => Math.max(a, -zj), most), 0);
  return {
    hidden: number(config, "hidden"),
    outputWeights: start.minimum.outputWeights,
    initialWeights: start.minimum.weights,
    method: method === "noisy" ? "noisy" : "plain",
    noiseStd: noise * largest,
    slope: method === "leaky" ? number(config, "slope") : 0,
    layers: method === "both" ? "both" : "first",
    learningRate: number(config, "learningRate") * largest,
    sampling: "shuffle",
    maxEpochs: number(config, "maxEpochs"),
    seed: deriveSeed(config.seed, 1),
    trial: index,
  };
}

function* trial(context: TrialContext, anyCell: Cell, index: number): Steps<TrialRecord> {
  const cell = anyCell as EscapeCell;
  const start = startOf(context, index);
  const given = options(context.config, cell, start, index);
  const run = context.lab.start.twoLayer(start.data, given);
  try {
    run.advance(start.data.samples);
    const leftFirst = run.snapshot().updates > 0;
    yield* chunksOf(run);
    const { status, updates, epochs } = run.snapshot();
    const noiseStd = given.noiseStd ?? 0;
    const rows = start.minimum.weights;
    const features = start.data.features;
    return {
      status,
      updates,
      epochs,
      left: updates > 0,
      leftFirst,
      loss: start.minimum.proof.loss,
      law: noiseStd === 0 ? 0 : firstPassLaw(start, noiseStd),
      promised: noiseStd === 0 ? 0 : promise(start, rows, features, noiseStd),
    };
  } finally {
    run.dispose();
  }
}

/** Proposition 1 of S0 with p = 1, read backwards: an update comes in a pass with at least this probability. */
function promise({ data, minimum }: Start, rows: Float64Array, features: number, noiseStd: number): number {
  return idleConfidence(1, {
    weightRadius: largestRow(rows, features),
    dataRadius: largestRow(data.X, features),
    noiseStd,
    rarerSign: minimum.outputWeights.length / 2,
  });
}

function aggregate(cells: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const list = cells.map((cell) => ({
    ...(cell as EscapeCell),
    trials: 0,
    left: 0,
    leftFirst: 0,
    successes: 0,
    epochs: [] as number[],
    law: [] as number[],
    promised: [] as number[],
    loss: [] as number[],
  }));
  for (const { cell, record } of outcomes) {
    const summary = list[cell];
    summary.trials++;
    if (record.left === true) summary.left++;
    if (record.leftFirst === true) summary.leftFirst++;
    if (record.status === "global-minimum") {
      summary.successes++;
      summary.epochs.push(record.epochs as number);
    }
    summary.law.push(record.law as number);
    summary.promised.push(record.promised as number);
    summary.loss.push(record.loss as number);
  }
  return { cells: list };
}

const summaries = ({ cells }: Aggregate): EscapeSummary[] => (cells as unknown as EscapeSummary[]).filter(({ trials }) => trials > 0);
const only = (list: readonly EscapeSummary[], method: Method): EscapeSummary[] => list.filter((cell) => cell.method === method);

function checks(result: Aggregate): Check[] {
  const list = summaries(result);
  const count = (cells: readonly EscapeSummary[], key: "left" | "successes" | "trials"): number =>
    cells.reduce((sum, cell) => sum + cell[key], 0);
  const still = [...only(list, "plain"), ...only(list, "both")];
  const leaky = only(list, "leaky");
  const noisy = only(list, "noisy");
  if (list.length === 0) return [];
  const losses = list.flatMap(({ loss }) => loss);
  const worst = noisy
    .map((cell) => ({ cell, errors: standardErrors(cell) }))
    .reduce((a, b) => (b.errors > a.errors ? b : a), { cell: noisy[0], errors: 0 });
  return [
    {
      id: "loss",
      text: "The minimum of Theorem 8 has loss at least ½",
      passed: losses.every((loss) => loss >= 0.5),
      observed: `least loss ${showNumber(Math.min(...losses))}`,
      expected: "at least 0.5",
    },
    {
      id: "stay",
      text: "Plain SGD with ReLU never leaves it, with one layer or both",
      passed: count(still, "left") === 0,
      observed: `${count(still, "left")} of ${count(still, "trials")} leave`,
      expected: "none",
    },
    {
      id: "leaky",
      text: "Leaky SGD ends at zero loss from there",
      passed: count(leaky, "successes") === count(leaky, "trials"),
      observed: `${count(leaky, "successes")} of ${count(leaky, "trials")}`,
      expected: "all",
    },
    {
      id: "law",
      text: "Algorithm 1 leaves in the first pass as often as the exact law says",
      passed: worst.errors <= STANDARD_ERRORS,
      observed: `off by ${worst.errors.toFixed(1)} standard errors at most`,
      expected: `at most ${STANDARD_ERRORS} standard errors at every γ`,
    },
    {
      id: "proposition-1",
      text: "The exact law is never below what Proposition 1 of S0 promises",
      passed: noisy.every(({ law, promised }) => law.every((p, t) => p >= promised[t] * (1 - 1e-9))),
      observed: `${noisy.reduce((sum, { law }) => sum + law.length, 0)} probabilities compared`,
      expected: "none below",
    },
  ];
}

/** Of the number that leaves in the first pass, a sum of independent coins of known bias. */
function standardErrors({ law, leftFirst }: EscapeSummary): number {
  const mean = law.reduce((sum, p) => sum + p, 0);
  const variance = law.reduce((sum, p) => sum + p * (1 - p), 0);
  if (variance < 1e-6) return Math.abs(leftFirst - mean) < 0.5 ? 0 : Infinity;
  return Math.abs(leftFirst - mean) / Math.sqrt(variance);
}

function claims(result: Aggregate): Claim[] {
  const list = summaries(result);
  const noisy = only(list, "noisy");
  if (noisy.length === 0) return [];
  const loud = noisy[noisy.length - 1];
  const quiet = noisy[0];
  return [
    {
      id: "escapes",
      text: "Algorithm 1 with γ matching the pre-activations escapes every bad minimum (S0).",
      reproduced: loud.successes === loud.trials,
      observed: `${loud.successes} of ${loud.trials} reach zero loss at γ = ${loud.noise} of the largest pre-activation, ${quiet.successes} of ${quiet.trials} at γ = ${quiet.noise}`,
    },
    {
      id: "leaky-global",
      text: "Leaky ReLU has no bad critical points (S2 Proposition 1).",
      reproduced: only(list, "leaky").every(({ successes, trials }) => successes === trials),
      observed: `leaky SGD ends at zero loss in ${only(list, "leaky").reduce((sum, { successes }) => sum + successes, 0)} of ${only(list, "leaky").reduce((sum, { trials }) => sum + trials, 0)} runs; where it does not move, the loss of the leaky network is 0 already`,
    },
  ];
}

function panels(config: Config, result: Aggregate): CurvePanel[] {
  const list = summaries(result);
  const noises = numbers(config, "noise")
    .slice()
    .sort((a, b) => a - b);
  const noisy = only(list, "noisy").sort((a, b) => a.noise - b.noise);
  const x = {
    label: "noise over the largest pre-activation",
    symbol: "γ/|z|",
    scale: "log" as const,
    min: noises[0],
    max: noises[noises.length - 1],
    ticks: noises,
  };
  const line = (label: string, of: (cell: EscapeSummary) => number, theory: boolean): Series => ({
    label,
    style: theory ? "theory" : "noisy",
    line: theory ? "theory" : "none",
    marker: theory ? "none" : "filled",
    points: noisy.map((cell) => ({ x: cell.noise, y: of(cell) })),
  });
  const level = (method: Method): Series[] => {
    const cells = only(list, method).filter(({ epochs }) => epochs.length > 0);
    return cells.map((cell) => ({
      label: NAMES[method],
      style: "leaky",
      line: "mean",
      marker: "none",
      points: [noises[0], noises[noises.length - 1]].map((at) => ({ x: at, y: quantile(cell.epochs, 0.5) })),
    }));
  };
  const still = only(list, "plain").reduce((sum, { trials, left }) => sum + trials - left, 0);
  return [
    {
      kind: "curves",
      title: "Share of runs that leave in the first pass",
      finding: noisy.length === 0 ? "no run finished" : "dots: runs; dashed: the exact law, and Proposition 1 below it",
      x,
      y: { label: "share of runs", symbol: "", scale: "linear", min: 0, max: 1 },
      series: [
        line("Algorithm 1", ({ leftFirst, trials }) => leftFirst / trials, false),
        line("exact law", ({ law }) => meanOf(law).mean, true),
        line("Proposition 1", ({ promised }) => meanOf(promised).mean, true),
      ],
    },
    {
      kind: "curves",
      title: "Passes until zero loss",
      finding: list.length === 0 ? "no run finished" : `plain SGD: never (${still} runs stay for ever)`,
      x,
      y: { label: "median of the passes", symbol: "", scale: "log", min: 1, max: number(config, "maxEpochs") },
      series: [
        {
          label: "Algorithm 1",
          style: "noisy",
          line: "mean",
          marker: "filled",
          points: noisy
            .filter(({ epochs, trials }) => 2 * epochs.length > trials)
            .map((cell) => ({
              x: cell.noise,
              y: quantile(cell.epochs, 0.5),
              text: `γ/|z| = ${cell.noise}: ${cell.successes} of ${cell.trials} reach zero loss`,
            })),
        },
        ...level("leaky"),
      ],
    },
  ];
}

/** New: who leaves exactly the bad local minimum of S2 Theorem 8. */
export const brutzkusEscape: Experiment = {
  id: "brutzkus-escape",
  title: "Who leaves a bad local minimum?",
  paper: `${PAPER}, Theorem 8, with Algorithm 1 of Wang, Giannakis and Chen (a figure of ours)`,
  claim:
    "Started at exactly the bad local minimum of Theorem 8, plain SGD with ReLU stays for ever, even if it trains both layers. Leaky SGD leaves at once, Algorithm 1 as soon as its noise is of the size of the pre-activations.",
  parameters: [
    { key: "samples", type: "integer", min: 2, max: 2000, default: 30, doc: "samples n" },
    { key: "features", type: "integer", min: 2, max: 1000, default: 20, doc: "dimension d of the Gaussian data" },
    { key: "hidden", type: "integer", min: 2, max: 1000, default: 8, doc: "hidden units 2k, even" },
    {
      key: "noise",
      type: "numbers",
      min: 0.01,
      max: 1000,
      default: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2],
      doc: "γ over the largest pre-activation of a dead sample",
    },
    { key: "slope", type: "number", min: 0.001, max: 0.999, default: 0.1, doc: "slope α of leaky SGD" },
    { key: "learningRate", type: "number", min: 1e-9, max: 1000, default: 0.01, doc: "step size η over the largest pre-activation" },
    { key: "maxEpochs", type: "integer", min: 1, max: 1_000_000, default: 10_000, doc: "cap on the passes of a run" },
  ],
  presets: { quick: { trials: 40 }, paper: { trials: 400 } },
  precision: "f64",
  inputs: "none",
  grid,
  affinity: (_cell, index) => String(index),
  trial,
  aggregate: (_config, cells, outcomes) => aggregate(cells, outcomes),
  figure: (config, result) => ({
    title: "Plain SGD stays at the bad minimum; leaky SGD leaves at once, Algorithm 1 when its noise is large enough.",
    lead: `From the minimum of Theorem 8: n = ${number(config, "samples")}, d = ${number(config, "features")}, 2k = ${number(config, "hidden")}, ${config.trials} data sets, all methods on the same sample stream.`,
    caption:
      "The exact law multiplies Φ(−z/γ) over all dead samples and units that get noise; Proposition 1 of Wang et al. bounds it from below. Points are left out where fewer than half of the runs reach zero loss within the cap. Neither paper prints such a figure.",
    panels: panels(config, result),
  }),
  checks: (_config, result) => checks(result),
  claims: (_config, result) => claims(result),
};
