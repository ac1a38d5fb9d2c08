import type { BenchReport, BenchResult } from "../../../src/bench/index.js";
import type { Failure } from "../../../src/sweep/protocol.js";

/** Runs the cases that fit; all without a filter. */
export interface ToBench {
  readonly filter: RegExp | null;
}

export type FromBench =
  | { readonly kind: "case"; readonly result: BenchResult; readonly done: number; readonly total: number }
  | { readonly kind: "report"; readonly report: BenchReport }
  | { readonly kind: "failed"; readonly failure: Failure };
