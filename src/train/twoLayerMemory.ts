import { seedWords } from "../data/streams.js";
import { largestRow, paddedHidden, writeInitialWeights } from "../models/twoLayer.js";
import { dot } from "../numerics/norm.js";
import { inPieces, runSteps, type Steps } from "../numerics/steps.js";
import type { InstancePool } from "../wasm/pool.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { StateBlock } from "../wasm/stateBlock.js";
import { WORK_PER_CALL } from "./drive.js";
import { paddedSamples, type PreparedData } from "./prepared.js";
import { type StateField, TWO_LAYER_STATE } from "./state.js";
import type { CheckedOptions } from "./twoLayerOptions.js";
import { type Keeping, keepingOf, LIST_LIMIT, NAMED_BLOCKS, planTwoLayer, type TwoLayerBlock } from "./twoLayerPlan.js";
import type { Ratio } from "./twoLayerResult.js";

const METHOD_CODE = { plain: 0, noisy: 1, "noisy-all": 2 } as const;
const SAMPLING_CODE = { cycle: 0, shuffle: 1, uniform: 2 } as const;

/** No uniform draw has been made: beyond every block of words. */
const NO_BLOCK = 2 ** 32 - 1;

/** Margins of all samples at one moment. */
export interface Verdict {
  readonly updates: number;
  readonly margins: Float64Array;
  /** 1: some unit active; 2: none active, some exactly 0; 0: all negative. */
  readonly alive: Uint8Array;
}

/**
 * A two-layer network in the memory of its run: W and v, their start, the state of the kernels, and what the Gram engine keeps of them.
 * Whoever reads W or margins gets those of this moment.
 */
export class TwoLayerMemory {
  readonly options: CheckedOptions;
  readonly data: PreparedData;
  readonly memory: RunMemory<TwoLayerBlock>;
  readonly state: StateBlock<StateField>;
  readonly #keeping: Keeping;
  /** Value of `updates` when W (gram: the W block) and Z were last made afresh. */
  #weightsAt = 0;
  #freshAt = 0;
  #verdict: Verdict | null = null;
  /** ρ = max ‖w_j‖ over the rows of W⁰, f64 (errata 13). */
  initialRadius = 0;
  /** Has the start been made? */
  begun = false;
  readonly #write: Steps<void>;

