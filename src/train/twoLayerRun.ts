import { RelulabError } from "../errors.js";
import { seedWords } from "../data/streams.js";
import { largestRow, paddedHidden, writeInitialWeights } from "../models/twoLayer.js";
import type { KernelExports } from "../wasm/exports.js";
import type { Instance, Reals } from "../wasm/instance.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import type { StateBlock } from "../wasm/stateBlock.js";
import type { Run } from "./drive.js";
import { checkNumber } from "./check.js";
import { type EpochPoint, EpochTrace, measure } from "./epochTrace.js";
import { type Engine, paddedSamples, type PreparedData } from "./prepared.js";
import { ProofMonitor, type ProofReport } from "./proofMonitor.js";
import { STATUS, TWO_LAYER_STATE, type StateField } from "./state.js";
import type { CheckedOptions } from "./twoLayerOptions.js";

/**
 * `global-minimum`: every margin y·f(x) is at least 1, by f64 sums over the returned weights. `stuck`: a fixed point of a method
 * without noise. `idle`: the paper's n·p steps without a non-zero update. `budget`: maxEpochs used up.
 */
export type RunStatus = "running" | "global-minimum" | "stuck" | "idle" | "budget" | "diverged" | "cancelled";

export interface TracePoint {
  readonly step: number;
  readonly updates: number;
  readonly loss: number;
  readonly trainingError: number;
  /** Where both layers are trained: least and greatest v_t/v_0 so far (S2 eq. 8). */
  readonly ratio?: Ratio;
}

/** c and C of S2 eq. 8: least and greatest v_t/v_0 over all units and steps; both 1 where v is not trained. */
export interface Ratio {
  readonly min: number;
  readonly max: number;
}

export interface TwoLayerProgress {
  readonly status: RunStatus;
  readonly steps: number;
  readonly epochs: number;
  /** Non-zero updates, what the theorems bound. */
  readonly updates: number;
  readonly ratio: Ratio;
}

export interface TwoLayerResult extends TwoLayerProgress {
  readonly engine: Engine;
  /** Mean of max(0, 1 − y·f(x)), f64. */
  readonly loss: number;
  /** Share of samples with y·f(x) ≤ 0: f = 0 counts as an error for both labels (errata 1). */
  readonly trainingError: number;
  /** Share of samples with f(x) = 0. */
  readonly abstained: number;
  /** The training error if sgn(0) = +1, as S0 §2 prints it: f = 0 is then right for one label. */
  readonly printedTrainingError: number;
  /** Different samples that caused a non-zero update. */
  readonly distinctSamples: number;
  /** Non-zero updates by sample. */
  readonly updatesOf: Uint32Array;
  /** Samples with positive loss for which no unit is active. */
  readonly deadSamples: readonly number[];
  /** W, (hidden, features) row-major; with bias the last column. */
  readonly weights: Float32Array | Float64Array;
  /** v at the end, as the kernels have it: rounded to the precision. */
  readonly outputWeights: Float64Array;
  /** v at the start; the same where only the first layer is trained. */
  readonly initialOutputWeights: Float64Array;
  readonly hidden: number;
  readonly features: number;
  readonly trace: readonly TracePoint[];
  /** With option `epochTrace`. */
  readonly epochTrace?: readonly EpochPoint[];
  /** With option `test`: share of the held-out samples with y·f(x) ≤ 0, f64. */
  readonly testError?: number;
  /** Updates that moved a unit by half: derivAtZero ½ at a pre-activation of exactly 0. The proof of Theorem 1 has none. */
  readonly halfGates: number;
  /** With `checkProof`: the inequalities of the proof along this run (S0-T2, S2-T4). */
  readonly proof?: ProofReport;
  /** Every option as used, defaults filled in: what a certificate needs to know of the run. */
  readonly options: Omit<CheckedOptions, "trace">;
}

interface Verdict {
  readonly updates: number;
  readonly margins: Float64Array;
  /** 1: some unit active; 2: none active, some exactly 0; 0: all negative. */
  readonly alive: Uint8Array;
}

/** Multiply-adds of one kernel call: about 1 ms, so that engines get to swap in optimised code and a run can stop. */
const WORK_PER_CALL = 4e6;
/** Samples on the waiting list of the Gram engine. */
const LIST_LIMIT = 64;
const METHOD_CODE = { plain: 0, noisy: 1, "noisy-all": 2 } as const;
const SAMPLING_CODE = { cycle: 0, shuffle: 1, uniform: 2 } as const;

