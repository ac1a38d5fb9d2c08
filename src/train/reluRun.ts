import type { OneReluModel } from "../data/dataset.js";
import { checkNumber } from "./check.js";
import { RelulabError } from "../errors.js";
import type { Instance } from "../wasm/instance.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import type { StateBlock } from "../wasm/stateBlock.js";
import type { Run } from "./drive.js";
import type { PreparedRegression } from "./preparedRegression.js";
import { applyOwn, projectOnto } from "./projection/project.js";
import type { CheckedReluOptions } from "./reluOptions.js";
import { RELU_BLOCK, RELU_STATE, type ReluField } from "./reluState.js";

/**
 * `error-target`, `residual-target`: that option was met. `stalled`: the support stays and w moves by at most stallTolerance (at 0: an
 * exact fixed point). `diverged`: the next w would not be finite (‖w‖² overflows); the last finite one is returned.
 */
export type ReluStatus = "running" | "error-target" | "residual-target" | "stalled" | "budget" | "diverged" | "cancelled";

export interface ReluTracePoint {
  readonly iteration: number;
  /** ‖w_τ − w*‖₂; null without a truth. */
  readonly error: number | null;
  /** Root mean square of f(x_i) − y_i, √L of S1 (1.1), f64 sums. */
  readonly residual: number;
  /** Features that joined or left the support in the step to this iterate. */
  readonly supportChanges: number;
}

export interface ReluProgress {
  readonly status: ReluStatus;
  /** Steps taken. */
  readonly iterations: number;
  readonly error: number | null;
  /** Of the last iterate that was evaluated; null before the first. */
  readonly residual: number | null;
}

export interface ReluResult extends ReluProgress {
  readonly model: OneReluModel;
  readonly residual: number;
  readonly weights: Float32Array | Float64Array;
  /** Features with non-zero weight, ascending. */
  readonly support: readonly number[];
  readonly features: number;
  /** One point per iterate, from w₀ on. */
  readonly trace: readonly ReluTracePoint[];
  /** Every option as used, defaults filled in: what a certificate needs to know of the run. */
  readonly options: CheckedReluOptions;
}

/** Multiply-adds of one kernel call: about 1 ms, so that engines get to swap in optimised code and a run can stop. */
const WORK_PER_CALL = 4e6;

type ReluPlan = ReturnType<typeof planRun>;

/** Screening is not cut into chunks: where it would take longer than one, it is left out. */
const SCREEN_WORK = 1e6;
/** As in assembly/train/reluScreen.ts: with less than this many features for each one kept it cannot pay. */
const SCREEN_FEW = 16;

/** Entries kept by an ℓ0 projection whose gradients can be screened; 0 otherwise. A pure function of sizes. */
function screenedEntries({ samples, features }: PreparedRegression, { projection }: CheckedReluOptions): number {
  if (typeof projection === "function" || projection.kind !== "l0") return 0;
  const { sparsity } = projection;
  return samples * sparsity <= SCREEN_WORK && sparsity * SCREEN_FEW <= features ? sparsity : 0;
}

function planRun({ precision, samples: n, features: d }: PreparedRegression, screened: number) {
  const stride = Math.ceil(n / 8) * 8;
  const some = screened > 0 ? 1 : 0;
  return new MemoryPlan(precision, {
    state: ["u8", RELU_STATE.bytes],
    y: ["real", n],
    w: ["real", d],
    v: ["real", d],
    g: ["real", d],
    support: ["u32", d],
    value: ["f64", d],
    a: ["f64", RELU_BLOCK],
    active: ["u32", RELU_BLOCK],
    coefficient: ["real", RELU_BLOCK],
    kept: ["u32", d],
    keys: ["f64", d + 1],
    index: ["u32", d + 16],
    warm: ["f64", 2],
    c: ["real", some * n],
    reference: ["real", some * n],
    columns: ["real", screened * stride],
    packed: ["u32", screened],
    extra: ["u32", some * (d + 1)],
  });
}

/**
 * One run of projected gradient descent (S1-A1; S1-A2 for the linear model), advanced bit by bit. Every iterate is followed by a pass over
 * the samples, which gives its residual and its gradient; the last one's is forward only. The same bits however it is driven.
 */
