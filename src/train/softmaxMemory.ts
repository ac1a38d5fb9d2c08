import { writeEntries } from "../models/normals.js";
import { inPieces } from "../numerics/steps.js";
import { firstLayer, writeOutputWeights } from "../models/softmax.js";
import { signWords } from "../wasm/gemm.js";
import type { Pointer } from "../wasm/exports.js";
import type { Reals } from "../wasm/instance.js";
import type { InstancePool } from "../wasm/pool.js";
import { RunMemory } from "../wasm/runMemory.js";
import type { StateBlock } from "../wasm/stateBlock.js";
import type { PreparedLabelled } from "./preparedLabelled.js";
import type { CheckedSoftmaxOptions, SoftmaxMethod, SoftmaxSettings } from "./softmaxOptions.js";
import { keepsTrainingMasks, methodsOf, planSoftmax, SOFTMAX_BLOCKS, type SoftmaxPlan } from "./softmaxPlan.js";
import { SOFTMAX_STATE, type SoftmaxField } from "./softmaxState.js";

/** Multiply-adds of a matrix product between two pauses: about 1 ms in f32. */
const WORK_PER_PAUSE = 2e7;

/** Bytes that are zeroed between two pauses: about 1 ms where the pages are new. */
const CLEARED_AT_ONCE = 2 ** 22;

/** Work that can stop whenever it yields; it yields after about 1 ms. */
export type Work<T = void> = Generator<void, T, void>;

/** One network of a run. */
export interface Learner {
  readonly method: SoftmaxMethod;
  readonly W: Pointer;
  /** Steps after which it was no longer finite, and is left alone. */
  divergedAt: number | null;
  /** The largest squared move of a unit in a step so far, where that is measured. */
  moved: number;
}

/** Samples that a network is looked at on, and the masks that w⁰ has there (0: not kept). */
export interface SampleSet {
  readonly data: PreparedLabelled;
  readonly masks: Pointer;
  readonly words: number;
}

/**
 * The networks of one run in its memory, and steps on them. A step leaves its last window's gradient waiting, so that the next sweep adds
 * it while the weights are in cache anyway; `flush` adds it at once. Whoever reads weights flushes first.
 */
export class SoftmaxMemory {
  readonly data: PreparedLabelled;
  readonly options: CheckedSoftmaxOptions;
  readonly memory: RunMemory<keyof SoftmaxPlan["blocks"]>;
  readonly state: StateBlock<SoftmaxField>;
  readonly learners: readonly Learner[];
  readonly training: SampleSet;
  readonly test: SampleSet | null;
  readonly room: number;
  /** Whose gradient waits. */
  #waiting: Learner | null = null;

  constructor(pool: InstancePool, data: PreparedLabelled, test: PreparedLabelled | null, settings: SoftmaxSettings, where: string) {
    const { options } = settings;
    this.data = data;
    this.options = options;
    const plan = planSoftmax(data, options);
    const hint = `Use fewer hidden units${options.twins.length > 0 ? " or twins" : ""}, fewer held-out samples, or precision "f32".`;
    const key = {};
    const { instance } = pool.acquire(plan.bytes, key, where, hint);
    pool.settle(instance, key);
    this.memory = new RunMemory(pool, { instance, runBase: instance.base }, plan);
    this.state = SOFTMAX_STATE.at(instance, this.memory.at("state"));
    this.room = this.memory.length("index");
    const layer = this.memory.length("W") / methodsOf(options).length;
    const bytes = layer * instance.reals(instance.base, 0).BYTES_PER_ELEMENT;
    this.learners = methodsOf(options).map((method, i) => ({ method, W: this.memory.at("W") + i * bytes, divergedAt: null, moved: 0 }));
    const set = (of: PreparedLabelled, masks: Pointer): SampleSet => ({ data: of, masks, words: signWords(of.samples) });
    this.training = set(data, keepsTrainingMasks(options) ? this.memory.at("trainingMasks") : 0);
    this.test = test === null ? null : set(test, this.memory.at("testMasks"));
  }

