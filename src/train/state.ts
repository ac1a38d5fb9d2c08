import { StateLayout } from "../wasm/stateBlock.js";

/** The slots of assembly/train/state.ts in its order: u32 first, then f64 (a test compares both sides). */
export const COUNT_FIELDS = [
  "n",
  "k",
  "K",
  "starts",
  "index",
  "value",
  "y",
  "limit",
  "v",
  "etaV",
  "W",
  "z",
  "mask",
  "c",
  "words",
  "method",
  "sampling",
  "keyLow",
  "keyHigh",
  "trial",
  "order",
  "updatesOf",
  "both",
  "v0",
  "step",
  "stepEnd",
  "position",
  "epoch",
  "passUpdates",
  "passViolations",
  "updates",
  "forced",
  "status",
  "drawnBlock",
  "halfGates",
  "pauseOnUpdate",
  "gram",
  "gramStride",
  "Z",
  "zStride",
  "count",
  "list",
  "listLimit",
  "listLength",
  "listReady",
  "listNext",
  "threshold",
] as const;
export const REAL_FIELDS = ["work", "gamma", "derivAtZero", "idleLimit", "idle", "slope", "eta", "ratioMin", "ratioMax"] as const;

export type StateField = (typeof COUNT_FIELDS)[number] | (typeof REAL_FIELDS)[number];

export const TWO_LAYER_STATE: StateLayout<(typeof COUNT_FIELDS)[number], (typeof REAL_FIELDS)[number]> = new StateLayout(
  COUNT_FIELDS,
  REAL_FIELDS,
);

/** Status codes of a chunk: assembly/train/state.ts. */
export const STATUS = { running: 0, cleanPass: 1, fixedPoint: 2, idle: 3, diverged: 4, quietDraws: 5 } as const;
