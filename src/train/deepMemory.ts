import { layerWeights } from "../models/deep.js";
import { writeEntries } from "../models/normals.js";
import { inPieces } from "../numerics/steps.js";
import { elementBytes } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import type { Pointer } from "../wasm/exports.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { Reals } from "../wasm/instance.js";
import type { CheckedDeepOptions } from "./deepOptions.js";
import { type DeepBlock, type DeepRoom, planDeep } from "./deepPlan.js";
import { DeepProducts, type Pieces } from "./deepProducts.js";
import type { PreparedData } from "./prepared.js";

/** An entry that is drawn takes as long as so many multiply-adds. */
const WORK_PER_ENTRY = 60;
/** Numbers beyond this may become infinite in a sum or product of the kernels. */
const RANGE = { f32: 1e37, f64: 1e300 } as const;

/**
 * A deep ReLU network (S4-M1) in the memory of one run, with its activations and backward signals for up to `columns` samples at a time.
 * Units are rows: W_l (m_l, m_{l−1}), H_l and D_l (m_l, columns), so that the largest matrix is read in place by every product. Work comes in
 * pieces, and the bits do not depend on where it is cut.
 *
 * Nothing that is not finite is ever stored: before a product its largest possible entry is bounded, by the largest activation or signal (a look
 * at m·n numbers where the product has n·m²) and by a bound on |W_l| that every update raises.
 */
export class DeepMemory {
  readonly memory: RunMemory<DeepBlock>;
  readonly data: PreparedData;
  /** d, m_1…m_L. */
  readonly sizes: readonly number[];
  /** Most samples of one pass. */
  readonly columns: number;
  readonly #keepStart: boolean;
  readonly #products: DeepProducts;
  readonly #realBytes: number;
  /** Numbers of the kernels stay below this. */
  readonly range: number;
  /** At least max |W_l|; entry 0 unused. */
  readonly #weightBound: Float64Array;
  /** max |H_l| of the last pass; entry 0 is that of X. */
  readonly #activation: Float64Array;
  /** max |D_l| of the last backward pass. */
  readonly #signal: Float64Array;

