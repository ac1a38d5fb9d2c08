import { MemoryPlan } from "../wasm/plan.js";
import type { PreparedRegression } from "./preparedRegression.js";
import type { CheckedReluOptions } from "./reluOptions.js";
import { RELU_BLOCK, RELU_STATE } from "./reluState.js";

/** Screening is not cut into chunks: where it would take longer than one, it is left out. */
const SCREEN_WORK = 1e6;
/** As in assembly/train/reluScreen.ts: with less than this many features for each one kept it cannot pay. */
const SCREEN_FEW = 16;

/** Entries kept by an ℓ0 projection whose gradients can be screened; 0 otherwise. A pure function of sizes. */
export function screenedEntries({ samples, features }: PreparedRegression, { projection }: CheckedReluOptions): number {
  if (typeof projection === "function" || projection.kind !== "l0") return 0;
  const { sparsity } = projection;
  return samples * sparsity <= SCREEN_WORK && sparsity * SCREEN_FEW <= features ? sparsity : 0;
}

/** Blocks whose pointers stand in the state under their own names. */
export const NAMED_BLOCKS = [
  "y",
  "w",
  "v",
  "g",
  "support",
  "value",
  "a",
  "active",
  "coefficient",
  "reference",
  "columns",
  "packed",
  "extra",
] as const;

/** All blocks of a run. */
export type ReluBlockName = (typeof NAMED_BLOCKS)[number] | "state" | "kept" | "keys" | "index" | "warm" | "c";

/** The memory of one run. */
export function planRelu({ precision, samples: n, features: d }: PreparedRegression, screened: number): MemoryPlan<ReluBlockName> {
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