export class ReluRun implements Run<ReluProgress, ReluResult> {
  readonly options: CheckedReluOptions;
  readonly data: PreparedRegression;
  readonly #pool: InstancePool;
  readonly #instance: Instance;
  readonly #plan: ReluPlan;
  readonly #base: number;
  readonly #state: StateBlock<ReluField>;
  readonly #trace: ReluTracePoint[] = [];
  #status: ReluStatus = "running";
  /** Known before the last pass: what the run will have ended with. */
  #ending: ReluStatus = "running";
  #iterations = 0;
  /** v of the next step is made already. */
  #stepped = false;
  readonly #screened: number;
  #screenedSteps = 0;
  #disposed = false;

  constructor(pool: InstancePool, data: PreparedRegression, options: CheckedReluOptions, where = "fitRelu()") {
    this.options = options;
    this.data = data;
    this.#pool = pool;
    this.#screened = screenedEntries(data, options);
    this.#plan = planRun(data, this.#screened);
    const { instance, X, norms, runBase } = data.lease(pool, this.#plan.bytes, where);
    this.#instance = instance;
    this.#base = runBase;
    this.#state = RELU_STATE.at(instance, runBase);
    try {
      this.#initialise(X, norms);
    } catch (cause) {
      this.dispose();
      throw cause;
    }
  }

  get status(): ReluStatus {
    return this.#status;
  }

  get done(): boolean {
    return this.#status !== "running";
  }

  /** Steps so far that needed only few columns of the gradient (ℓ0 only): faster, the same bits. */
  get screenedSteps(): number {
    return this.#screenedSteps;
  }

  snapshot(): ReluProgress {
    this.#checkAlive();
    const last = this.#trace.at(-1);
    return { status: this.#status, iterations: this.#iterations, error: this.#error(), residual: last?.residual ?? null };
  }

  /** Takes up to `steps` more steps and evaluates where they lead; returns whether the run is over. */
  advance(steps: number = Infinity): boolean {
    if (steps !== Infinity) checkNumber("advance()", "steps", steps, { min: 0, integer: true, example: 1 });
    const end = this.#iterations + steps;
    while (!this.done && (this.#iterations < end || !this.#evaluated)) this.chunk(end);
    return this.done;
  }

  /** About 1 ms of work, at most to iteration `end`; returns whether the run is over. */
  chunk(end: number = Infinity): boolean {
    this.#checkAlive();
    if (this.done) return true;
    if (this.#evaluated) {
      if (this.#iterations >= end) return false;
      this.#step();
    }
    if (!this.done) this.#pass();
    return this.done;
  }

  /** Ends the run early; its result says `cancelled`. */
  cancel(): void {
    if (!this.done) this.#status = "cancelled";
  }

  /** A copy of w_τ. */
  weights(): Float32Array | Float64Array {
    this.#checkAlive();
    return this.#reals("w").slice();
  }

  /** ∇L(w_τ) of S1 (3.1), or (1/n)Xᵀ(Xw − y) for the linear model; one number per feature, in the precision of the lab. */
  gradient(): Float32Array | Float64Array {
    this.#checkAlive();
    if (this.#state.get("backward") === 0 || this.#stepped) this.#state.set({ row: 0, backward: 1, known: 0 });
    this.#stepped = false;
    while (this.#state.get("row") < this.data.samples) this.#sweep();
    this.#record();
    return this.#reals("g").map((sum: number) => sum / this.data.samples);
  }

  /** Copies of everything; can be called at any time, and then finishes the evaluation of w_τ. */
  result(): ReluResult {
    this.#checkAlive();
    while (!this.#evaluated) this.#pass();
    const { residual } = this.#trace[this.#trace.length - 1];
    return {
      ...this.snapshot(),
      residual,
      model: this.options.model,
      weights: this.weights(),
      support: Array.from(this.#instance.u32(this.#at("support"), this.#state.get("m"))),
      features: this.data.features,
      trace: this.#trace.slice(),
      options: this.options,
    };
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

  /** Is there a trace point of w_τ? */
  get #evaluated(): boolean {
    return this.#trace.length > this.#iterations;
  }

  #at(name: keyof ReluPlan["blocks"]): number {
    return this.#base + this.#plan.blocks[name].offset;
  }

  #reals(name: "w" | "v" | "g"): Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> {
    return this.#instance.reals(this.#at(name), this.data.features);
  }

  #initialise(X: number, norms: number): void {
    const { options, data } = this;
    this.#instance.u8(this.#base, this.#plan.bytes).fill(0);
    this.#instance.reals(this.#at("y"), data.samples).set(data.targets);
    this.#state.set({
      n: data.samples,
      d: data.features,
      X,
      y: this.#at("y"),
      w: this.#at("w"),
      v: this.#at("v"),
      g: this.#at("g"),
      support: this.#at("support"),
      value: this.#at("value"),
      a: this.#at("a"),
      active: this.#at("active"),
      coefficient: this.#at("coefficient"),
      linear: options.model === "linear" ? 1 : 0,
      derivAtZero: options.derivAtZero,
      kept: this.#screened,
      norms,
      c: this.#screened > 0 ? this.#at("c") : 0,
      reference: this.#at("reference"),
      columns: this.#at("columns"),
      stride: Math.ceil(data.samples / 8) * 8,
      packed: this.#at("packed"),
      extra: this.#at("extra"),
    });
    this.#reals("v").set(options.initialWeights);
    this.#adopt();
    this.#state.set({ changes: 0 });
    this.#expect();
  }

  #adopt(): void {
    this.#instance.call((k) => k.reluAdopt(this.#state.pointer));
  }

  /** What is known about the end before w_τ is evaluated decides whether its pass needs a gradient. */
  #expect(): void {
    const { errorTarget, maxIterations, stepSizes } = this.options;
    if (errorTarget !== null && (this.#error() as number) <= errorTarget) this.#ending = "error-target";
    else if (this.#iterations > 0 && this.#stalled()) this.#ending = "stalled";
    else if (this.#iterations >= maxIterations) this.#ending = "budget";
    this.#stepped = false;
    const mu = stepSizes[Math.min(this.#iterations, stepSizes.length - 1)];
    this.#state.set({ row: 0, known: 0, mu, backward: this.#ending === "running" ? 1 : 0 });
  }

  /** Did the last step stand still, and will all later ones have its μ? */
  #stalled(): boolean {
    const { stepSizes, stallTolerance } = this.options;
    if (this.#iterations < stepSizes.length || this.#state.get("changes") > 0) return false;
    return Math.sqrt(this.#state.get("moved")) <= stallTolerance * Math.sqrt(this.#state.get("norm"));
  }

  #sweep(): void {
    this.#state.set({ work: WORK_PER_CALL });
    this.#instance.call((k) => k.reluPass(this.#state.pointer));
  }

  /** Tries to do without most of the gradient. */
  #screen(): boolean {
    if (this.#screened === 0) return false;
    this.#instance.call((k) => (this.#stepped = k.reluProbe(this.#state.pointer) === 1));
    if (this.#stepped) this.#screenedSteps++;
    return this.#stepped;
  }

  /** One kernel call; at the end of a pass w_τ goes into the trace and endings are decided. */
  #pass(): void {
    if (!this.#screen()) this.#sweep();
    if (this.#state.get("row") < this.data.samples) return;
    this.#record();
  }

  #record(): void {
    if (this.#evaluated) return;
    const residual = Math.sqrt(this.#state.get("squares") / this.data.samples);
    this.#trace.push({ iteration: this.#iterations, error: this.#error(), residual, supportChanges: this.#state.get("changes") });
    if (this.done) return;
    const { residualTarget } = this.options;
    if (residual - residual !== 0) this.#status = "diverged";
    else if (this.#ending !== "error-target" && residualTarget !== null && residual <= residualTarget) this.#status = "residual-target";
    else this.#status = this.#ending;
  }

  /** w_{τ+1} = P_K(w_τ − μ_τ ∇L(w_τ)), S1 (3.2). */
  #step(): void {
    if (!this.#stepped) this.#instance.call((k) => k.reluStep(this.#state.pointer));
    const norm = this.#state.get("norm");
    if (norm - norm !== 0) {
      this.#status = "diverged";
      return;
    }
    this.#project();
    this.#adopt();
    this.#iterations++;
    this.#expect();
  }

  #project(): void {
    const { projection } = this.options;
    const v = this.#reals("v");
    if (typeof projection !== "function" && projection.kind === "l0") {
      const at = this.#at("v");
      const scratch = [this.#at("keys"), this.#at("index"), this.#at("warm")] as const;
      this.#instance.call((k) => k.hardThreshold(at, this.#at("kept"), at, ...scratch, v.length, projection.sparsity));
      return;
    }
    const vector = Float64Array.from(v);
    v.set(typeof projection === "function" ? applyOwn("fitRelu()", projection, vector) : projectOnto(vector, projection));
  }

  #error(): number | null {
    const truth = this.data.truth?.weights;
    if (truth === undefined) return null;
    const w = this.#reals("w");
    let sum = 0;
    for (let c = 0; c < truth.length; c++) sum += (w[c] - truth[c]) * (w[c] - truth[c]);
    return Math.sqrt(sum);
  }
}
