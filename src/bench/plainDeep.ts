import type { BinaryData } from "../data/dataset.js";
import type { DeepResult } from "../train/deepResult.js";
import type { Loss } from "../train/loss/losses.js";

type Reals = Float32Array | Float64Array;

/** S4-A1 in plain JavaScript, in typed arrays of the precision: a row of units and samples at a time, the innermost loop along memory. */
export class PlainDeep {
  readonly weights: readonly Reals[];
  readonly #data: BinaryData;
  readonly #v: Float64Array;
  readonly #rate: number;
  /** x_l and backward signals of all samples, (samples, m_l). */
  readonly #x: readonly Reals[];
  readonly #b: readonly Reals[];
  readonly #loss: Loss;

  constructor(data: BinaryData, { weights, outputWeights, options }: DeepResult) {
    const room = (length: number): Reals => (weights[0] instanceof Float32Array ? new Float32Array(length) : new Float64Array(length));
    this.weights = weights.map((w) => w.slice());
    this.#data = data;
    this.#v = outputWeights;
    this.#rate = options.learningRate;
    this.#loss = options.loss;
    const m = outputWeights.length;
    const inputs = room(data.X.length);
    inputs.set(data.X);
    this.#x = [inputs, ...weights.map(() => room(data.samples * m))];
    this.#b = [inputs, ...weights.map(() => room(data.samples * m))];
  }

  /** Takes steps; returns the last mean slope. */
  run(steps: number): number {
    let slope = 0;
    for (let t = 0; t < steps; t++) {
      this.weights.forEach((_, l) => this.#forward(l));
      slope = this.#seed();
      for (let l = this.weights.length - 1; l > 0; l--) this.#backward(l);
      this.weights.forEach((_, l) => this.#update(l));
    }
    return slope;
  }

  #forward(l: number): void {
    const [W, x, out] = [this.weights[l], this.#x[l], this.#x[l + 1]];
    const m = this.#v.length;
    const d = W.length / m;
    for (let i = 0; i < this.#data.samples; i++)
      for (let j = 0; j < m; j++) {
        let z = 0;
        for (let c = 0, e = j * d, a = i * d; c < d; c++, e++, a++) z += W[e] * x[a];
        out[i * m + j] = z > 0 ? z : 0;
      }
  }

  /** The last layer's signals, −η∇ included. */
  #seed(): number {
    const { samples, y } = this.#data;
    const [h, b] = [this.#x[this.weights.length], this.#b[this.weights.length]];
    const m = this.#v.length;
    let sum = 0;
    for (let i = 0; i < samples; i++) {
      let f = 0;
      for (let j = 0; j < m; j++) f += this.#v[j] * h[i * m + j];
      const c = (-this.#rate * this.#loss.derivative(y[i] * f) * y[i]) / samples;
      for (let j = 0; j < m; j++) b[i * m + j] = h[i * m + j] > 0 ? this.#v[j] * c : 0;
      sum += c;
    }
    return sum;
  }

  /** b_l = (W_{l+1}ᵀb_{l+1}) ∘ mask_l, counted from 1; `l` is the layer whose signals are made. */
  #backward(l: number): void {
    const [W, above, b, h] = [this.weights[l], this.#b[l + 1], this.#b[l], this.#x[l]];
    const m = this.#v.length;
    b.fill(0);
    for (let i = 0; i < this.#data.samples; i++) {
      for (let j = 0; j < m; j++) {
        const signal = above[i * m + j];
        if (signal !== 0) for (let c = 0, e = j * m, a = i * m; c < m; c++, e++, a++) b[a] += signal * W[e];
      }
      for (let c = i * m; c < (i + 1) * m; c++) if (!(h[c] > 0)) b[c] = 0;
    }
  }

  #update(l: number): void {
    const [W, b, x] = [this.weights[l], this.#b[l + 1], this.#x[l]];
    const m = this.#v.length;
    const d = W.length / m;
    for (let j = 0; j < m; j++)
      for (let i = 0; i < this.#data.samples; i++) {
        const signal = b[i * m + j];
        if (signal !== 0) for (let c = 0, e = j * d, a = i * d; c < d; c++, e++, a++) W[e] += signal * x[a];
      }
  }
}
