import type { InstancePool } from "../wasm/pool.js";
import { Batches } from "./batches.js";
import { checkNumber } from "./check.js";
import type { Run } from "./drive.js";
import type { PreparedLabelled } from "./preparedLabelled.js";
import { type Learner, type SampleSet, SoftmaxMemory, type Work } from "./softmaxMemory.js";
import type { CheckedSoftmaxOptions, SoftmaxSettings } from "./softmaxOptions.js";
import type { SoftmaxPoint, SoftmaxProgress, SoftmaxResult, SoftmaxStatus, TwinPoint } from "./softmaxResult.js";
import { measureSizes, type Patterns, type ScoredSet, scoreSet } from "./softmaxScores.js";

/**
 * One run of S3: mini-batch or full-batch gradient descent on the first layer of a softmax network, its pseudo-gradient forms, and twins on
 * the same batches. All of its work is one generator that yields after about 1 ms, so the same bits come out however it is driven.
 */
export class SoftmaxRun implements Run<SoftmaxProgress, SoftmaxResult> {
  readonly options: CheckedSoftmaxOptions;
  readonly data: PreparedLabelled;
  readonly #network: SoftmaxMemory;
  readonly #batches: Batches;
  readonly #traces: readonly TwinPoint[][];
  readonly #life: Work;
  readonly #lastStep: number;
  #status: SoftmaxStatus = "running";
  #steps = 0;
  #batchLoss: number | null = null;
  /** How far the driver wants to go. */
  #end = 0;
  /** All networks are whole and at the same step; not so before their start is written. */
  #steady = false;
  /** Come to rest after this step. */
  #hold = false;
  /** At `#end`, with nothing left to do. */
  #parked = false;

  constructor(pool: InstancePool, data: PreparedLabelled, test: PreparedLabelled | null, settings: SoftmaxSettings, where: string) {
    const { options } = settings;
    this.options = options;
    this.data = data;
    this.#network = new SoftmaxMemory(pool, data, test, settings, where);
    this.#batches = new Batches({ ...options, samples: data.samples });
    this.#lastStep = Math.min(options.maxSteps, (options.maxEpochs ?? Infinity) * this.#batches.perEpoch);
    this.#traces = this.#network.learners.map(() => []);
    this.#life = this.#live(settings);
  }

  get status(): SoftmaxStatus {
    return this.#status;
  }

  get done(): boolean {
    return this.#status !== "running";
  }

