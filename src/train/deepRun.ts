import { reading, RelulabError, show } from "../errors.js";
import type { InstancePool } from "../wasm/pool.js";
import { drawBatch } from "./batch.js";
import { checkNumber } from "./check.js";
import { exactOutputs } from "./deepExact.js";
import { DeepMemory } from "./deepMemory.js";
import type { Pieces } from "./deepProducts.js";
import type { CheckedDeepOptions } from "./deepOptions.js";
import type { DeepProgress, DeepResult, DeepStatus, DeepTracePoint } from "./deepResult.js";
import { type Run, WORK_OF_A_PIECE, WORK_PER_CALL } from "./drive.js";
import type { PreparedData } from "./prepared.js";

/** Samples of one pass of an evaluation: products with fewer columns are slow. */
const EVALUATED_AT_ONCE = 64;

/**
 * Sees a step between its backward pass and its update: the samples of the step and Σ|c_i| = η·(mean of |ℓ'|). The network holds x_{l−1} in H_{l−1} and
 * the signals of −η∇ in D_l.
 */
export type DeepWatch = (samples: Uint32Array, slopes: number) => void;

/** What a loss says of all samples, sums in f64. */
interface Totals {
  loss: number;
  errors: number;
  slopeSum: number;
}

/**
 * One run of gradient descent (S4-A1) or of SGD without replacement (S4-A2) on a deep ReLU network, all layers trained, advanced bit by bit;
 * the same bits however it is driven. The loss and its derivative are evaluated here, on one number a sample: for any loss the same way, and too
 * little work to be seen beside the products.
 */
export class DeepRun implements Run<DeepProgress, DeepResult> {
  readonly options: CheckedDeepOptions;
  readonly data: PreparedData;
  readonly network: DeepMemory;
  readonly #labels: Float64Array;
  readonly #trace: DeepTracePoint[] = [];
  readonly #pieces: Pieces;
  readonly #order: Uint32Array;
  readonly #watch: DeepWatch | undefined;
  #status: DeepStatus = "running";
  #steps = 0;
  /** W(0) is written. */
  #begun = false;
  /** W(steps) is whole, and evaluated where that is due. */
  #settled = false;
  /** Between the first and the last product that changes W. */
  #updating = false;
  /** The f64 sums over W(steps) that a status was decided by. */
  #verified: Totals | undefined;
  #divergedAt: DeepResult["divergedAt"] = null;
  #failure: { readonly cause: unknown } | undefined;

  /** With `watch` W(0) is kept, all samples fit into one pass, and it is called before each update; the bits are the same. */
  constructor(pool: InstancePool, data: PreparedData, options: CheckedDeepOptions, where = "trainDeep()", watch?: DeepWatch) {
    this.options = options;
    this.data = data;
    const { samples } = data;
    const { batchSize } = options;
    const columns = batchSize === null || watch !== undefined ? samples : Math.max(batchSize, Math.min(samples, EVALUATED_AT_ONCE));
    this.network = new DeepMemory(pool, data, options.hidden, { columns, keepStart: watch !== undefined }, where);
    this.#watch = watch;
    this.#labels = data.labels;
    this.#order = Uint32Array.from({ length: samples }, (_, i) => i);
    this.#pieces = this.#train();
  }

  get status(): DeepStatus {
    return this.#status;
  }

  get done(): boolean {
    return this.#status !== "running";
  }

