import { paddedHidden } from "../models/twoLayer.js";
import { runSteps, type Steps } from "../numerics/steps.js";
import type { InstancePool } from "../wasm/pool.js";
import { checkNumber } from "./check.js";
import { type Run, WORK_PER_CALL } from "./drive.js";
import { type EpochPoint, EpochTrace } from "./epochTrace.js";
import { measure, printedError } from "./measure.js";
import type { PreparedData } from "./prepared.js";
import { ProofMonitor, type ProofReport } from "./proofMonitor.js";
import { STATUS } from "./state.js";
import { TwoLayerMemory, type Verdict } from "./twoLayerMemory.js";
import type { CheckedOptions } from "./twoLayerOptions.js";
import type { RunStatus, TracePoint, TwoLayerProgress, TwoLayerResult } from "./twoLayerResult.js";

/** Before the start of a run is made. */
const AT_START = { steps: 0, updates: 0, ratio: { min: 1, max: 1 } };

/** One training run of S0 or S2 that can be advanced bit by bit; the same bits however it is driven. */
export class TwoLayerRun implements Run<TwoLayerProgress, TwoLayerResult> {
  readonly options: CheckedOptions;
  readonly data: PreparedData;
  readonly #network: TwoLayerMemory;
  readonly #trace: TracePoint[] = [];
  #status: RunStatus = "running";
  #nextTrace = 0;
  readonly #epochs: EpochTrace | undefined;
  /** r = max ‖x_i‖, where rounding bounds need it. */
  readonly #radius: number;
  #monitor: ProofMonitor | undefined;
  /** What is left of the start, which whoever looks at the network finishes first. */
  readonly #start: Steps<void>;

  /** `separator` is needed with `checkProof` only: ω with y·ωᵀx ≥ 1 for every sample. */
  constructor(pool: InstancePool, data: PreparedData, options: CheckedOptions, separator?: Float64Array) {
    this.options = options;
    this.data = data;
    this.#network = new TwoLayerMemory(pool, data, options);
    this.#radius = options.epochTrace === false ? 0 : data.radius;
    if (options.epochTrace !== false) this.#epochs = new EpochTrace(data.samples, options.test?.samples ?? 0, options.maxEpochs);
    this.#start = this.#begin(options.checkProof ? separator : undefined);
  }

