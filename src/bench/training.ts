import { digitPair } from "../data/digits.js";
import { generatedDigits } from "../data/generatedDigits.js";
import type { BinaryData } from "../data/dataset.js";
import { type Lab, load } from "../lab.js";
import { defaultOutputWeights } from "../models/twoLayer.js";
import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import type { TwoLayerRun } from "../train/twoLayerRun.js";
import type { Precision } from "../wasm/binary.js";
import * as javascript from "./javascript.js";
import type { Arms, BenchCase } from "./types.js";

const SEED = 3;
const ETA = 0.01;
const VERIFIED_STEPS = 3000;

function digits(samples: number): BinaryData {
  const source = generatedDigits({ seed: 1, count: samples * 7 + 100, split: "train" });
  return digitPair(source, { positive: 3, negative: 5, samples, scaling: "unit-interval", precision: "f64" });
}

/** Plain JavaScript from the weights of a run: W as (features, hidden). */
class PlainSgd {
  readonly #data: javascript.SparseSamples;
  readonly #initial: Float64Array;
  readonly W: Float64Array;
  readonly #v: Float64Array;
  readonly #slope: number;

  constructor(data: BinaryData, weights: ArrayLike<number>, hidden: number, slope = 0) {
    this.#data = javascript.sparse(data);
    this.#initial = Float64Array.from({ length: weights.length }, (_, e) => weights[(e % hidden) * data.features + Math.floor(e / hidden)]);
    this.#v = defaultOutputWeights(hidden);
    this.W = this.#initial.slice();
    this.#slope = slope;
  }

  reset(): void {
    this.W.set(this.#initial);
  }

  run(steps: number): number {
    if (this.#slope === 0) return javascript.sgd(this.W, this.#v, this.#data, steps, ETA);
    return javascript.leakySgd(this.W, this.#v, this.#data, steps, ETA, this.#slope);
  }
}

/** In f64 both arms must take the same decisions and end at the same bits. */
async function sameBits(data: BinaryData, options: TwoLayerOptions, precision: Precision): Promise<boolean> {
  const lab = await load({ precision: "f64" });
  const run = lab.start.twoLayer(data, { ...options, engine: "primal" });
  const plain = new PlainSgd(data, run.result().weights, options.hidden, options.slope);
  run.advance(VERIFIED_STEPS);
  const { steps } = run.snapshot();
  const updates = plain.run(steps);
  const { weights, updates: expected } = run.result();
  const same =
    updates === expected &&
    updates > 100 &&
    weights.every((w, e) => w === plain.W[(e % data.features) * options.hidden + Math.floor(e / data.features)]);
  lab.dispose();
  return same && (precision === "f64" || (await sameOutcome(data, options)));
}

/** In f32 a whole run must end as it does in f64. */
async function sameOutcome(data: BinaryData, options: TwoLayerOptions): Promise<boolean> {
  const runs = await Promise.all(
    (["f32", "f64"] as const).map(async (precision) => (await load({ precision })).sync.trainTwoLayer(data, options)),
  );
  return runs[0].status === runs[1].status;
}

function restarted(
  lab: Lab,
  data: PreparedData,
  options: TwoLayerOptions,
  steps: number,
): { reset: () => void; run: () => number; current: () => TwoLayerRun; dispose: () => void } {
  let run = lab.start.twoLayer(data, options);
  const reset = (): void => {
    run.dispose();
    run = lab.start.twoLayer(data, options);
  };
  const advance = (): number => {
    run.advance(steps);
    return run.snapshot().updates;
  };
  return { reset, run: advance, current: () => run, dispose: () => lab.dispose() };
}

/** `steps` cyclic steps of plain SGD on digits, ReLU or leaky (S2), from the same weights in both arms. */
function stepCase(precision: Precision, hidden: number, samples: number, steps: number, slope = 0): BenchCase {
  const kind = slope === 0 ? { id: "sgd", name: "plain" } : { id: "leaky", name: `leaky (α = ${slope})` };
  return {
    id: `${kind.id}-step-${precision}`,
    title: `${kind.name} SGD step, primal engine, k = ${hidden}, d = 784, digits, ${precision}`,
    unit: "M steps/s",
    work: steps,
    prepare: async (): Promise<Arms> => {
      const data = digits(samples);
      const options: TwoLayerOptions = { hidden, slope, method: "plain", learningRate: ETA, seed: SEED, engine: "primal" };
      const lab = await load({ precision });
      const arm = restarted(lab, lab.prepare(data), options, steps);
      const plain = new PlainSgd(data, arm.current().result().weights, hidden, slope);
      return {
        verify: () => sameBits(data, options, precision),
        wasm: arm,
        javascript: { reset: () => plain.reset(), run: () => plain.run(steps) },
        dispose: arm.dispose,
      };
    },
  };
}

/** A whole training by plain SGD: the Gram engine against the plain loop over as many steps. */
function trainingCase(hidden: number, samples: number): BenchCase {
  return {
    id: "training-gram",
    title: `whole training by plain SGD, Gram engine, n = ${samples}, k = ${hidden}, digits, f32`,
    unit: "trainings/s",
    work: 1,
    prepare: async (): Promise<Arms> => {
      const data = digits(samples);
      const options: TwoLayerOptions = { hidden, method: "plain", learningRate: ETA, seed: SEED, engine: "gram" };
      const lab = await load({ precision: "f32" });
      const prepared = lab.prepare(data);
      const { steps } = lab.sync.trainTwoLayer(prepared, options);
      const arm = restarted(lab, prepared, options, Infinity);
      const plain = new PlainSgd(data, arm.current().result().weights, hidden);
      return {
        verify: () => sameBits(data, options, "f32"),
        wasm: arm,
        javascript: { reset: () => plain.reset(), run: () => plain.run(steps) },
        dispose: arm.dispose,
      };
    },
  };
}

export const trainingCases: readonly BenchCase[] = [
  stepCase("f32", 20, 500, 2000),
  stepCase("f64", 20, 500, 2000),
  stepCase("f32", 100, 500, 1000, 0.1),
  trainingCase(10, 1000),
];