  snapshot(): DeepProgress {
    this.network.memory.checkAlive();
    const { loss = null, errors = null } = this.#verified ?? this.#trace.at(-1) ?? {};
    return { status: this.#status, steps: this.#steps, loss, errors };
  }

  /** Takes up to `steps` more steps and, where it is due, evaluates where they lead; returns whether the run is over. */
  advance(steps: number = Infinity): boolean {
    this.network.memory.checkAlive();
    if (steps !== Infinity) checkNumber("advance()", "steps", steps, { min: 0, integer: true, example: 1 });
    const pieces = this.stepping(steps);
    while (pieces.next().done !== true);
    return this.done;
  }

  /** `advance` in pieces, for who shares a thread. */
  *stepping(steps: number): Pieces {
    const end = this.#steps + steps;
    while (!this.done && (this.#steps < end || !this.#settled)) yield this.#next();
  }

  /** About 1 ms of work; returns whether the run is over. */
  chunk(): boolean {
    this.network.memory.checkAlive();
    for (let work = 0; !this.done && work < WORK_PER_CALL;) work += this.#next() + WORK_OF_A_PIECE;
    return this.done;
  }

  /** Ends the run early; its result says `cancelled`. */
  cancel(): void {
    if (!this.done) this.#status = "cancelled";
  }

  /** Writes W(0), for who looks at the network before the first step. */
  *begin(): Pieces {
    while (!this.#begun) yield this.#next();
  }

  /** ℓ'(y_i f_i)·y_i/n of all samples: what their part of ∇L_S is scaled by. */
  slopes(outputs: Float64Array): Float64Array {
    const { samples } = this.data;
    return outputs.map((f, i) => (this.#ask("derivative", this.#labels[i] * f) * this.#labels[i]) / samples);
  }

  /** Copies of everything; can be called at any time. */
  result(): DeepResult {
    this.network.memory.checkAlive();
    this.#makeWhole();
    const { options, data, network } = this;
    const { loss, errors } = this.#verified ?? this.#trace.at(-1) ?? this.#evaluateNow();
    return {
      status: this.#status,
      steps: this.#steps,
      ...(this.#status === "diverged" ? { loss: Infinity, errors: data.samples } : { loss, errors }),
      samples: data.samples,
      features: data.features,
      weights: options.hidden.map((_, l) => network.weights(l + 1).slice()),
      outputWeights: options.outputWeights.slice(),
      trace: this.#trace.slice(),
      divergedAt: this.#divergedAt,
      options,
    };
  }

  /** Gives the memory back to the lab. The run cannot be used afterwards; calling it again does nothing. */
  dispose(): void {
    this.network.memory.dispose();
  }

  /** The next piece; returns its work. A run that has thrown, in a loss of the user's own or for want of memory, throws the same again. */
  #next(): number {
    if (this.#failure !== undefined) throw this.#failure.cause;
    try {
      const { value, done } = this.#pieces.next();
      return done === true ? 0 : value;
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
  }

  /** A start or a step that has begun to change W is finished, so that what is returned is an iterate. */
  #makeWhole(): void {
    while (!this.#begun || this.#updating) this.#next();
  }

  /** A run that was stopped before its first evaluation still has numbers. */
  #evaluateNow(): Totals {
    const pieces = this.#evaluate();
    let next = pieces.next();
    while (next.done !== true) next = pieces.next();
    return next.value;
  }

  /** Loss and errors of all samples at W by f64 sums over W: what decides a status. */
  *verified(): Pieces<{ readonly loss: number; readonly errors: number; readonly slopeSum: number }> {
    const outputs = yield* exactOutputs(this.network);
    const totals = { loss: 0, errors: 0, slopeSum: 0 };
    outputs.forEach((f, i) => this.#add(totals, f, i));
    totals.loss /= this.data.samples;
    return totals;
  }

  /** The whole run, piece by piece. */
  *#train(): Pieces {
    const { maxSteps, evaluateEvery } = this.options;
    yield* this.network.initialise(this.options);
    this.#begun = true;
    yield 0;
    if (this.done) return;
    for (;;) {
      if (this.#steps % evaluateEvery === 0 || this.#steps === maxSteps) {
        const totals = yield* this.#evaluate();
        if (this.done) return;
        this.#trace.push({ step: this.#steps, ...totals });
        yield* this.#decide(totals);
        if (this.done) return;
      }
      this.#settled = true;
      yield 0;
      this.#settled = false;
      yield* this.#step();
      // A run that is cancelled within an update ends with the step that was finished.
      if (this.#updating) this.#steps++;
      this.#updating = false;
      if (this.done) return;
    }
  }

  /** Has the run ended with W(steps)? Targets are verified by f64 sums over W; where these disagree the run goes on. */
  *#decide({ loss, errors }: Totals): Pieces {
    if (this.#reached(loss, errors) !== undefined) {
      const totals = yield* this.verified();
      const status = this.#reached(totals.loss, totals.errors);
      if (status !== undefined) {
        this.#verified = totals;
        this.#end(status);
      }
    }
    if (this.#steps >= this.options.maxSteps) this.#end("budget");
  }

  #reached(loss: number, errors: number): DeepStatus | undefined {
    const { lossTarget, stopAtZeroError } = this.options;
    if (stopAtZeroError && errors === 0) return "zero-error";
    return lossTarget !== null && loss <= lossTarget ? "loss-target" : undefined;
  }

  /** The first reason to end stays. */
  #end(status: DeepStatus): void {
    if (!this.done) this.#status = status;
  }

  #diverge(layer: number): void {
    if (this.done) return;
    this.#divergedAt = { step: this.#steps, layer };
    this.#status = "diverged";
  }

  /** L_S, errors and Σ −ℓ' of all samples at W. For gradient descent the activations stay for the step. */
  *#evaluate(): Pieces<Totals> {
    const { network, data } = this;
    const totals = { loss: 0, errors: 0, slopeSum: 0 };
    for (let from = 0; from < data.samples; from += network.columns) {
      const n = Math.min(network.columns, data.samples - from);
      const overflow = yield* network.forward(network.rows(from), n);
      if (overflow > 0) {
        this.#diverge(overflow);
        return { loss: Infinity, errors: data.samples, slopeSum: 0 };
      }
      network.outputs(n).forEach((f, i) => this.#add(totals, f, from + i));
    }
    totals.loss /= data.samples;
    if (!(totals.loss < Infinity)) this.#diverge(network.layers + 1);
    return totals;
  }

  #add(totals: Totals, output: number, sample: number): void {
    const margin = this.#labels[sample] * output;
    totals.loss += this.#ask("value", margin);
    totals.slopeSum -= this.#ask("derivative", margin);
    if (!(margin > 0)) totals.errors++;
  }

  /** ℓ or ℓ' of the loss, which may be the user's own. */
  #ask(what: "value" | "derivative", margin: number): number {
    const { loss } = this.options;
    const number = reading("trainDeep()", () => loss[what](margin));
    if (typeof number === "number" && number === number) return number;
    throw new RelulabError(
      "ARG_RANGE",
      `trainDeep(): loss.${what} of the margin ${margin} must be a number, got ${show(number)}.`,
      "Check your own loss at that margin.",
    );
  }

  /** W(k+1) = W(k) − η·(mean over the step's samples of ∇ℓ). */
  *#step(): Pieces {
    const { network, options, data } = this;
    const { batchSize, seed, trial } = options;
    const batch = batchSize === null ? undefined : drawBatch(this.#order, batchSize, { seed, trial, step: this.#steps });
    const n = batchSize ?? data.samples;
    const x = batch === undefined ? network.rows(0) : network.gather(batch);
    // An evaluation of a full gradient's step has made its activations.
    if (batch !== undefined || this.#trace.at(-1)?.step !== this.#steps) {
      const overflow = yield* network.forward(x, n);
      if (overflow > 0) return this.#diverge(overflow);
    }
    const outputs = network.outputs(n);
    const c = outputs.map((f, column) => {
      const y = this.#labels[batch?.[column] ?? column];
      return (-options.learningRate * this.#ask("derivative", y * f) * y) / n;
    });
    const { overflow, silent } = yield* network.backward(c);
    if (overflow > 0) return this.#diverge(overflow);
    if (silent && batch === undefined) return this.#end("stationary");
    this.#watch?.(
      batch ?? this.#order,
      c.reduce((sum, x) => sum + Math.abs(x), 0),
    );
    this.#updating = true;
    yield* network.update(x, n);
  }
}
