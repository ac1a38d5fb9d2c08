import type { Failure } from "../../../src/sweep/protocol.js";
import type { Frame, Setup } from "./trio.js";

/** `setup` only when it differs from the last one sent. */
export interface ToTrio {
  readonly setup?: Setup;
  readonly step: number;
  /** Comes back with the answer. */
  readonly id: number;
}

export type FromTrio = { readonly id: number } & (
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "failed"; readonly failure: Failure }
);
