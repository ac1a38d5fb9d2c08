import { distance } from "../numerics/norm.js";
import type { InstancePool } from "../wasm/pool.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { StateBlock } from "../wasm/stateBlock.js";
import { checkNumber } from "./check.js";
import { type Run, WORK_PER_CALL } from "./drive.js";
import type { PreparedRegression } from "./preparedRegression.js";
import { applyOwn, projectOnto } from "./projection/project.js";
import type { CheckedReluOptions } from "./reluOptions.js";
import { NAMED_BLOCKS, planRelu, type ReluBlockName, screenedEntries } from "./reluPlan.js";
import type { ReluProgress, ReluResult, ReluStatus, ReluTracePoint } from "./reluResult.js";
import { RELU_STATE, type ReluField } from "./reluState.js";

/**
 * One run of projected gradient descent (S1-A1; S1-A2 for the linear model), advanced bit by bit. Every iterate is followed by a pass over
 * the samples, which gives its residual and its gradient; the last one's is forward only. The same bits however it is driven.
 */
export class ReluRun implements Run<ReluProgress, ReluResult> {
  readonly options: CheckedReluOptions;
  readonly data: PreparedRegression;
  readonly #memory: RunMemory<ReluBlockName>;
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

  constructor(pool: InstancePool, data: PreparedRegression, options: CheckedReluOptions, where = "fitRelu()") {
    this.options = options;
    this.data = data;
    this.#screened = screenedEntries(data, options);
    const plan = planRelu(data, this.#screened);
    const leased = data.lease(pool, plan.bytes, where);
    this.#memory = new RunMemory(pool, leased, plan);
    this.#state = RELU_STATE.at(leased.instance, this.#memory.at("state"));
    this.#memory.start(() => this.#initialise(leased.X, leased.norms));
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
    this.#memory.checkAlive();
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
    this.#memory.checkAlive();
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
    this.#memory.checkAlive();
    return this.#memory.reals("w").slice();
  }

  /** ∇L(w_τ) of S1 (3.1), or (1/n)Xᵀ(Xw − y) for the linear model; one number per feature, in the precision of the lab. */
  gradient(): Float32Array | Float64Array {
    this.#memory.checkAlive();
    if (this.#state.get("backward") === 0 || this.#stepped) this.#state.set({ row: 0, backward: 1, known: 0 });
    this.#stepped = false;
    while (this.#state.get("row") < this.data.samples) this.#sweep();
    this.#record();
    return this.#memory.reals("g").map((sum: number) => sum / this.data.samples);
  }

  /** Copies of everything; can be called at any time, and then finishes the evaluation of w_τ. */
  result(): ReluResult {
    this.#memory.checkAlive();
    while (!this.#evaluated) this.#pass();
    const { residual } = this.#trace[this.#trace.length - 1];
    return {
      ...this.snapshot(),
      residual,
      model: this.options.model,
      weights: this.weights(),
      support: Array.from(this.#memory.u32("support", this.#state.get("m"))),
      features: this.data.features,
      trace: this.#trace.slice(),
      options: this.options,
    };
  }

  /** Gives the memory back to the lab. The run cannot be used afterwards; calling it again does nothing. */
  dispose(): void {
    this.#memory.dispose();
  }

  /** Is there a trace point of w_τ? */
  get #evaluated(): boolean {
    return this.#trace.length > this.#iterations;
  }

  #initialise(X: number, norms: number): void {
    const { options, data } = this;
    const memory = this.#memory;
    memory.clear();
    memory.reals("y").set(data.targets);
    this.#state.set({
      ...memory.pointers(...NAMED_BLOCKS),
      n: data.samples,
      d: data.features,
      X,
      linear: options.model === "linear" ? 1 : 0,
      derivAtZero: options.derivAtZero,
      kept: this.#screened,
      norms,
      c: this.#screened > 0 ? memory.at("c") : 0,
      stride: Math.ceil(data.samples / 8) * 8,
    });
    memory.reals("v").set(options.initialWeights);
    this.#adopt();
    this.#state.set({ changes: 0 });
    this.#expect();
  }

  #adopt(): void {
    this.#memory.call((k) => k.reluAdopt(this.#state.pointer));
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
    this.#memory.call((k) => k.reluPass(this.#state.pointer));
  }

  /** Tries to do without most of the gradient. */
  #screen(): boolean {
    if (this.#screened === 0) return false;
    this.#stepped = this.#memory.call((k) => k.reluProbe(this.#state.pointer) === 1);
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
    if (!this.#stepped) this.#memory.call((k) => k.reluStep(this.#state.pointer));
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
    const memory = this.#memory;
    const v = memory.reals("v");
    if (typeof projection !== "function" && projection.kind === "l0") {
      const at = memory.at("v");
      const scratch = [memory.at("keys"), memory.at("index"), memory.at("warm")] as const;
      memory.call((k) => k.hardThreshold(at, memory.at("kept"), at, ...scratch, v.length, projection.sparsity));
      return;
    }
    const vector = Float64Array.from(v);
    v.set(typeof projection === "function" ? applyOwn("fitRelu()", projection, vector) : projectOnto(vector, projection));
  }

  #error(): number | null {
    const truth = this.data.truth?.weights;
    if (truth === undefined) return null;
    return distance(this.#memory.reals("w"), truth);
  }
}