  /** ρ = max ‖w_j‖ over the rows of W⁰, f64 (errata 13). */
  get initialRadius(): number {
    runSteps(this.#start);
    return this.#network.initialRadius;
  }

  get status(): RunStatus {
    return this.#status;
  }

  get done(): boolean {
    return this.#status !== "running";
  }

  snapshot(): TwoLayerProgress {
    this.#network.memory.checkAlive();
    const { steps, updates, ratio } = this.#network.begun ? this.#network : AT_START;
    return { status: this.#status, steps, epochs: Math.ceil(steps / this.data.samples), updates, ratio };
  }

  /** Takes up to `steps` more steps; returns whether the run is over. */
  advance(steps: number = Infinity): boolean {
    this.#network.memory.checkAlive();
    if (steps !== Infinity) checkNumber("advance()", "steps", steps, { min: 0, integer: true, example: 100 });
    runSteps(this.#start);
    const end = this.#network.steps + steps;
    while (!this.done && this.#network.steps < end) this.#chunk(end);
    return this.done;
  }

  /** About 1 ms of the start or of training; returns whether the run is over. */
  chunk(): boolean {
    this.#network.memory.checkAlive();
    if (this.done || this.#start.next().done !== true) return this.done;
    return this.#chunk(Infinity);
  }

  #chunk(end: number): boolean {
    this.#recordTrace();
    if (this.#epochDue() && !this.#recordEpoch(this.#rowsPerCall())) return false;
    const trace = this.options.trace[this.#nextTrace] ?? Infinity;
    const epoch = this.#epochs?.nextStep ?? Infinity;
    this.#network.state.set({ stepEnd: Math.min(end, trace, epoch, this.options.maxSteps), work: WORK_PER_CALL });
    this.#network.train();
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
    this.#network.memory.checkAlive();
    runSteps(this.#start);
    const { hidden, engine } = this.options;
    if (this.#epochDue()) this.#recordEpoch(Infinity);
    const verdict = this.#network.evaluate();
    const { samples, features } = this.data;
    const dead: number[] = [];
    let distinct = 0;
    const updatesOf = this.#network.memory.u32("updatesOf");
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
      weights: this.#network.weights(),
      outputWeights: this.#network.numbers("v", hidden),
      initialOutputWeights: this.#network.numbers("v0", hidden),
      hidden,
      features,
      trace: this.#trace.slice(),
      halfGates: this.#network.state.get("halfGates"),
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
    this.#start.return();
    this.#network.memory.dispose();
  }

  *#begin(separator: Float64Array | undefined): Steps<void> {
    yield* this.#network.start();
    if (separator !== undefined) this.#monitor = this.#startMonitor(separator);
  }

  #startMonitor(separator: Float64Array): ProofMonitor {
    const { data, options } = this;
    const { learningRate } = options;
    const start = {
      outputWeights: this.#network.numbers("v0", options.hidden),
      learningRate: data.precision === "f32" ? Math.fround(learningRate) : learningRate,
      slope: this.#network.state.get("slope"),
    };
    return new ProofMonitor(data, start, separator, this.#network.weights());
  }

  /** With `checkProof` a kernel call ends after each non-zero update, so at most one has happened since the last look. */
  #monitorUpdate(): void {
    const network = this.#network;
    if (this.#monitor === undefined || network.updates === this.#monitor.updates) return;
    this.#monitor.note(network.weights(), network.memory.u32("updatesOf"), network.steps, network.ratio);
  }

  /** Decides what the end of a kernel call means. */
  #settle(): void {
    const status = this.#network.state.get("status");
    if (status === STATUS.diverged) this.#status = "diverged";
    else if (status === STATUS.idle) this.#status = this.#violations() === 0 ? "global-minimum" : "idle";
    else if (status === STATUS.fixedPoint && (this.#allDead(this.#network.evaluate()) || !this.#network.refreshIfStale()))
      this.#status = "stuck";
    else if (status === STATUS.cleanPass || status === STATUS.quietDraws) this.#judge();
    if (this.done) return;
    this.#network.state.set({ status: STATUS.running });
    if (this.#network.steps >= this.options.maxSteps) this.#status = "budget";
  }

  /**
   * A pass without an update: f64 sums over the weights decide. Where they find a margin below 1, the sample counts as violated at its
   * next visit whatever its own arithmetic says (limit = ∞ until the next update), so that gate and verdict cannot disagree for ever.
   */
  #judge(): void {
    const verdict = this.#network.evaluate();
    if (!verdict.margins.every((margin) => margin - margin === 0)) {
      this.#status = "diverged";
      return;
    }
    if (this.#violations() === 0) {
      this.#status = "global-minimum";
      return;
    }
    if (this.#network.state.get("status") === STATUS.quietDraws && this.#allDead(verdict)) {
      this.#status = "stuck";
      return;
    }
    this.#network.refreshIfStale();
    const limits = this.#network.memory.reals("limit");
    verdict.margins.forEach((margin, i) => {
      if (margin < 1) limits[i] = Infinity;
    });
    this.#network.state.set({ forced: 1, listReady: 0, listLength: 0 });
  }

  #violations(): number {
    return this.#network.evaluate().margins.reduce((sum, margin) => sum + (margin >= 1 ? 0 : 1), 0);
  }

  /** Can a method without noise change nothing any more? */
  #allDead({ margins, alive }: Verdict): boolean {
    const { method, noiseStd, derivAtZero } = this.options;
    if (method !== "plain" && noiseStd > 0) return false;
    return margins.every((margin, i) => margin >= 1 || alive[i] === 0 || (alive[i] === 2 && derivAtZero === 0));
  }

  #testError(): number {
    const { samples } = this.data;
    return measure(this.#network.margins(samples, this.#network.memory.length("margins")).slice(samples)).trainingError;
  }

  #recordTrace(): void {
    const { steps: step, updates, ratio } = this.#network;
    while (this.options.trace[this.#nextTrace] <= step) {
      if (this.options.trace[this.#nextTrace] === step) {
        const { loss, trainingError } = measure(this.#network.evaluate().margins);
        this.#trace.push({ step, updates, loss, trainingError, ...(this.options.layers === "both" && { ratio }) });
      }
      this.#nextTrace++;
    }
  }

  #epochDue(): boolean {
    return this.#epochs !== undefined && this.#epochs.nextStep === this.#network.steps;
  }

  #rowsPerCall(): number {
    const { nonZeros, samples } = this.data;
    const perRow = ((nonZeros + samples) / samples) * paddedHidden(this.options.hidden, this.data.precision);
    return Math.max(1, Math.floor(WORK_PER_CALL / perRow));
  }

  /** Some rows of the point that is due; returns whether it is complete. */
  #recordEpoch(rows: number): boolean {
    const network = this.#network;
    const { min: ratioMin, max: ratioMax } = network.ratio;
    const state = { updates: network.updates, ratioMin, ratioMax };
    if (this.#epochs?.fresh) network.measureSpread(this.#radius);
    return this.#epochs?.advance(rows, (from, to) => network.margins(from, to, "screenMargins"), state) ?? true;
  }

  #recordEnd(): void {
    this.#recordTrace();
    if (this.#epochDue()) this.#recordEpoch(Infinity);
    const settled = this.#status === "global-minimum" || this.#status === "stuck";
    if (settled && this.options.epochTrace === "full") this.#epochs?.repeatToEnd();
  }
}