  /** w⁰ of the options in every network, and a: what every run begins with. */
  *initialise({ options, initialWeights, outputWeights }: SoftmaxSettings): Work {
    const { memory, data } = this;
    const { hidden } = options;
    const start = memory.at("start");
    for (let from = 0; from < memory.plan.bytes; from += CLEARED_AT_ONCE) {
      memory.clear(Math.min(from + CLEARED_AT_ONCE, memory.plan.bytes), from);
      yield;
    }
    writeOutputWeights(memory.instance, memory.at("A"), { hidden, classes: data.classes }, outputWeights, options);
    const source = firstLayer(initialWeights, options);
    for (const [from, count] of inPieces(memory.length("start"))) {
      writeEntries(memory.instance, start, [from, count], source);
      const written = this.weights("start").subarray(from, from + count);
      for (const learner of this.learners) this.weights(learner).set(written, from);
      yield;
    }
    this.state.set({
      k: data.classes,
      m: hidden,
      d: data.features,
      room: this.room,
      atZero: options.derivAtZero,
      target: options.batchSize > this.room ? memory.at("target") : 0,
      before: options.gradientNorms ? memory.at("before") : 0,
      work: WORK_PER_PAUSE,
      ...memory.pointers(...SOFTMAX_BLOCKS),
    });
  }

  /** Weights of one network, or w⁰; a view. */
  weights(of: Learner | "start"): Reals {
    return this.memory.instance.reals(of === "start" ? this.memory.at("start") : of.W, this.memory.length("start"));
  }

  outputWeights(): Reals {
    return this.memory.reals("A");
  }

  /** Takes a step from w on some samples; returns the mean loss at w, null where the network is not finite there. */
  *step(learner: Learner, batch: Uint32Array): Work<number | null> {
    const scale = -this.options.learningRate / batch.length;
    let loss = 0;
    for (let from = 0; from < batch.length; from += this.room) {
      const window = batch.subarray(from, from + this.room);
      yield* this.#stageBatch(window);
      if (!(yield* this.sweep(learner, window.length, this.training))) return null;
      this.memory.call((k) => k.softmaxTurn(this.state.pointer, scale));
      loss += this.state.get("loss");
      if (!(loss < Infinity)) {
        this.state.set({ past: 0 });
        return null;
      }
      this.#waiting = learner;
      const last = from + this.room >= batch.length;
      this.state.set({ first: from === 0 ? 1 : 0, last: last ? 1 : 0, frozenBack: learner.method === "gradient" ? 0 : 1 });
      yield* this.pause();
    }
    return loss / batch.length;
  }

  /** Adds the gradient that waits. */
  *flush(): Work {
    if (this.#waiting !== null) yield* this.sweep(this.#waiting, 0, this.training);
  }

  /** Sends the staged window, if `count` is not 0, through a network, after the gradient that waits; false where it is not finite. */
  *sweep(learner: Learner, count: number, { masks, words }: SampleSet): Work<boolean> {
    if (this.#waiting !== null && this.#waiting !== learner) yield* this.flush();
    const frozenOut = learner.method === "pseudo-network" ? 1 : 0;
    this.state.set({ W: learner.W, count, unit: 0, overflow: 0, changed: 0, apart: 0, moved: 0, masks, words, frozenOut });
    for (;;) {
      this.memory.call((k) => k.softmaxSweep(this.state.pointer));
      if (this.state.get("unit") === this.options.hidden) break;
      yield* this.pause();
    }
    learner.moved = Math.max(learner.moved, this.state.get("moved"));
    this.state.set({ past: 0 });
    this.#waiting = null;
    yield* this.pause();
    return this.state.get("overflow") === 0;
  }

  /** Puts samples from…to−1 of a set into the window. */
  *stage({ data }: SampleSet, from: number, to: number): Work {
    this.memory.reals("X", (to - from) * data.features).set(data.rows(from, to));
    const index = this.memory.u32("index");
    const labels = this.memory.u32("labels");
    for (let i = from; i < to; i++) {
      index[i - from] = i;
      labels[i - from] = data.label(i);
    }
    yield* this.#pack(to - from);
  }

  /** Yields once the work of this millisecond is used up. */
  *pause(): Work {
    if (this.state.get("work") > 0) return;
    yield;
    this.state.set({ work: WORK_PER_PAUSE });
  }

  *#stageBatch(samples: Uint32Array): Work {
    const { data } = this;
    const X = this.memory.reals("X");
    const labels = this.memory.u32("labels");
    for (let i = 0; i < samples.length; i++) {
      X.set(data.rows(samples[i], samples[i] + 1), i * data.features);
      labels[i] = data.label(samples[i]);
    }
    this.memory.u32("index").set(samples);
    yield* this.#pack(samples.length);
  }

  *#pack(count: number): Work {
    this.state.set({ count });
    this.memory.call((k) => k.softmaxStage(this.state.pointer));
    yield* this.pause();
  }
}
