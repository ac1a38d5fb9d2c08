import { StateLayout } from "../wasm/stateBlock.js";

/** The slots of assembly/train/softmaxState.ts in its order: u32 first, then f64 (a test compares both sides). */
export const SOFTMAX_COUNT_FIELDS = [
  "k",
  "m",
  "d",
  "W",
  "A",
  "room",
  "count",
  "X",
  "index",
  "labels",
  "panels",
  "past",
  "pastIndex",
  "pastPanels",
  "target",
  "first",
  "last",
  "Z",
  "F",
  "P",
  "H",
  "scratch",
  "atZero",
  "masks",
  "words",
  "frozenOut",
  "frozenBack",
  "keep",
  "against",
  "other",
  "word",
  "signs",
  "touched",
  "before",
  "unit",
  "changed",
  "apart",
  "overflow",
  "undecided",
  "undecidedCount",
  "exactX",
  "exactF",
  "exactIndex",
  "start",
  "spread",
  "limits",
] as const;
export const SOFTMAX_REAL_FIELDS = ["work", "moved", "loss", "right", "distance", "norm"] as const;

export type SoftmaxField = (typeof SOFTMAX_COUNT_FIELDS)[number] | (typeof SOFTMAX_REAL_FIELDS)[number];

export const SOFTMAX_STATE: StateLayout<(typeof SOFTMAX_COUNT_FIELDS)[number], (typeof SOFTMAX_REAL_FIELDS)[number]> = new StateLayout(
  SOFTMAX_COUNT_FIELDS,
  SOFTMAX_REAL_FIELDS,
);

/** Units of a block: assembly/train/softmaxSweep.ts. */
export const SOFTMAX_BLOCK = 32;
