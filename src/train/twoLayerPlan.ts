import { paddedHidden } from "../models/twoLayer.js";
import { MemoryPlan } from "../wasm/plan.js";
import { paddedSamples, type PreparedData } from "./prepared.js";
import { TWO_LAYER_STATE } from "./state.js";
import type { CheckedOptions } from "./twoLayerOptions.js";

/** Samples on the waiting list of the Gram engine. */
export const LIST_LIMIT = 64;
/** Updates that the Gram engine of slopes and both layers writes down before they go into Z. */
const LOG_LIMIT = 16;
/** Rows of Z that they go into at a time: assembly/train/preactivations.ts. */
const FLUSH_ROWS = 64;

/** How pre-activations are had: from W, from Z = W Xᵀ kept unit by unit (S0), or row by row with a log of updates (S2). */
export type Keeping = "none" | "columns" | "rows";

export const keepingOf = ({ engine, slope, layers }: CheckedOptions): Keeping =>
  engine === "primal" ? "none" : slope > 0 || layers === "both" ? "rows" : "columns";

/** Blocks whose pointers stand in the state under their own names. */
export const NAMED_BLOCKS = [
  "limit",
  "v",
  "etaV",
  "W",
  "z",
  "mask",
  "c",
  "words",
  "v0",
  "order",
  "updatesOf",
  "Z",
  "count",
  "list",
  "threshold",
  "log",
  "logSample",
  "slots",
  "weights",
] as const;

/** All blocks of a run. */
export type TwoLayerBlock = (typeof NAMED_BLOCKS)[number] | "state" | "scratch" | "margins" | "alive" | "initial";

/** The memory of one run. */
export function planTwoLayer(data: PreparedData, keeping: Keeping, hidden: number): MemoryPlan<TwoLayerBlock> {
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
