import { type ErrorCode, type ErrorDetails, RelulabError } from "../errors.js";
import type { Config, ExperimentInputs, TrialOutcome } from "../experiments/types.js";
import type { Batch, Job } from "./tasks.js";

// What the pool and its workers say to each other: plain data only.

export interface Failure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly hint: string;
  readonly details: ErrorDetails;
}

export type ToWorker =
  | { readonly kind: "start"; readonly experiment: string; readonly config: Config; readonly inputs: ExperimentInputs; readonly job: Job }
  | { readonly kind: "batch"; readonly batch: Batch };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "records"; readonly outcomes: readonly TrialOutcome[] }
  | { readonly kind: "failed"; readonly failure: Failure };

export function toFailure(error: unknown): Failure {
  if (error instanceof RelulabError) return { ...error.toJSON(), code: error.code };
  return { code: null, message: error instanceof Error ? error.message : String(error), hint: "", details: {} };
}

/** The error of another thread, as the same class here. */
export function fromFailure({ code, message, hint, details }: Failure): Error {
  if (code === null) return new Error(message);
  return new RelulabError(code, message.slice(`${code}: `.length), hint, details);
}