  constructor(pool: InstancePool, data: PreparedData, options: CheckedOptions) {
    this.options = options;
    this.data = data;
    this.#keeping = keepingOf(options);
    const room = planTwoLayer(data, this.#keeping, Math.max(options.hidden, data.reserveHidden)).bytes;
    const leased = data.lease(pool, options.engine, room, "trainTwoLayer()");
    this.memory = new RunMemory(pool, leased, planTwoLayer(data, this.#keeping, options.hidden));
    this.state = TWO_LAYER_STATE.at(leased.instance, this.memory.at("state"));
    this.#write = leased.write;
  }

  /** The data, W⁰ and what follows from it: before anything else, once. */
  *start(): Steps<void> {
    const write = this.#write;
    yield* write;
    this.initialRadius = yield* this.#initialise();
    this.begun = true;
  }

  /** One call of the training kernel; the state says how far it goes. */
  train(): void {
    const { pointer } = this.state;
    this.memory.call((k) => (this.#keeping === "columns" ? k.trainGram(pointer) : k.trainPrimal(pointer)));
  }

  get steps(): number {
    return this.state.get("step");
  }

  /** Non-zero updates so far. */
  get updates(): number {
    return this.state.get("updates");
  }

  get ratio(): Ratio {
    return { min: this.state.get("ratioMin"), max: this.state.get("ratioMax") };
  }

  /** Margins and gates of all samples, f64 sums over W; made once between two updates. */
  evaluate(): Verdict {
    const { updates } = this;
    if (this.#verdict?.updates === updates) return this.#verdict;
    this.#materialise();
    const { samples } = this.data;
    const margins = this.margins(0, samples).slice(0, samples);
    const alive = this.memory.u8("alive", samples).slice();
    this.#verdict = { updates, margins, alive };
    return this.#verdict;
  }

  /** Makes the margins of rows from…to−1, f64; returns the array of all rows, held-out ones behind the samples. */
  margins(from: number, to: number, kernel: "evaluate" | "screenMargins" = "evaluate"): Float64Array {
    this.#materialise();
    const memory = this.memory;
    memory.call((k) => k[kernel](memory.at("margins"), memory.at("alive"), memory.at("scratch"), this.state.pointer, from, to));
    return memory.f64("margins");
  }

  /** Gram engine: W (where it is not kept) and Z made afresh when updates have left rounding in Z. Returns whether anything was stale. */
  refreshIfStale(): boolean {
    if (this.options.engine === "primal" || this.#freshAt === this.updates) return false;
    this.#materialise();
    runSteps(this.#refresh());
    return true;
  }

  /** The weights of this moment become the base of all later ones: counts start again, Z is computed from them. */
  *#refresh(): Steps<void> {
    this.#freshAt = this.updates;
    if (this.#keeping === "rows") {
      this.state.set({ fresh: 1, logged: 0, flushRow: 0 });
      return;
    }
    this.memory.reals("count").fill(0);
    this.memory.reals("initial").set(this.memory.reals("W"));
    const { samples, nonZeros } = this.data;
    for (const [from, count] of inPieces(samples, (this.state.get("K") * nonZeros) / samples, WORK_PER_CALL)) {
      this.memory.call((k) => k.gramPreactivations(this.state.pointer, from, from + count));
      yield;
    }
    this.state.set({ listReady: 0, listLength: 0 });
  }

  /** Gram engine: W = base + all updates since. */
  #materialise(): void {
    const { updates } = this;
    if (this.#keeping !== "columns" || this.#weightsAt === updates) return;
    this.memory.reals("W").set(this.memory.reals("initial"));
    this.memory.call((k) => k.gramWeights(this.state.pointer));
    this.#weightsAt = updates;
  }

  /** A block of reals as numbers. */
  numbers(name: "v" | "v0", length: number): Float64Array {
    return new Float64Array(this.memory.reals(name, length));
  }

  /** A copy of W, (hidden, features) row-major. */
  weights(): Float32Array | Float64Array {
    this.#materialise();
    const { hidden } = this.options;
    const { features, precision } = this.data;
    const K = paddedHidden(hidden, precision);
    const stored = this.memory.reals("W");
    const weights = precision === "f32" ? new Float32Array(hidden * features) : new Float64Array(hidden * features);
    for (let j = 0; j < hidden; j++) for (let c = 0; c < features; c++) weights[j * features + c] = stored[c * K + j];
    return weights;
  }

  /** S and P of assembly/train/screen.ts, the greatest of the run so far; r = max ‖x_i‖. */
  measureSpread(radius: number): void {
    this.#materialise();
    const { hidden, learningRate } = this.options;
    const { features, precision } = this.data;
    const K = paddedHidden(hidden, precision);
    this.memory.call((k) => k.columnNorms(this.memory.at("scratch"), this.memory.at("W"), features, K));
    const norms = this.memory.f64("scratch", hidden);
    const v = this.numbers("v", hidden);
    const spread = 2 * norms.reduce((sum, length, j) => sum + length * Math.abs(v[j]), 0);
    const reach = 2 * learningRate * radius * dot(v, v);
    this.state.set({ spread: Math.max(spread, this.state.get("spread")), reach: Math.max(reach, this.state.get("reach")) });
  }

  /** Returns ρ. */
  *#initialise(): Steps<number> {
    const { options, data } = this;
    const { hidden, learningRate, seed, trial } = options;
    const memory = this.memory;
    const K = paddedHidden(hidden, data.precision);
    memory.clear();
    yield;
    const v = memory.reals("v");
    v.set(options.outputWeights);
    memory.reals("v0").set(v);
    const eta = data.precision === "f32" ? Math.fround(learningRate) : learningRate;
    const etaV = memory.reals("etaV");
    for (let j = 0; j < hidden; j++) etaV[j] = eta * v[j];
    memory.reals("limit").fill(1).fill(-Infinity, data.samples);
    this.#fillState(K, seedWords(seed));
    writeInitialWeights(memory.instance, memory.at("initial"), hidden, data.features, options.initialWeights, { seed, trial });
    yield;
    const radius = largestRow(memory.reals("initial", hidden * data.features), data.features);
    memory.u32("slots").forEach((_, slot, slots) => (slots[slot] = slot));
    memory.call((k) => k.transpose(memory.at("W"), memory.at("initial"), hidden, data.features, K));
    if (options.engine === "gram") yield* this.#refresh();
    return radius;
  }

  #fillState(K: number, key: readonly [number, number]): void {
    const { options, data } = this;
    const shared = data.plan(options.engine).blocks;
    const slope = data.precision === "f32" ? Math.fround(options.slope) : options.slope;
    const gates = { 0: slope, 0.5: (slope + 1) / 2, 1: 1 };
    const memory = this.memory;
    const { base } = memory.instance;
    const group = paddedSamples(data.samples);
    this.state.set({
      ...memory.pointers(...NAMED_BLOCKS),
      n: data.samples,
      k: options.hidden,
      K,
      starts: base + shared.starts.offset,
      index: base + shared.index.offset,
      value: base + shared.value.offset,
      y: base + shared.y.offset,
      method: METHOD_CODE[options.method],
      sampling: SAMPLING_CODE[options.sampling],
      gamma: options.noiseStd,
      derivAtZero: gates[options.derivAtZero],
      slope,
      eta: options.learningRate,
      both: options.layers === "both" ? 1 : 0,
      ratioMin: 1,
      ratioMax: 1,
      keyLow: key[0],
      keyHigh: key[1],
      trial: options.trial,
      idleLimit: options.idlePasses * data.samples,
      drawnBlock: NO_BLOCK,
      pauseOnUpdate: options.checkProof ? 1 : 0,
      gram: base + shared.gram.offset,
      gramStride: Math.round(shared.gram.length / Math.max(1, shared.starts.length - 1)),
      zStride: group,
      listLimit: this.#keeping === "columns" ? LIST_LIMIT : 0,
      logLimit: memory.length("log") / K,
      rows: memory.length("margins"),
    });
  }
}
