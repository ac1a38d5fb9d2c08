import type { LabelledData } from "../data/labelled.js";
import { type Lab, load } from "../lab.js";
import { exp } from "../numerics/exp.js";
import { Batches } from "../train/batches.js";
import type { SoftmaxOptions } from "../train/softmaxOptions.js";
import type { Precision } from "../wasm/binary.js";
import type { Arms, BenchCase } from "./types.js";

const SAMPLES = 1000;
const BATCH = 16;
const VERIFIED_STEPS = 3;

interface SoftmaxStart {
  readonly initialWeights: Float32Array | Float64Array;
  readonly outputWeights: Float32Array | Float64Array;
}

/** S3 eq. (1) in plain JavaScript, in typed arrays of the precision: loops over rows, as one writes them. */
class PlainSoftmax {
  readonly #data: LabelledData;
  readonly #batches: Batches;
  readonly #a: Float32Array | Float64Array;
  readonly #learningRate: number;
  readonly w: Float32Array | Float64Array;
  #step = 0;

  constructor(data: LabelledData, options: SoftmaxOptions, start: SoftmaxStart) {
    this.#data = data;
    this.#batches = new Batches({ samples: SAMPLES, batchSize: BATCH, sampling: "shuffle", seed: options.seed ?? 1, trial: 0 });
    this.#a = start.outputWeights;
    this.#learningRate = options.learningRate;
    this.w = start.initialWeights.slice();
  }

  /** Takes steps; returns the last outputs' sum. */
  run(steps: number): number {
    let sum = 0;
    for (let t = 0; t < steps; t++) {
      const batch = this.#batches.at(this.#step++);
      const z = this.#forward(batch);
      const errors = this.#errors(batch, z);
      sum += errors[0];
      this.#backward(batch, z, errors);
    }
    return sum;
  }

  #forward(batch: Uint32Array): Float64Array {
    const { w } = this;
    const { X, features: d } = this.#data;
    const m = w.length / d;
    const z = new Float64Array(batch.length * m);
    for (let b = 0; b < batch.length; b++)
      for (let r = 0; r < m; r++) {
        let sum = 0;
        for (let c = 0, e = r * d, x = batch[b] * d; c < d; c++, e++, x++) sum += w[e] * X[x];
        z[b * m + r] = sum;
      }
    return z;
  }

  /** o_i − 1{i = y}, (batch, classes). */
  #errors(batch: Uint32Array, z: Float64Array): Float64Array {
    const { classes, labels } = this.#data;
    const m = z.length / batch.length;
    const errors = new Float64Array(batch.length * classes);
    for (let b = 0; b < batch.length; b++) {
      const f = errors.subarray(b * classes, (b + 1) * classes);
      for (let i = 0; i < classes; i++) for (let r = 0; r < m; r++) f[i] += this.#a[i * m + r] * Math.max(0, z[b * m + r]);
      const top = f.reduce((most, x) => Math.max(most, x), -Infinity);
      let sum = 0;
      for (let i = 0; i < classes; i++) sum += f[i] = exp(f[i] - top);
      for (let i = 0; i < classes; i++) f[i] = f[i] / sum - (i === labels[batch[b]] ? 1 : 0);
    }
    return errors;
  }

  #backward(batch: Uint32Array, z: Float64Array, errors: Float64Array): void {
    const { w } = this;
    const { X, features: d, classes } = this.#data;
    const m = w.length / d;
    const scale = this.#learningRate / batch.length;
    for (let r = 0; r < m; r++)
      for (let b = 0; b < batch.length; b++) {
        if (!(z[b * m + r] >= 0)) continue;
        let pull = 0;
        for (let i = 0; i < classes; i++) pull += this.#a[i * m + r] * errors[b * classes + i];
        pull *= scale;
        for (let c = 0, e = r * d, x = batch[b] * d; c < d; c++, e++, x++) w[e] -= pull * X[x];
      }
  }
}

/** Both arms move to the same place within the rounding of the precision. */
function samePlace(lab: Lab, data: LabelledData, options: SoftmaxOptions, plain: PlainSoftmax): boolean {
  const { weights, initialWeights } = lab.sync.trainSoftmax(data, { ...options, maxSteps: VERIFIED_STEPS });
  plain.run(VERIFIED_STEPS);
  const tolerance = lab.precision === "f32" ? 1e-3 : 1e-10;
  const farthest = (a: Float32Array | Float64Array, b: Float32Array | Float64Array): number => {
    let most = 0;
    for (let e = 0; e < a.length; e++) most = Math.max(most, Math.abs(a[e] - b[e]));
    return most;
  };
  return farthest(weights, plain.w) <= tolerance * farthest(weights, initialWeights);
}

/** Steps of mini-batch SGD on the synthetic data of S3 (d = 1000, k = 10, B = 16), without evaluation. */
function stepCase(precision: Precision, hidden: number, steps: number): BenchCase {
  return {
    id: `softmax-step-${precision}`,
    title: `softmax SGD step, m = ${hidden}, d = 1000, k = 10, B = ${BATCH}, mixture of Gaussians, ${precision}`,
    unit: "M steps/s",
    work: steps,
    prepare: async (): Promise<Arms> => {
      const lab = await load({ precision });
      const data = lab.data.gaussianMixture({ samples: SAMPLES });
      const test = lab.data.gaussianMixture({ samples: 1, seed: 2 });
      const options: SoftmaxOptions = { hidden, learningRate: 10 / hidden, batchSize: BATCH, maxSteps: 2 ** 32 - 1, test };
      const run = lab.start.softmax(data, options);
      run.advance(0);
      const start = run.result();
      const plain = new PlainSoftmax(data, options, start);
      const verified = samePlace(lab, data, options, new PlainSoftmax(data, options, start));
      const advance = (): number => {
        run.advance(steps);
        return run.snapshot().batchLoss ?? 0;
      };
      return { verify: () => verified, wasm: { run: advance }, javascript: { run: () => plain.run(steps) }, dispose: () => lab.dispose() };
    },
  };
}

export const softmaxCases: readonly BenchCase[] = [stepCase("f32", 4000, 2), stepCase("f64", 1000, 4)];
