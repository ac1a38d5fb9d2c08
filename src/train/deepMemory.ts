import { writeLayerWeights } from "../models/deep.js";
import { gemmPackedBytes, gemmScratchBytes } from "../wasm/gemm.js";
import { elementBytes, type ElementType, MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import type { Pointer } from "../wasm/exports.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { Reals } from "../wasm/instance.js";
import type { CheckedDeepOptions } from "./deepOptions.js";
import type { PreparedData } from "./prepared.js";

type Block = "X" | "batch" | "v" | "c" | "f" | "x" | "h" | "packed" | "scratch" | `${"W" | "H" | "D" | "S"}${number}`;

/** Work that can be stopped after every piece: yields the multiply-adds of the piece just done. */
export type Pieces<Result = void> = Generator<number, Result, void>;

/** Multiply-adds of one piece of a product: about 1 ms in f64, half in f32. */
const WORK_PER_PIECE = 1.2e7;
/** f64 sums, two a vector. */
const EXACT_PER_PIECE = 2e6;
/** Rows of a product are cut at multiples of what the kernel packs at a time. */
const ROWS = 16;

/** Numbers beyond this may become infinite in a sum or product of the kernels. */
const RANGE = { f32: 1e37, f64: 1e300 } as const;

/** What a network needs room for besides its weights. */
export interface DeepRoom {
  /** Most samples of one pass. */
  readonly columns: number;
  /** Keep a copy of W(0), for distances from it. */
  readonly keepStart?: boolean;
}

function planDeep(
  { precision, samples, features }: PreparedData,
  hidden: readonly number[],
  { columns, keepStart }: DeepRoom,
): MemoryPlan<Block> {
  const sizes = [features, ...hidden];
  const widest = hidden.reduce((a, b) => Math.max(a, b), features);
  const packed = sizes.map((size, l) =>
    l === 0 ? 0 : Math.max(...operands(sizes[l - 1], size, columns).map(([c, i]) => gemmPackedBytes(c, i, precision))),
  );
  const scratch = gemmScratchBytes(Math.max(columns, widest), Math.max(columns, widest), precision);
  const blocks: Partial<Record<Block, readonly [ElementType, number]>> = {
    X: ["real", samples * features],
    batch: ["real", columns * features],
    v: ["real", hidden[hidden.length - 1]],
    c: ["real", columns],
    f: ["f64", columns],
    x: ["f64", widest],
    h: ["f64", widest],
    packed: ["u8", packed.reduce((a, b) => Math.max(a, b), 0)],
    scratch: ["u8", scratch],
  };
  hidden.forEach((m, l) => {
    blocks[`W${l + 1}`] = ["real", m * sizes[l]];
    blocks[`H${l + 1}`] = ["real", m * columns];
    blocks[`D${l + 1}`] = ["real", m * columns];
    blocks[`S${l + 1}`] = ["real", keepStart === true ? m * sizes[l] : 0];
  });
  return new MemoryPlan(precision, blocks as Record<Block, readonly [ElementType, number]>);
}

/** [columns, inner] of the right operands that a layer with m_{l−1} inputs and m_l units has: forward, backward, update. */
const operands = (inputs: number, units: number, columns: number): (readonly [number, number])[] => [
  [columns, inputs],
  [columns, units],
  [inputs, columns],
];

/** C (rows,columns) (+)= op(A)·packed. */
interface Product {
  readonly C: Pointer;
  readonly A: Pointer;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** A is stored (inner, rows). */
  readonly transposed: boolean;
  readonly accumulate: boolean;
}

/**
 * A deep ReLU network (S4-M1) in the memory of one run, with its activations and backward signals for up to `columns` samples at a time.
 * Units are rows: W_l (m_l, m_{l−1}), H_l and D_l (m_l, columns), so that the largest matrix is read in place by every product. Work comes in
 * pieces, and the bits do not depend on where it is cut.
 *
 * Nothing that is not finite is ever stored: before a product its largest possible entry is bounded, by the largest activation or signal (a look
 * at m·n numbers where the product has n·m²) and by a bound on |W_l| that every update raises.
 */
export class DeepMemory {
  readonly memory: RunMemory<Block>;
  readonly data: PreparedData;
  /** d, m_1…m_L. */
  readonly sizes: readonly number[];
  /** Most samples of one pass. */
  readonly columns: number;
  readonly #keepStart: boolean;
  readonly #realBytes: number;
  readonly #range: number;
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
    this.#realBytes = elementBytes("real", data.precision);
    this.#range = RANGE[data.precision];
    this.#weightBound = new Float64Array(this.sizes.length);
    this.#activation = new Float64Array(this.sizes.length);
    this.#signal = new Float64Array(this.sizes.length);
    this.memory.start(() => this.#writeSamples());
  }

  get layers(): number {
    return this.sizes.length - 1;
  }

  /** W_l of the options, and v. */
  initialise({
    initialWeights,
    outputWeights,
    seed,
    trial,
  }: Pick<CheckedDeepOptions, "initialWeights" | "outputWeights" | "seed" | "trial">): void {
    this.memory.reals("v").set(outputWeights);
    for (let l = 1; l <= this.layers; l++) {
      const shape = { layer: l, rows: this.sizes[l], columns: this.sizes[l - 1] };
      if (initialWeights === "gaussian") writeLayerWeights(this.memory.instance, this.memory.at(`W${l}`), shape, { seed, trial });
      else this.memory.reals(`W${l}`).set(initialWeights[l - 1]);
      this.#weightBound[l] = this.#largest(`W${l}`, this.sizes[l] * this.sizes[l - 1]);
      if (this.#keepStart) this.memory.reals(`S${l}`).set(this.weights(l));
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
    this.#pack(this.#signalAt(layer - 1), n, sizes[layer - 1], false);
    const D = memory.at(`D${layer}`);
    yield* this.#product({
      C: D,
      A: memory.at(`W${layer}`),
      rows: sizes[layer],
      columns: n,
      inner: sizes[layer - 1],
      transposed: false,
      accumulate: false,
    });
    if (masked) memory.call((k) => k.rectifyBack(D, memory.at(`H${layer}`), sizes[layer] * n, 0));
  }

  /** D_{l−1} = W_lᵀ D_l for n columns, then with the masks of the last pass where `masked`. */
  *pull(layer: number, n: number, masked: boolean): Pieces {
    const { memory, sizes } = this;
    this.#pack(memory.at(`D${layer}`), n, sizes[layer], false);
    const D = this.#signalAt(layer - 1);
    yield* this.#product({
      C: D,
      A: memory.at(`W${layer}`),
      rows: sizes[layer - 1],
      columns: n,
      inner: sizes[layer],
      transposed: true,
      accumulate: false,
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
      this.#pack(l === 1 ? x : memory.at(`H${l - 1}`), inputs, n, l > 1);
      yield* this.#product({
        C: memory.at(`W${l}`),
        A: memory.at(`D${l}`),
        rows: units,
        columns: inputs,
        inner: n,
        transposed: false,
        accumulate: true,
      });
    }
  }

  /**
   * (W_l − W)ᵀ(W_l − W)x with f64 sums, where W = W_l(0) with `fromStart` (keepStart must be set), else 0. x has m_{l−1} numbers.
   */
  *gramTimes(layer: number, x: Float64Array, fromStart: boolean): Pieces<Float64Array> {
    const { memory, sizes } = this;
    const [rows, columns] = [sizes[layer], sizes[layer - 1]];
    const step = Math.max(1, Math.floor(EXACT_PER_PIECE / columns));
    const [input, out, W, start] = [memory.at("x"), memory.at("h"), memory.at(`W${layer}`), memory.at(`S${layer}`)];
    memory.f64("x", columns).set(x);
    memory.f64("h", columns).fill(0);
    for (let i = 0; i < rows; i += step) {
      const at = i * columns * this.#realBytes;
      memory.call((k) => k.gramTimes(out, W + at, fromStart ? start + at : 0, input, Math.min(step, rows - i), columns));
      yield 12 * Math.min(step, rows - i) * columns;
    }
    return memory.f64("h", columns).slice();
  }

  /** f(x_i) of all samples from W with f64 sums throughout: what decides a status. */
  *exactOutputs(): Pieces<Float64Array> {
    const { memory, sizes, data } = this;
    const [d, L] = [sizes[0], this.layers];
    const outputs = new Float64Array(data.samples);
    const v = memory.reals("v");
    for (let i = 0; i < data.samples; i++) {
      let [input, output]: ("x" | "h")[] = ["x", "h"];
      memory.f64(input, d).set(memory.reals("X").subarray(i * d, (i + 1) * d));
      for (let l = 1; l <= L; l++, [input, output] = [output, input]) yield* this.#exactRows(l, memory.at(output), memory.at(input));
      const h = memory.f64(input, sizes[L]);
      for (let j = 0; j < v.length; j++) outputs[i] += v[j] * h[j];
    }
    return outputs;
  }

  /** C = W_l H_{l−1}. */
  *#preactivations(layer: number, C: Pointer, x: Pointer, n: number): Pieces {
    const { memory, sizes } = this;
    this.#pack(layer === 1 ? x : memory.at(`H${layer - 1}`), n, sizes[layer - 1], layer === 1);
    yield* this.#product({
      C,
      A: memory.at(`W${layer}`),
      rows: sizes[layer],
      columns: n,
      inner: sizes[layer - 1],
      transposed: false,
      accumulate: false,
    });
  }

  #signalAt(layer: number): Pointer {
    return this.memory.at(layer === 0 ? "batch" : `D${layer}`);
  }

  *#exactRows(layer: number, output: Pointer, input: Pointer): Pieces {
    const [units, inputs] = [this.sizes[layer], this.sizes[layer - 1]];
    const step = Math.max(1, Math.floor(EXACT_PER_PIECE / inputs));
    const W = this.memory.at(`W${layer}`);
    for (let j = 0; j < units; j += step) {
      const rows = Math.min(step, units - j);
      this.memory.call((k) => k.exactLayer(output + 8 * j, W + j * inputs * this.#realBytes, input, rows, inputs));
      yield 6 * rows * inputs;
    }
  }

  *#product({ C, A, rows, columns, inner, transposed, accumulate }: Product): Pieces {
    const { memory } = this;
    const step = Math.max(ROWS, ROWS * Math.floor(WORK_PER_PIECE / (ROWS * columns * inner)));
    const [packed, scratch] = [memory.at("packed"), memory.at("scratch")];
    const strideA = transposed ? rows : inner;
    for (let i = 0; i < rows; i += step) {
      const some = Math.min(step, rows - i);
      const a = A + i * (transposed ? 1 : strideA) * this.#realBytes;
      memory.call((k) =>
        k.gemmPacked(
          C + i * columns * this.#realBytes,
          a,
          packed,
          some,
          columns,
          inner,
          columns,
          strideA,
          transposed ? 1 : 0,
          accumulate ? 1 : 0,
          scratch,
        ),
      );
      yield some * columns * inner;
    }
  }

  /** The right operand (inner, columns) of the next products; `transposed`: it is stored (columns, inner). */
  #pack(B: Pointer, columns: number, inner: number, transposed: boolean): void {
    this.memory.call((k) => k.gemmPack(this.memory.at("packed"), B, columns, inner, transposed ? inner : columns, transposed ? 1 : 0));
  }

  #boundAfter(layer: number, n: number): number {
    return this.#weightBound[layer] + n * this.#signal[layer] * this.#activation[layer - 1];
  }

  #inRange(bound: number): boolean {
    return bound < this.#range;
  }

  #largest(block: Block, length: number): number {
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
