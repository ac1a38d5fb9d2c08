import { philox4x32 } from "../../src/numerics/philox.js";
import { normalCdf } from "../../src/numerics/normalCdf.js";
import { ROLE, seedWords } from "../../src/data/streams.js";

// Algorithm 1, plain SGD and the all-units variant, as obvious loops over dense rows: S0 eq. 8-10; leaky units and both layers: S2 eq. 3
// and §5.3. In f32 every operation is rounded.

export interface ReferenceOptions {
  readonly hidden: number;
  readonly method: "plain" | "noisy" | "noisy-all";
  readonly sampling: "cycle" | "shuffle" | "uniform";
  readonly learningRate: number;
  readonly noiseStd: number;
  readonly derivAtZero: 0 | 0.5 | 1;
  readonly seed: number;
  readonly trial: number;
  readonly slope?: number;
  readonly layers?: "first" | "both";
}

export interface Rows {
  readonly samples: number;
  readonly features: number;
  readonly X: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export class ReferenceTrainer {
  readonly weights: number[][];
  updates = 0;
  steps = 0;
  readonly #data: Rows;
  readonly #options: ReferenceOptions;
  readonly v: number[];
  readonly #round: (x: number) => number;
  #order: number[] = [];

  constructor(data: Rows, initial: ArrayLike<number>, v: readonly number[], round: (x: number) => number, options: ReferenceOptions) {
    const { features } = data;
    this.weights = Array.from({ length: options.hidden }, (_, j) =>
      Array.from({ length: features }, (_unused, c) => initial[j * features + c]),
    );
    this.#data = data;
    this.#options = options;
    this.v = v.map(round);
    this.#round = round;
  }

  /** One step; returns the sample and its margin before the step. */
  step(): { sample: number; margin: number; smallest: number } {
    const i = this.#sample();
    const { X, y, features } = this.#data;
    const round = this.#round;
    const x = Array.from({ length: features }, (_, c) => X[i * features + c]);
    const z = this.weights.map((w) => x.reduce((sum, value, c) => round(sum + round(value * w[c])), 0));
    const f = z.reduce((sum, value, j) => round(sum + round(this.v[j] * this.#activation(value))), 0);
    const margin = round(y[i] * f);
    if (!(margin >= 1)) this.#update(x, y[i], z);
    this.steps++;
    return { sample: i, margin, smallest: Math.min(...z.map(Math.abs), Math.abs(margin - 1)) };
  }

  /** σ(z) = max(αz, z). */
  #activation(z: number): number {
    return z > 0 ? z : this.#slope === 0 ? 0 : this.#round(this.#slope * z);
  }

  get #slope(): number {
    return this.#round(this.#options.slope ?? 0);
  }

  #update(x: readonly number[], y: number, z: readonly number[]): void {
    const round = this.#round;
    const { layers } = this.#options;
    const eta = round(this.#options.learningRate);
    let moved = false;
    this.weights.forEach((w, j) => {
      const mask = this.#mask(z[j], y, j);
      const c = round(round(round(eta * this.v[j]) * y) * mask);
      if (mask === 0 || (layers === "both" && this.v[j] === 0 && z[j] === 0)) return;
      moved = true;
      x.forEach((value, feature) => (w[feature] = round(w[feature] + round(value * c))));
    });
    if (moved) this.updates++;
    if (moved && layers === "both") z.forEach((zj, j) => (this.v[j] = round(this.v[j] + round(eta * y * this.#activation(zj)))));
  }

  #mask(z: number, y: number, j: number): number {
    const { method, noiseStd, derivAtZero } = this.#options;
    const noisy = method !== "plain" && noiseStd > 0 && (method === "noisy-all" || y * this.v[j] >= 0);
    if (noisy) return this.#word(Math.floor(j / 4), ROLE.noise, this.steps, j % 4) < normalCdf(z / noiseStd) * 2 ** 32 ? 1 : this.#slope;
    const atZero = { 0: this.#slope, 0.5: this.#round((this.#slope + 1) / 2), 1: 1 }[derivAtZero];
    return z > 0 ? 1 : z === 0 ? atZero : this.#slope;
  }

  #sample(): number {
    const { samples } = this.#data;
    const { sampling } = this.#options;
    if (sampling === "cycle") return this.steps % samples;
    if (sampling === "uniform")
      return Math.floor((this.#word(Math.floor(this.steps / 4), ROLE.order, 0, this.steps % 4) * samples) / 2 ** 32);
    if (this.steps % samples === 0) this.#shuffle(this.steps / samples);
    return this.#order[this.steps % samples];
  }

  #shuffle(epoch: number): void {
    this.#order = Array.from({ length: this.#data.samples }, (_, i) => i);
    let used = 0;
    for (let i = this.#order.length - 1; i > 0; i--) {
      const other = Math.floor((this.#word(Math.floor(used / 4), ROLE.order, epoch, used % 4) * (i + 1)) / 2 ** 32);
      [this.#order[i], this.#order[other]] = [this.#order[other], this.#order[i]];
      used++;
    }
  }

  #word(block: number, role: number, part: number, word: number): number {
    const words = new Uint32Array(4);
    const [low, high] = seedWords(this.#options.seed);
    philox4x32(words, block, this.#options.trial, role, part, low, high);
    return words[word];
  }
}
