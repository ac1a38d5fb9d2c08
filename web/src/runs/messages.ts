import type { Check, Claim, Config, Figure, Json } from "../../../src/experiments/types.js";
import type { ConfigRequest } from "../../../src/experiments/config.js";
import type { Failure } from "../../../src/sweep/protocol.js";
import type { Result } from "../../../src/sweep/resultFile.js";
import type { TheoremSummary } from "../../../src/sweep/certificates.js";
import type { Job } from "../../../src/sweep/tasks.js";
import type { Certificate } from "../../../src/theory/certificate.js";

// What the page and the worker of a run say to each other: plain data only.

export type ToRun =
  | {
      readonly kind: "start";
      readonly experiment: string;
      readonly request: ConfigRequest;
      readonly job: Job;
      /** Least milliseconds between two pictures. */
      readonly interval: number;
    }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" };

/** A finished or partial result, as everything on the page shows it. */
export interface Picture {
  readonly config: Config;
  readonly figure: Figure;
  readonly checks: readonly Check[];
  readonly claims: readonly Claim[];
  readonly cells: readonly Readonly<Record<string, Json>>[];
}

export interface CertifiedTheorem {
  readonly summary: TheoremSummary;
  /** The trial shown, in words. */
  readonly place: string;
  readonly certificate: Certificate;
}

export type FromRun =
  | { readonly kind: "progress"; readonly done: number; readonly total: number; readonly picture: Picture | null }
  | { readonly kind: "result"; readonly result: Result; readonly picture: Picture }
  | { readonly kind: "certified"; readonly theorems: readonly CertifiedTheorem[] }
  | { readonly kind: "failed"; readonly failure: Failure };