/** No uniform draw has been made: beyond every block of words. */
const NO_BLOCK = 2 ** 32 - 1;

type RunPlan = ReturnType<typeof planRun>;

/** Updates that the Gram engine of slopes and both layers writes down before they go into Z. */
const LOG_LIMIT = 16;
/** Rows of Z that they go into at a time: assembly/train/preactivations.ts. */
const FLUSH_ROWS = 64;

/** How pre-activations are had: from W, from Z = W Xᵀ kept unit by unit (S0), or row by row with a log of updates (S2). */
type Keeping = "none" | "columns" | "rows";

const keepingOf = ({ engine, slope, layers }: CheckedOptions): Keeping =>
  engine === "primal" ? "none" : slope > 0 || layers === "both" ? "rows" : "columns";

function planRun(data: PreparedData, keeping: Keeping, hidden: number) {
  const n = data.samples;
  const rows = n + (data.heldOut?.samples ?? 0);
  const group = paddedSamples(n);
  const K = paddedHidden(hidden, data.precision);
  const gram = keeping === "columns" ? 1 : 0;
  const log = keeping === "rows" ? LOG_LIMIT : 0;
  return new MemoryPlan(data.precision, {
    state: ["u8", TWO_LAYER_STATE.bytes],
    words: ["u32", 4],
    v: ["real", K],
    v0: ["real", K],
    etaV: ["real", K],
    z: ["real", K],
    mask: ["real", K],
    c: ["real", K],
    scratch: ["f64", K],
    limit: ["real", group],
    order: ["u32", Math.max(n, 4)],
    updatesOf: ["u32", n],
    margins: ["f64", rows],
    alive: ["u8", rows],
    initial: ["real", data.features * K],
    W: ["real", data.features * K],
    Z: ["real", keeping === "rows" ? rows * K : gram * K * group],
    count: ["real", gram * n * K],
    list: ["u32", gram * LIST_LIMIT],
    threshold: ["f64", gram * LIST_LIMIT * K],
    log: ["real", log * K],
    logSample: ["u32", log],
    slots: ["u32", log],
    weights: ["real", log * FLUSH_ROWS],
  });
}

/** One training run of S0 or S2 that can be advanced bit by bit; the same bits however it is driven. */
export class TwoLayerRun implements Run<TwoLayerProgress, TwoLayerResult> {
  readonly options: CheckedOptions;
  readonly data: PreparedData;
  readonly #pool: InstancePool;
  readonly #instance: Instance;
  readonly #plan: RunPlan;
  readonly #keeping: Keeping;
  readonly #base: number;
  readonly #state: StateBlock<StateField>;
  readonly #trace: TracePoint[] = [];
  #status: RunStatus = "running";
  #nextTrace = 0;
  readonly #epochs: EpochTrace | undefined;
  #verdict: Verdict | null = null;
  /** r = max ‖x_i‖, where rounding bounds need it. */
  readonly #radius: number;
  /** Value of `updates` when W (gram: the W block) and Z were last made afresh. */
  #weightsAt = 0;
  #freshAt = 0;
  #disposed = false;
  readonly #monitor: ProofMonitor | undefined;
  /** ρ = max ‖w_j‖ over the rows of W⁰, f64 (errata 13). */
  readonly initialRadius: number;