  constructor(pool: InstancePool, data: PreparedData, hidden: readonly number[], room: DeepRoom, where: string) {
    const plan = planDeep(data, hidden, room);
    const { instance } = pool.acquire(plan.bytes, {}, where, 'Use fewer samples, units or layers, a batchSize, or precision "f32".');
    pool.settle(instance, {});
    this.memory = new RunMemory(pool, { instance, runBase: instance.base }, plan);
    this.data = data;
    this.sizes = [data.features, ...hidden];
    this.columns = room.columns;
    this.#keepStart = room.keepStart ?? false;
    this.#products = new DeepProducts(this.memory, data.precision);
    this.#realBytes = elementBytes("real", data.precision);
    this.range = RANGE[data.precision];
    this.#weightBound = new Float64Array(this.sizes.length);
    this.#activation = new Float64Array(this.sizes.length);
    this.#signal = new Float64Array(this.sizes.length);
    this.memory.start(() => this.#writeSamples());
  }

  get layers(): number {
    return this.sizes.length - 1;
  }

  /** No weight and no activation of the last pass is larger than this. */
  get bound(): number {
    return this.#weightBound.reduce((most, x, l) => Math.max(most, x, this.#activation[l]), 0);
  }

  /** W_l of the options, and v: what every run begins with. */
  *initialise({
    initialWeights,
    outputWeights,
    seed,
    trial,
  }: Pick<CheckedDeepOptions, "initialWeights" | "outputWeights" | "seed" | "trial">): Pieces {
    const { memory, sizes } = this;
    memory.reals("v").set(outputWeights);
    for (let l = 1; l <= this.layers; l++) {
      const source = initialWeights === "gaussian" ? layerWeights(l, sizes[l], { seed, trial }) : initialWeights[l - 1];
      this.#weightBound[l] = 0;
      for (const [from, count] of inPieces(sizes[l] * sizes[l - 1])) {
        const at = memory.at(`W${l}`) + from * this.#realBytes;
        writeEntries(memory.instance, memory.at(`W${l}`), [from, count], source);
        const largest = memory.call((k) => k.largest(at, count));
        this.#weightBound[l] = Math.max(this.#weightBound[l], largest);
        if (this.#keepStart) memory.reals(`S${l}`).set(memory.instance.reals(at, count), from);
        yield WORK_PER_ENTRY * count;
      }
    }
  }

  /** W_l, a view. */
  weights(layer: number): Reals {
    return this.memory.reals(`W${layer}`);
  }

  /** H_l of the last pass over n samples, (m_l, n), a view. */
  hidden(layer: number, n: number): Reals {
    return this.memory.reals(`H${layer}`, this.sizes[layer] * n);
  }

  /** Rows from…of X, where they lie. */
  rows(from: number): Pointer {
    return this.memory.at("X") + from * this.sizes[0] * this.#realBytes;
  }

  /** Rows of these samples, gathered. */
  gather(samples: Uint32Array): Pointer {
    const d = this.sizes[0];
    const [X, batch] = [this.memory.reals("X"), this.memory.reals("batch")];
    samples.forEach((i, column) => batch.set(X.subarray(i * d, (i + 1) * d), column * d));
    return this.memory.at("batch");
  }

  /** H_1…H_L of the n samples whose rows lie at `x`. Returns 0, or the layer whose numbers might leave the range. */
  *forward(x: Pointer, n: number): Pieces<number> {
    const { memory, sizes } = this;
    for (let l = 1; l <= this.layers; l++) {
      if (!this.#inRange(sizes[l - 1] * this.#weightBound[l] * this.#activation[l - 1])) return l;
      const H = memory.at(`H${l}`);
      yield* this.#preactivations(l, H, x, n);
      memory.call((k) => k.rectify(H, H, sizes[l] * n));
      this.#activation[l] = this.#largest(`H${l}`, sizes[l] * n);
    }
    return 0;
  }

  /** Z_l of the last pass, (m_l, n), in the place of D_l; `x` as in `forward`. A view. */
  *preactivations(layer: number, x: Pointer, n: number): Pieces<Reals> {
    yield* this.#preactivations(layer, this.memory.at(`D${layer}`), x, n);
    return this.signals(layer, n);
  }

  /** D_l, (m_l, n), a view; layer 0: room for (d, n). */
  signals(layer: number, n: number): Reals {
    return this.memory.reals(layer === 0 ? "batch" : `D${layer}`, this.sizes[layer] * n);
  }

  /** D_l = W_l D_{l−1} for n columns, then with the masks of the last pass where `masked`. */
  *push(layer: number, n: number, masked: boolean): Pieces {
    const { memory, sizes } = this;
    this.#products.pack(this.#signalAt(layer - 1), n, sizes[layer - 1], false);
    const D = memory.at(`D${layer}`);
    yield* this.#products.multiply({
      C: D,
      A: memory.at(`W${layer}`),
      rows: sizes[layer],
      columns: n,
      inner: sizes[layer - 1],
    });
    if (masked) memory.call((k) => k.rectifyBack(D, memory.at(`H${layer}`), sizes[layer] * n, 0));
  }

  /** D_{l−1} = W_lᵀ D_l for n columns, then with the masks of the last pass where `masked`. */
  *pull(layer: number, n: number, masked: boolean): Pieces {
    const { memory, sizes } = this;
    this.#products.pack(memory.at(`D${layer}`), n, sizes[layer], false);
    const D = this.#signalAt(layer - 1);
    yield* this.#products.multiply({
      C: D,
      A: memory.at(`W${layer}`),
      rows: sizes[layer - 1],
      columns: n,
      inner: sizes[layer],
      transposed: true,
    });
    // H is 0 wherever the pre-activation is not positive: it is as good a mask.
    if (masked) memory.call((k) => k.rectifyBack(D, memory.at(`H${layer - 1}`), sizes[layer - 1] * n, 0));
  }

  /** f(x) of the last pass, f64 sums; a copy. */
  outputs(n: number): Float64Array {
    const { memory } = this;
    const L = this.layers;
    memory.call((k) => k.deepOutputs(memory.at("f"), memory.at(`H${L}`), memory.at("v"), this.sizes[L], n));
    return memory.f64("f", n).slice();
  }

  /**
   * D_1…D_L of the last pass: D_l[j,i] = c_i ∂f(x_i)/∂(pre-activation j of layer l). Returns the layer whose numbers might leave the range, or
   * 0, and whether all signals are 0.
   */
  *backward(c: Float64Array): Pieces<{ readonly overflow: number; readonly silent: boolean }> {
    const { memory, sizes } = this;
    const n = c.length;
    const L = this.layers;
    const most = c.reduce((a, b) => Math.max(a, Math.abs(b)), 0) * this.#largest("v", sizes[L]);
    if (!this.#inRange(most)) return { overflow: L + 1, silent: false };
    memory.reals("c", n).set(c);
    const active = memory.call((k) => k.deepSeed(memory.at(`D${L}`), memory.at(`H${L}`), memory.at("v"), memory.at("c"), sizes[L], n));
    this.#signal[L] = most;
    for (let l = L; l > 1; l--) {
      if (!this.#inRange(sizes[l] * this.#weightBound[l] * this.#signal[l])) return { overflow: l, silent: false };
      yield* this.pull(l, n, true);
      this.#signal[l - 1] = this.#largest(`D${l - 1}`, sizes[l - 1] * n);
    }
    for (let l = 1; l <= L; l++) if (!this.#inRange(this.#boundAfter(l, n))) return { overflow: l, silent: false };
    return { overflow: 0, silent: active === 0 };
  }

  /** W_l += D_l H_{l−1}ᵀ for all layers; `x` as in `forward`. */
  *update(x: Pointer, n: number): Pieces {
    const { memory, sizes } = this;
    for (let l = 1; l <= this.layers; l++) {
      const [units, inputs] = [sizes[l], sizes[l - 1]];
      this.#weightBound[l] = this.#boundAfter(l, n);
      this.#products.pack(l === 1 ? x : memory.at(`H${l - 1}`), inputs, n, l > 1);
      yield* this.#products.multiply({
        C: memory.at(`W${l}`),
        A: memory.at(`D${l}`),
        rows: units,
        columns: inputs,
        inner: n,
        accumulate: true,
      });
    }
  }

  /** C = W_l H_{l−1}. */
  *#preactivations(layer: number, C: Pointer, x: Pointer, n: number): Pieces {
    const { memory, sizes } = this;
    this.#products.pack(layer === 1 ? x : memory.at(`H${layer - 1}`), n, sizes[layer - 1], layer === 1);
    yield* this.#products.multiply({
      C,
      A: memory.at(`W${layer}`),
      rows: sizes[layer],
      columns: n,
      inner: sizes[layer - 1],
    });
  }

  #signalAt(layer: number): Pointer {
    return this.memory.at(layer === 0 ? "batch" : `D${layer}`);
  }

  #boundAfter(layer: number, n: number): number {
    return this.#weightBound[layer] + n * this.#signal[layer] * this.#activation[layer - 1];
  }

  #inRange(bound: number): boolean {
    return bound < this.range;
  }

  #largest(block: DeepBlock, length: number): number {
    return this.memory.call((k) => k.largest(this.memory.at(block), length));
  }

  #writeSamples(): void {
    const { memory, data } = this;
    const X = memory.reals("X");
    X.fill(0);
    for (let i = 0; i < data.samples; i++) {
      const { index, value } = data.row(i);
      for (let t = 0; t < index.length; t++) X[i * data.features + index[t]] = value[t];
    }
    this.#activation[0] = this.#largest("X", X.length);
  }
}