  snapshot(): SoftmaxProgress {
    this.#network.memory.checkAlive();
    return {
      status: this.#status,
      steps: this.#steps,
      epochs: Math.ceil(this.#steps / this.#batches.perEpoch),
      batchLoss: this.#batchLoss,
      last: this.#trace.at(-1) ?? null,
    };
  }

  /** Takes up to `steps` more steps, with the evaluations that are due; returns whether the run is over. */
  advance(steps: number = Infinity): boolean {
    this.#network.memory.checkAlive();
    if (steps !== Infinity) checkNumber("advance()", "steps", steps, { min: 0, integer: true, example: 1 });
    this.#end = this.#steps + steps;
    do this.#life.next();
    while (!this.done && !this.#parked);
    return this.done;
  }

  /** About 1 ms of work; returns whether the run is over. */
  chunk(): boolean {
    this.#network.memory.checkAlive();
    this.#end = Infinity;
    if (!this.done) this.#life.next();
    return this.done;
  }

  /** Ends the run early; its result says `cancelled`. */
  cancel(): void {
    if (!this.done) this.#status = "cancelled";
  }

  /** A copy of w, (hidden, features) row-major. */
  weights(): Float32Array | Float64Array {
    this.#settle();
    return this.#network.weights(this.#network.learners[0]).slice();
  }

  /** A copy of w⁰. */
  initialWeights(): Float32Array | Float64Array {
    this.#settle();
    return this.#network.weights("start").slice();
  }

  /** w − w⁰, (hidden, features) row-major: what `lab.singularValues` is asked about. */
  update(): Float64Array {
    const start = this.initialWeights();
    return Float64Array.from(this.weights(), (w, e) => w - start[e]);
  }

  /** Copies of everything; can be called at any time, and then finishes the step at work. It evaluates nothing. */
  result(): SoftmaxResult {
    this.#settle();
    const { options, data } = this;
    const [, ...twins] = this.#network.learners;
    return {
      ...this.snapshot(),
      hidden: options.hidden,
      features: data.features,
      classes: data.classes,
      weights: this.weights(),
      initialWeights: this.initialWeights(),
      outputWeights: this.#network.outputWeights().slice(),
      trace: this.#trace.slice(),
      twins: twins.map((twin, t) => ({
        method: twin.method,
        weights: this.#network.weights(twin).slice(),
        trace: this.#traces[t + 1].slice(),
        divergedAt: twin.divergedAt,
      })),
      missingClasses: data.missingClasses,
      options,
    };
  }

  /** Gives the memory back to the lab. The run cannot be used afterwards; calling it again does nothing. */
  dispose(): void {
    this.#network.memory.dispose();
  }

  get #trace(): readonly SoftmaxPoint[] {
    return this.#traces[0];
  }

  #settle(): void {
    this.#network.memory.checkAlive();
    this.#hold = true;
    // A trap ends the generator, and is thrown by it.
    while (!this.#steady && !this.#life.next().done);
    this.#hold = false;
  }

  *#live(settings: SoftmaxSettings): Work {
    yield* this.#network.initialise(settings);
    this.#steady = true;
    if (this.#hold) yield;
    yield* this.#begin();
    while (this.#status === "running") {
      if (this.#steps >= this.#end) {
        this.#parked = true;
        yield;
        this.#parked = false;
        continue;
      }
      this.#steady = false;
      yield* this.#step();
      const due = this.#isDue(this.#steps);
      if (due || this.done || this.#hold || this.#steps >= this.#end) yield* this.#network.flush();
      else continue;
      this.#steady = true;
      if (this.#hold) yield;
      if (due && !this.done) yield* this.#record();
    }
  }

  #isDue(step: number): boolean {
    const { trace } = this.options;
    // Not by `"every" in trace`: arrays have a method of that name.
    return step === this.#lastStep || (isList(trace) ? trace.includes(step) : step % trace.every === 0);
  }

  /** Every network takes the same batch. */
  *#step(): Work {
    const batch = this.#batches.at(this.#steps);
    for (const learner of this.#network.learners) {
      if (learner.divergedAt !== null) continue;
      const loss = yield* this.#network.step(learner, batch);
      if (loss === null) {
        if (this.#diverged(learner)) return;
      } else if (learner === this.#network.learners[0]) this.#batchLoss = loss;
    }
    this.#steps++;
  }

  /** Notes it; returns whether that ends the run. */
  #diverged(learner: Learner): boolean {
    learner.divergedAt = this.#steps;
    if (learner !== this.#network.learners[0]) return false;
    if (!this.done) this.#status = "diverged";
    return true;
  }

  get #evaluated(): SampleSet {
    return this.#network.test ?? this.#network.training;
  }

  /** Masks of w⁰ and the first point. */
  *#begin(): Work {
    const { learners, training, test } = this.#network;
    // At w⁰ all methods have the same outputs; that of `gradient` needs no masks yet.
    const first: Learner = { ...learners[0], method: "gradient" };
    const { rounding } = yield* measureSizes(this.#network, first);
    const scored = new Map<SampleSet, ScoredSet>();
    for (const set of [training, test]) {
      if (set === null || (set.masks === 0 && !this.options.traceTraining)) continue;
      const scores = yield* scoreSet(this.#network, first, set, { rounding, patterns: { keep: set.masks, against: 0, other: 0 } });
      if (scores === null) {
        this.#diverged(learners[0]);
        return;
      }
      scored.set(set, scores);
    }
    const largestGradient = this.options.gradientNorms ? 0 : null;
    const point = { ...this.#scores(scored), patternChange: 0, unitsChanged: 0, distance: 0, largestGradient };
    learners.forEach((_, l) => this.#traces[l].push(l === 0 ? (point as TwinPoint) : { ...point, agreement: 1 }));
    this.#decide();
  }

  /** A point for every network, and what follows for the run. */
  *#record(): Work {
    const { learners } = this.#network;
    for (let l = 0; l < learners.length; l++) {
      if (learners[l].divergedAt !== null) continue;
      const point = yield* this.#point(learners[l], l === 0);
      if (point !== null) this.#traces[l].push(point as TwinPoint);
      else if (this.#diverged(learners[l])) return;
    }
    this.#decide();
  }

  *#point(learner: Learner, isFirst: boolean): Work<SoftmaxPoint | TwinPoint | null> {
    const network = this.#network;
    const { memory, training, test } = network;
    const { gradientNorms, learningRate, hidden, traceTraining, twins } = this.options;
    const { distance, rounding } = yield* measureSizes(network, learner);
    memory.u8("touched").fill(0);
    const current = twins.length > 0 ? memory.at("current") : 0;
    const patterns: Patterns = { keep: isFirst ? current : 0, against: this.#evaluated.masks, other: isFirst ? 0 : current };
    const scored = new Map<SampleSet, ScoredSet>();
    for (const set of [training, test]) {
      if (set === null || (set === training && !traceTraining && test !== null)) continue;
      const none: Patterns = { keep: 0, against: 0, other: 0 };
      const scores = yield* scoreSet(network, learner, set, { rounding, patterns: set === this.#evaluated ? patterns : none });
      if (scores === null) return null;
      scored.set(set, scores);
    }
    const { changed, apart } = scored.get(this.#evaluated) as ScoredSet;
    const pairs = hidden * this.#evaluated.data.samples;
    return {
      ...this.#scores(scored),
      patternChange: changed / pairs,
      unitsChanged: memory.u8("touched").reduce((sum, touched) => sum + touched, 0) / hidden,
      distance,
      largestGradient: gradientNorms ? Math.sqrt(learner.moved) / learningRate : null,
      ...(isFirst ? {} : { agreement: 1 - apart / pairs }),
    };
  }

  #scores(scored: ReadonlyMap<SampleSet, ScoredSet>): Pick<SoftmaxPoint, "step" | "test" | "training"> {
    const of = (set: SampleSet | null): SoftmaxPoint["test"] => {
      const found = set === null ? undefined : scored.get(set);
      return found === undefined ? null : { loss: found.loss, accuracy: found.accuracy, right: found.right };
    };
    const { training, test } = this.#network;
    return { step: this.#steps, test: of(test), training: this.options.traceTraining ? of(training) : null };
  }

  #decide(): void {
    const { targetAccuracy } = this.options;
    const { test, training } = this.#trace[this.#trace.length - 1];
    const accuracy = (test ?? training)?.accuracy ?? 0;
    if (this.done) return;
    if (targetAccuracy !== null && accuracy >= targetAccuracy) this.#status = "accuracy-target";
    else if (this.#steps >= this.#lastStep) this.#status = "budget";
  }
}

const isList = (trace: CheckedSoftmaxOptions["trace"]): trace is readonly number[] => Array.isArray(trace);