  /** `separator` is needed with `checkProof` only: ω with y·ωᵀx ≥ 1 for every sample. */
  constructor(pool: InstancePool, data: PreparedData, options: CheckedOptions, separator?: Float64Array) {
    this.options = options;
    this.data = data;
    this.#pool = pool;
    this.#keeping = keepingOf(options);
    this.#plan = planRun(data, this.#keeping, options.hidden);
    const room = planRun(data, this.#keeping, Math.max(options.hidden, data.reserveHidden)).bytes;
    const { instance, runBase } = data.lease(pool, options.engine, room, "trainTwoLayer()");
    this.#instance = instance;
    this.#base = runBase;
    this.#state = TWO_LAYER_STATE.at(instance, runBase);
    this.#radius = options.epochTrace === false ? 0 : data.radius;
    if (options.epochTrace !== false) this.#epochs = new EpochTrace(data.samples, options.test?.samples ?? 0, options.maxEpochs);
    try {
      this.initialRadius = this.#initialise();
      if (options.checkProof && separator !== undefined) this.#monitor = this.#startMonitor(separator);
    } catch (cause) {
      this.dispose();
      throw cause;
    }
  }

  get status(): RunStatus {
    return this.#status;
  }

  get done(): boolean {
    return this.#status !== "running";
  }

  snapshot(): TwoLayerProgress {
    this.#checkAlive();
    const steps = this.#state.get("step");
    return {
      status: this.#status,
      steps,
      epochs: Math.ceil(steps / this.data.samples),
      updates: this.#state.get("updates"),
      ratio: this.#ratio(),
    };
  }

  #ratio(): Ratio {
    return { min: this.#state.get("ratioMin"), max: this.#state.get("ratioMax") };
  }

  /** Takes up to `steps` more steps; returns whether the run is over. */
  advance(steps: number = Infinity): boolean {
    this.#checkAlive();
    if (steps !== Infinity) checkNumber("advance()", "steps", steps, { min: 0, integer: true, example: 100 });
    const end = this.#state.get("step") + steps;
    while (!this.done && this.#state.get("step") < end) this.#chunk(end);
    return this.done;
  }

  /** About 1 ms of training; returns whether the run is over. */
  chunk(): boolean {
    return this.#chunk(Infinity);
  }

  #chunk(end: number): boolean {
    this.#checkAlive();
    if (this.done) return true;
    this.#recordTrace();
    if (this.#epochDue() && !this.#recordEpoch(this.#rowsPerCall())) return false;
    const trace = this.options.trace[this.#nextTrace] ?? Infinity;
    const epoch = this.#epochs?.nextStep ?? Infinity;
    this.#state.set({ stepEnd: Math.min(end, trace, epoch, this.options.maxSteps), work: WORK_PER_CALL });
    const { pointer } = this.#state;
    this.#call((k) => (this.#keeping === "columns" ? k.trainGram(pointer) : k.trainPrimal(pointer)));
    this.#monitorUpdate();
    this.#settle();
    if (this.done) this.#recordEnd();
    return this.done;
  }

  /** Ends the run early; its result says `cancelled`. */
  cancel(): void {
    if (!this.done) this.#status = "cancelled";
  }

  /** Copies of everything; can be called at any time. */
  result(): TwoLayerResult {
    this.#checkAlive();
    const { hidden, engine } = this.options;
    if (this.#epochDue()) this.#recordEpoch(Infinity);
    const verdict = this.#evaluate();
    const { samples, features } = this.data;
    const dead: number[] = [];
    let distinct = 0;
    const updatesOf = this.#instance.u32(this.#at("updatesOf"), samples);
    for (let i = 0; i < samples; i++) {
      if (updatesOf[i] > 0) distinct++;
      if (verdict.margins[i] < 1 && verdict.alive[i] !== 1) dead.push(i);
    }
    const { trace: _steps, ...options } = this.options;
    return {
      ...this.snapshot(),
      ...measure(verdict.margins),
      printedTrainingError: printedError(verdict.margins, this.data.labels),
      engine,
      distinctSamples: distinct,
      updatesOf: updatesOf.slice(),
      deadSamples: dead,
      weights: this.#weights(),
      outputWeights: this.#numbers("v", hidden),
      initialOutputWeights: this.#numbers("v0", hidden),
      hidden,
      features,
      trace: this.#trace.slice(),
      halfGates: this.#state.get("halfGates"),
      options,
      ...this.#extras(),
    };
  }

  /** What a result has only where it was asked for. */
  #extras(): Pick<TwoLayerResult, "epochTrace" | "testError" | "proof"> {
    const extras: { epochTrace?: readonly EpochPoint[]; testError?: number; proof?: ProofReport } = {};
    if (this.#epochs !== undefined) extras.epochTrace = this.#epochs.points.slice();
    if (this.options.test !== null) extras.testError = this.#testError();
    if (this.#monitor !== undefined) extras.proof = this.#monitor.report();
    return extras;
  }

  /** Gives the memory back to the lab. The run cannot be used afterwards; calling it again does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#pool.release(this.#instance);
  }

  #checkAlive(): void {
    if (this.#disposed)
      throw new RelulabError("DISPOSED", "this run has been disposed of.", "Take result() before dispose(), or start a new run.");
  }

  #at(name: keyof RunPlan["blocks"]): number {
    return this.#base + this.#plan.blocks[name].offset;
  }

  #call(work: (kernels: KernelExports) => void): void {
    this.#instance.call(work);
  }

  /** Returns ρ. */
  #initialise(): number {
    const { options, data } = this;
    const { hidden, learningRate, seed, trial } = options;
    const instance = this.#instance;
    const K = paddedHidden(hidden, data.precision);
    instance.u8(this.#base, this.#plan.bytes).fill(0);
    const v = instance.reals(this.#at("v"), K);
    v.set(options.outputWeights);
    instance.reals(this.#at("v0"), K).set(v);
    const eta = data.precision === "f32" ? Math.fround(learningRate) : learningRate;
    const etaV = instance.reals(this.#at("etaV"), K);
    for (let j = 0; j < hidden; j++) etaV[j] = eta * v[j];
    this.#limits().fill(1).fill(-Infinity, data.samples);
    this.#fillState(K, seedWords(seed));
    writeInitialWeights(instance, this.#at("initial"), hidden, data.features, options.initialWeights, { seed, trial });
    const radius = largestRow(instance.reals(this.#at("initial"), hidden * data.features), data.features);
    this.#instance.u32(this.#at("slots"), this.#plan.blocks.slots.length).forEach((_, slot, slots) => (slots[slot] = slot));
    this.#call((k) => k.transpose(this.#at("W"), this.#at("initial"), hidden, data.features, K));
    if (options.engine === "gram") this.#refresh();
    return radius;
  }

  #fillState(K: number, key: readonly [number, number]): void {
    const { options, data } = this;
    const shared = data.plan(options.engine).blocks;
    const slope = data.precision === "f32" ? Math.fround(options.slope) : options.slope;
    const gates = { 0: slope, 0.5: (slope + 1) / 2, 1: 1 };
    const base = this.#instance.base;
    const group = paddedSamples(data.samples);
    this.#state.set({
      n: data.samples,
      k: options.hidden,
      K,
      starts: base + shared.starts.offset,
      index: base + shared.index.offset,
      value: base + shared.value.offset,
      y: base + shared.y.offset,
      limit: this.#at("limit"),
      v: this.#at("v"),
      etaV: this.#at("etaV"),
      W: this.#at("W"),
      z: this.#at("z"),
      mask: this.#at("mask"),
      c: this.#at("c"),
      words: this.#at("words"),
      method: METHOD_CODE[options.method],
      sampling: SAMPLING_CODE[options.sampling],
      gamma: options.noiseStd,
      derivAtZero: gates[options.derivAtZero],
      slope,
      eta: options.learningRate,
      both: options.layers === "both" ? 1 : 0,
      v0: this.#at("v0"),
      ratioMin: 1,
      ratioMax: 1,
      keyLow: key[0],
      keyHigh: key[1],
      trial: options.trial,
      idleLimit: options.idlePasses * data.samples,
      order: this.#at("order"),
      updatesOf: this.#at("updatesOf"),
      drawnBlock: NO_BLOCK,
      pauseOnUpdate: options.checkProof ? 1 : 0,
      gram: base + shared.gram.offset,
      gramStride: Math.round(shared.gram.length / Math.max(1, shared.starts.length - 1)),
      Z: this.#at("Z"),
      zStride: group,
      count: this.#at("count"),
      list: this.#at("list"),
      listLimit: this.#keeping === "columns" ? LIST_LIMIT : 0,
      threshold: this.#at("threshold"),
      logLimit: this.#plan.blocks.log.length / K,
      rows: this.#plan.blocks.margins.length,
      log: this.#at("log"),
      logSample: this.#at("logSample"),
      slots: this.#at("slots"),
      weights: this.#at("weights"),
    });
  }

  #startMonitor(separator: Float64Array): ProofMonitor {
    const { data, options } = this;
    const { learningRate } = options;
    const start = {
      outputWeights: this.#numbers("v0", options.hidden),
      learningRate: data.precision === "f32" ? Math.fround(learningRate) : learningRate,
      slope: this.#state.get("slope"),
    };
    return new ProofMonitor(data, start, separator, this.#weights());
  }

  /** With `checkProof` a kernel call ends after each non-zero update, so at most one has happened since the last look. */
  #monitorUpdate(): void {
    const updates = this.#state.get("updates");
    if (this.#monitor === undefined || updates === this.#monitor.updates) return;
    this.#materialise();
    const updatesOf = this.#instance.u32(this.#at("updatesOf"), this.data.samples);
    this.#monitor.note(this.#weights(), updatesOf, this.#state.get("step"), this.#ratio());
  }

  #limits(): Reals {
    return this.#instance.reals(this.#at("limit"), paddedSamples(this.data.samples));
  }

  /** Decides what the end of a kernel call means. */
  #settle(): void {
    const status = this.#state.get("status");
    if (status === STATUS.diverged) this.#status = "diverged";
    else if (status === STATUS.idle) this.#status = this.#violations() === 0 ? "global-minimum" : "idle";
    else if (status === STATUS.fixedPoint && (this.#allDead(this.#evaluate()) || !this.#refreshIfStale())) this.#status = "stuck";
    else if (status === STATUS.cleanPass || status === STATUS.quietDraws) this.#judge();
    if (this.done) return;
    this.#state.set({ status: STATUS.running });
    if (this.#state.get("step") >= this.options.maxSteps) this.#status = "budget";
  }

  /**
   * A pass without an update: f64 sums over the weights decide. Where they find a margin below 1, the sample counts as violated at its
   * next visit whatever its own arithmetic says (limit = ∞ until the next update), so that gate and verdict cannot disagree for ever.
   */
  #judge(): void {
    const verdict = this.#evaluate();
    if (!verdict.margins.every((margin) => margin - margin === 0)) {
      this.#status = "diverged";
      return;
    }
    if (this.#violations() === 0) {
      this.#status = "global-minimum";
      return;
    }
    if (this.#state.get("status") === STATUS.quietDraws && this.#allDead(verdict)) {
      this.#status = "stuck";
      return;
    }
    this.#refreshIfStale();
    const limits = this.#limits();
    verdict.margins.forEach((margin, i) => {
      if (margin < 1) limits[i] = Infinity;
    });
    this.#state.set({ forced: 1, listReady: 0, listLength: 0 });
  }

  #violations(): number {
    return this.#evaluate().margins.reduce((sum, margin) => sum + (margin >= 1 ? 0 : 1), 0);
  }

  /** Can a method without noise change nothing any more? */
  #allDead({ margins, alive }: Verdict): boolean {
    const { method, noiseStd, derivAtZero } = this.options;
    if (method !== "plain" && noiseStd > 0) return false;
    return margins.every((margin, i) => margin >= 1 || alive[i] === 0 || (alive[i] === 2 && derivAtZero === 0));
  }

  /** Gram engine: W (where it is not kept) and Z made afresh when updates have left rounding in Z. Returns whether anything was stale. */
  #refreshIfStale(): boolean {
    if (this.options.engine === "primal" || this.#freshAt === this.#state.get("updates")) return false;
    this.#materialise();
    this.#refresh();
    return true;
  }

  /** The weights of this moment become the base of all later ones: counts start again, Z is computed from them. */
  #refresh(): void {
    this.#freshAt = this.#state.get("updates");
    if (this.#keeping === "rows") {
      this.#state.set({ fresh: 1, logged: 0, flushRow: 0 });
      return;
    }
    const { length } = this.#plan.blocks.count;
    this.#instance.reals(this.#at("count"), length).fill(0);
    this.#instance.u8(this.#at("initial"), this.#weightBytes()).set(this.#instance.u8(this.#at("W"), this.#weightBytes()));
    this.#call((k) => k.gramPreactivations(this.#state.pointer));
    this.#state.set({ listReady: 0, listLength: 0 });
  }

  #weightBytes(): number {
    return this.#plan.blocks.W.length * (this.data.precision === "f32" ? 4 : 8);
  }

  /** Gram engine: W = base + all updates since. */
  #materialise(): void {
    const updates = this.#state.get("updates");
    if (this.#keeping !== "columns" || this.#weightsAt === updates) return;
    this.#instance.u8(this.#at("W"), this.#weightBytes()).set(this.#instance.u8(this.#at("initial"), this.#weightBytes()));
    this.#call((k) => k.gramWeights(this.#state.pointer));
    this.#weightsAt = updates;
  }

  #evaluate(): Verdict {
    const updates = this.#state.get("updates");
    if (this.#verdict?.updates === updates) return this.#verdict;
    this.#materialise();
    const { samples } = this.data;
    const margins = this.#margins(0, samples).slice(0, samples);
    const alive = this.#instance.u8(this.#at("alive"), samples).slice();
    this.#verdict = { updates, margins, alive };
    return this.#verdict;
  }

  /** Makes the margins of rows from…to−1, f64; returns the array of all rows, held-out ones behind the samples. */
  #margins(from: number, to: number, kernel: "evaluate" | "screenMargins" = "evaluate"): Float64Array {
    this.#materialise();
    this.#call((k) => k[kernel](this.#at("margins"), this.#at("alive"), this.#at("scratch"), this.#state.pointer, from, to));
    return this.#instance.f64(this.#at("margins"), this.#plan.blocks.margins.length);
  }

  #testError(): number {
    const { samples } = this.data;
    return measure(this.#margins(samples, this.#plan.blocks.margins.length).slice(samples)).trainingError;
  }

  /** A block of reals as numbers. */
  #numbers(name: "v" | "v0", length: number): Float64Array {
    return new Float64Array(this.#instance.reals(this.#at(name), length));
  }

  #weights(): Float32Array | Float64Array {
    const { hidden } = this.options;
    const { features, precision } = this.data;
    const K = paddedHidden(hidden, precision);
    const stored = this.#instance.reals(this.#at("W"), features * K);
    const weights = precision === "f32" ? new Float32Array(hidden * features) : new Float64Array(hidden * features);
    for (let j = 0; j < hidden; j++) for (let c = 0; c < features; c++) weights[j * features + c] = stored[c * K + j];
    return weights;
  }

  #recordTrace(): void {
    const step = this.#state.get("step");
    while (this.options.trace[this.#nextTrace] <= step) {
      if (this.options.trace[this.#nextTrace] === step) {
        const { loss, trainingError } = measure(this.#evaluate().margins);
        const ratio = this.options.layers === "both" ? { ratio: this.#ratio() } : {};
        this.#trace.push({ step, updates: this.#state.get("updates"), loss, trainingError, ...ratio });
      }
      this.#nextTrace++;
    }
  }

  #epochDue(): boolean {
    return this.#epochs !== undefined && this.#epochs.nextStep === this.#state.get("step");
  }

  #rowsPerCall(): number {
    const { nonZeros, samples } = this.data;
    const perRow = ((nonZeros + samples) / samples) * paddedHidden(this.options.hidden, this.data.precision);
    return Math.max(1, Math.floor(WORK_PER_CALL / perRow));
  }

  /** Some rows of the point that is due; returns whether it is complete. */
  #recordEpoch(rows: number): boolean {
    const { min: ratioMin, max: ratioMax } = this.#ratio();
    const state = { updates: this.#state.get("updates"), ratioMin, ratioMax };
    if (this.#epochs?.fresh) this.#measureSpread();
    return this.#epochs?.advance(rows, (from, to) => this.#margins(from, to, "screenMargins"), state) ?? true;
  }

  /** S and P of assembly/train/screen.ts, the greatest of the run so far. */
  #measureSpread(): void {
    this.#materialise();
    const { hidden, learningRate } = this.options;
    const { features, precision } = this.data;
    const K = paddedHidden(hidden, precision);
    this.#call((k) => k.columnNorms(this.#at("scratch"), this.#at("W"), features, K));
    const norms = this.#instance.f64(this.#at("scratch"), hidden);
    const v = this.#numbers("v", hidden);
    const spread = 2 * norms.reduce((sum, length, j) => sum + length * Math.abs(v[j]), 0);
    const reach = 2 * learningRate * this.#radius * v.reduce((sum, vj) => sum + vj * vj, 0);
    this.#state.set({ spread: Math.max(spread, this.#state.get("spread")), reach: Math.max(reach, this.#state.get("reach")) });
  }

  #recordEnd(): void {
    this.#recordTrace();
    if (this.#epochDue()) this.#recordEpoch(Infinity);
    const settled = this.#status === "global-minimum" || this.#status === "stuck";
    if (settled && this.options.epochTrace === "full") this.#epochs?.repeatToEnd();
  }
}

/** 0/1 error with sgn(0) = +1 (errata 1), from margins y·f. */
export function printedError(margins: ArrayLike<number>, labels: ArrayLike<number>): number {
  let errors = 0;
  for (let i = 0; i < margins.length; i++) if (!(margins[i] > 0) && !(margins[i] === 0 && labels[i] > 0)) errors++;
  return errors / margins.length;
}
