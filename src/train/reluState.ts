import { StateLayout } from "../wasm/stateBlock.js";

/** The slots of assembly/train/reluState.ts in its order: u32 first, then f64 (a test compares both sides). */
export const RELU_COUNT_FIELDS = [
  "n",
  "d",
  "X",
  "y",
  "w",
  "v",
  "g",
  "m",
  "support",
  "value",
  "a",
  "active",
  "coefficient",
  "linear",
  "backward",
  "row",
  "kept",
  "norms",
  "c",
  "reference",
  "columns",
  "stride",
  "packed",
  "packedCount",
  "extra",
  "known",
  "hasReference",
  "changes",
] as const;
export const RELU_REAL_FIELDS = ["work", "mu", "derivAtZero", "squares", "norm", "moved", "least"] as const;

export type ReluField = (typeof RELU_COUNT_FIELDS)[number] | (typeof RELU_REAL_FIELDS)[number];

export const RELU_STATE: StateLayout<(typeof RELU_COUNT_FIELDS)[number], (typeof RELU_REAL_FIELDS)[number]> = new StateLayout(
  RELU_COUNT_FIELDS,
  RELU_REAL_FIELDS,
);

/** Rows of a block: assembly/train/reluPass.ts. */
export const RELU_BLOCK = 32;
