import type { Pointer } from "../wasm/exports.js";
import type { Learner, SampleSet, SoftmaxMemory, Work } from "./softmaxMemory.js";
import type { Scores } from "./softmaxResult.js";
import { SOFTMAX_BLOCK } from "./softmaxState.js";

/** Where patterns of a set are kept, and what they are compared with; 0: not. */
export interface Patterns {
  readonly keep: Pointer;
  readonly against: Pointer;
  readonly other: Pointer;
}

export interface Sizes {
  /** ‖w − w⁰‖_F / ‖w⁰‖_F. */
  readonly distance: number;
  /** A difference of two outputs is off by at most this times ‖x‖; 0 in f64, whose outputs decide themselves. */
  readonly rounding: number;
}

export interface ScoredSet extends Scores {
  /** Pairs of unit and sample that differ from `against`, and from `other`. */
  readonly changed: number;
  readonly apart: number;
}

/** Products that underflow lose less than this altogether. */
const TINY = 1e-30;
/** Samples whose outputs are made in f64 at once. */
const GROUP = 4;

/** Norms of a network's weights, f64 sums. */
export function* measureSizes(network: SoftmaxMemory, learner: Learner): Work<Sizes> {
  const { state, memory, options, data } = network;
  memory.f64("spread").fill(0);
  state.set({ W: learner.W, unit: 0, distance: 0, norm: 0 });
  for (;;) {
    memory.call((k) => k.softmaxMeasure(state.pointer));
    yield* network.pause();
    if (state.get("unit") === options.hidden) break;
  }
  const [moved, norm] = [state.get("distance"), state.get("norm")].map(Math.sqrt);
  const spread = memory.f64("spread").reduce((most, sum) => Math.max(most, sum), 0);
  const rounding = data.precision === "f32" ? 2 * spread * relativeRounding(data.features, options.hidden) : 0;
  return { distance: moved === 0 ? 0 : moved / norm, rounding };
}

/**
 * Roundings that one term of an output goes through: its product and the partial sums of ⟨w_r, x⟩ (256 terms each, gemm.ts), then its
 * product with a and the partial sums of the output (BLOCK units each, softmaxSweep.ts). Each is 2⁻²⁴ at most; 1.1 covers their products.
 */
function relativeRounding(features: number, hidden: number): number {
  const inner = 1 + Math.min(features, 256) + Math.ceil(features / 256);
  const outer = 1 + Math.min(hidden, SOFTMAX_BLOCK) + Math.ceil(hidden / SOFTMAX_BLOCK);
  return 1.1 * (inner + outer) * 2 ** -24;
}

/** Losses, right predictions and patterns of a network on a set; null where it is not finite there. Nothing may wait to be added to W. */
export function* scoreSet(
  network: SoftmaxMemory,
  learner: Learner,
  set: SampleSet,
  { rounding, patterns }: { readonly rounding: number; readonly patterns: Patterns },
): Work<ScoredSet | null> {
  const { state, memory, room } = network;
  const { samples, norms } = set.data;
  const sums = { changed: 0, apart: 0, exactlyRight: 0 };
  // Both are sums over windows; training uses the same slots.
  state.set({ loss: 0, right: 0, ...patterns });
  for (let from = 0; from < samples; from += room) {
    const to = Math.min(samples, from + room);
    yield* network.stage(set, from, to);
    memory.f64("limits").set(norms.subarray(from, to).map((norm) => rounding * norm + (rounding > 0 ? TINY : 0)));
    state.set({ word: from / 32 });
    if (!(yield* network.sweep(learner, to - from, set))) return null;
    memory.call((k) => k.softmaxJudge(state.pointer));
    sums.changed += state.get("changed");
    sums.apart += state.get("apart");
    sums.exactlyRight += yield* judgeExactly(network, set, from);
  }
  state.set({ keep: 0, against: 0, other: 0 });
  const right = state.get("right") + sums.exactlyRight;
  return { loss: state.get("loss") / samples, right, accuracy: right / samples, changed: sums.changed, apart: sums.apart };
}

/** The samples of the window that its outputs leave undecided, by f64 sums; returns how many of them are right. */
function* judgeExactly(network: SoftmaxMemory, set: SampleSet, from: number): Work<number> {
  const { state, memory, data, options } = network;
  const undecided = Array.from(memory.u32("undecided", state.get("undecidedCount")), (i) => from + i);
  let right = 0;
  for (let first = 0; first < undecided.length; first += GROUP) {
    const group = undecided.slice(first, first + GROUP);
    group.forEach((sample, t) => memory.reals("exactX").set(set.data.rows(sample, sample + 1), t * data.features));
    memory.u32("exactIndex").set(group);
    memory.f64("exactF").fill(0);
    state.set({ unit: 0 });
    for (;;) {
      memory.call((k) => k.softmaxExactly(state.pointer));
      yield* network.pause();
      if (state.get("unit") === options.hidden) break;
    }
    const outputs = memory.f64("exactF");
    group.forEach((sample, t) => {
      const f = outputs.subarray(t * data.classes, (t + 1) * data.classes);
      if (f.indexOf(f.reduce((a, b) => Math.max(a, b), -Infinity)) === set.data.label(sample)) right++;
    });
  }
  return right;
}
