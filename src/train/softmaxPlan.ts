import { gemmPackedBytes, gemmScratchBytes, signWords } from "../wasm/gemm.js";
import { elementBytes, MemoryPlan } from "../wasm/plan.js";
import type { PreparedLabelled } from "./preparedLabelled.js";
import type { CheckedSoftmaxOptions, SoftmaxMethod } from "./softmaxOptions.js";
import { SOFTMAX_BLOCK, SOFTMAX_STATE } from "./softmaxState.js";

/** Blocks whose pointers stand in the state under their own names. */
export const SOFTMAX_BLOCKS = [
  "A",
  "start",
  "X",
  "index",
  "labels",
  "panels",
  "pastIndex",
  "pastPanels",
  "Z",
  "F",
  "P",
  "H",
  "scratch",
  "signs",
  "touched",
  "undecided",
  "exactX",
  "exactF",
  "exactIndex",
  "spread",
  "limits",
] as const;

type Block = (typeof SOFTMAX_BLOCKS)[number] | "state" | "W" | "target" | "trainingMasks" | "testMasks" | "current" | "before";

/** The memory of a run by name. */
export type SoftmaxPlan = MemoryPlan<Block>;

/** Most samples of a window, as many terms as one partial sum of a product has. */
const WIDEST = 256;
/** Most numbers of a window: 1 MiB in f32. */
const MOST_NUMBERS = 2 ** 18;

/** Samples that go through the network at once: a whole number of words of mask bits. A pure function of the number of features. */
export const windowSize = (features: number): number => Math.max(32, Math.min(WIDEST, Math.floor(MOST_NUMBERS / features / 32) * 32));

/** The methods that a run trains, the first one its own. */
export const methodsOf = ({ method, twins }: CheckedSoftmaxOptions): readonly SoftmaxMethod[] => [method, ...twins];

/** Are masks of the training samples at w⁰ needed: by a method, or because patterns are compared there? */
export const keepsTrainingMasks = (options: CheckedSoftmaxOptions): boolean =>
  options.test === null || methodsOf(options).some((method) => method !== "gradient");

/**
 * The memory of one run. Data stay outside, so their number counts by bits only: at most m·n/8 bytes of masks. 60,000 digits, m = 4000,
 * f32: 35 MiB with 10,000 held out; with a twin, which needs masks of the training samples, 81 MiB.
 */
export function planSoftmax(
  { features: d, classes: k, samples, precision }: PreparedLabelled,
  options: CheckedSoftmaxOptions,
): SoftmaxPlan {
  const { hidden: m, batchSize, gradientNorms, test, twins } = options;
  const evaluated = test?.samples ?? samples;
  const room = Math.min(windowSize(d), Math.max(samples, evaluated));
  const reals = (bytes: number): number => bytes / elementBytes("real", precision);
  const scratch = Math.max(
    ...[
      [room, d],
      [d, room],
      [room, SOFTMAX_BLOCK],
      [room, k],
    ].map(([c, t]) => gemmScratchBytes(c, t, precision)),
  );
  return new MemoryPlan(precision, {
    state: ["u8", SOFTMAX_STATE.bytes],
    A: ["real", k * m],
    start: ["real", m * d],
    W: ["real", methodsOf(options).length * m * d],
    target: ["real", batchSize > room ? m * d : 0],
    X: ["real", room * d],
    index: ["u32", room],
    labels: ["u32", room],
    panels: ["real", reals(gemmPackedBytes(room, d, precision))],
    pastIndex: ["u32", room],
    pastPanels: ["real", reals(gemmPackedBytes(d, room, precision))],
    Z: ["real", m * room],
    F: ["real", k * room],
    P: ["real", k * room],
    H: ["real", SOFTMAX_BLOCK * room],
    scratch: ["real", Math.ceil(reals(scratch))],
    trainingMasks: ["u32", keepsTrainingMasks(options) ? m * signWords(samples) : 0],
    testMasks: ["u32", test === null ? 0 : m * signWords(evaluated)],
    current: ["u32", twins.length > 0 ? m * signWords(evaluated) : 0],
    signs: ["u32", SOFTMAX_BLOCK * signWords(room)],
    touched: ["u8", m],
    before: ["real", gradientNorms ? SOFTMAX_BLOCK * d : 0],
    undecided: ["u32", room],
    exactX: ["real", 4 * d],
    exactF: ["f64", 4 * k],
    exactIndex: ["u32", 4],
    spread: ["f64", k],
    limits: ["f64", room],
  });
}
