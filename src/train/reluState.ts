import type { Pointer } from "../wasm/exports.js";
import type { Instance } from "../wasm/instance.js";
import { FieldBlock, StateLayout } from "./stateBlock.js";

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
  "changes",
] as const;
export const RELU_REAL_FIELDS = ["work", "mu", "derivAtZero", "squares", "norm", "moved"] as const;

type ReluField = (typeof RELU_COUNT_FIELDS)[number] | (typeof RELU_REAL_FIELDS)[number];

const LAYOUT = new StateLayout<ReluField>(RELU_COUNT_FIELDS, RELU_REAL_FIELDS);
export const RELU_STATE_BYTES: number = LAYOUT.bytes;

/** Rows of a block: assembly/train/reluPass.ts. */
export const RELU_BLOCK = 32;

/** A run's state block seen by name. */
export class ReluStateBlock extends FieldBlock<ReluField> {
  constructor(instance: Instance, pointer: Pointer) {
    super(instance, pointer, LAYOUT);
  }
}
