import { StateLayout } from "../wasm/stateBlock.js";

/** The slots of assembly/margin/state.ts in its order: u32 first, then f64 (a test compares both sides). */
export const MARGIN_COUNTS = [
  "n",
  "d",
  "starts",
  "index",
  "value",
  "y",
  "x",
  "row",
  "square",
  "capacity",
  "size",
  "member",
  "weight",
  "next",
  "scratch",
  "R",
  "cycles",
  "status",
] as const;
export const MARGIN_REALS = ["work", "scale", "largest", "shift", "normSquare", "least"] as const;

export type MarginField = (typeof MARGIN_COUNTS)[number] | (typeof MARGIN_REALS)[number];

export const MARGIN_STATE: StateLayout<(typeof MARGIN_COUNTS)[number], (typeof MARGIN_REALS)[number]> = new StateLayout(
  MARGIN_COUNTS,
  MARGIN_REALS,
);

/** Status codes: assembly/margin/state.ts. */
export const MARGIN_STATUS = { searching: 0, optimal: 1, zero: 2, stalled: 3 } as const;
