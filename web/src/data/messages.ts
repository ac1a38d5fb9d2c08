import type { FileKind, FileSetOptions } from "../../../src/data/fileSet.js";
import type { Scaling } from "../../../src/data/scaling.js";
import type { TwoLayerOptions } from "../../../src/train/twoLayerOptions.js";
import type { EpochPoint } from "../../../src/train/epochTrace.js";
import type { RunStatus } from "../../../src/train/twoLayerResult.js";
import type { Certificate } from "../../../src/theory/certificate.js";
import type { CriticalPoint } from "../../../src/theory/criticalPoint.js";
import type { MarginResult } from "../../../src/theory/marginResult.js";
import type { Failure } from "../../../src/sweep/protocol.js";
import type { Precision } from "../../../src/wasm/precision.js";

// What the page and the worker of one's own data say to each other: plain data only.

export interface CsvFacts {
  readonly delimiter: string;
  readonly header: boolean;
  readonly blankRows: number;
}

/** What is known of files that were read: all that the page shows of them. Names and cells are texts of somebody else's. */
export interface FileFacts {
  readonly names: readonly string[];
  readonly kind: FileKind;
  readonly bytes: number;
  /** Of each file's bytes as they came. */
  readonly sha256: readonly string[];
  /** All columns that there are to choose as label; none where labels have a file of their own. */
  readonly columns: readonly string[];
  readonly labelColumn: number | null;
  readonly csv: CsvFacts | null;
  readonly firstRows: readonly (readonly string[])[];
  /** The table; null where the chosen columns cannot be read as one, `problem` then says why. */
  readonly table: TableFacts | null;
  readonly problem: Failure | null;
}

export interface TableFacts {
  readonly samples: number;
  readonly features: number;
  readonly classes: readonly { readonly name: string; readonly samples: number }[];
}

/** Which samples, and how they are scaled: what a verdict and a training are about. */
export interface Choice {
  readonly positive: string;
  /** Empty for a table of one class. */
  readonly negative: string;
  readonly samples: number;
  readonly scaling: Scaling;
  readonly bias: boolean;
}

export interface TrainingOrder {
  readonly precision: Precision;
  readonly options: TwoLayerOptions;
}

export type ToData =
  | { readonly kind: "read"; readonly job: number; readonly files: readonly File[]; readonly options: FileSetOptions }
  | { readonly kind: "columns"; readonly job: number; readonly options: FileSetOptions }
  | { readonly kind: "verdict"; readonly job: number; readonly choice: Choice }
  | { readonly kind: "train"; readonly job: number; readonly choice: Choice; readonly order: TrainingOrder }
  | { readonly kind: "stop"; readonly job: number };

export interface WitnessSample {
  /** Counted from 1, in the file: a row of a CSV file, an item of others. */
  readonly place: string;
  readonly label: string;
  readonly weight: number;
  readonly x: readonly number[];
}

export interface Verdict {
  readonly kind: MarginResult["verdict"];
  readonly samples: number;
  readonly counts: readonly [number, number];
  readonly margin: number;
  readonly normAtLeast: number;
  readonly norm: number;
  readonly radius: number;
  readonly residual: number;
  /** Samples that carry the separator or the witness: the heaviest ones, and how many there are. */
  readonly witness: readonly WitnessSample[];
  readonly witnessSize: number;
}

export interface TrainingProgress {
  readonly epochs: number;
  readonly updates: number;
  /** Thinned out for a picture. */
  readonly points: readonly EpochPoint[];
}

export interface TrainingResult {
  readonly status: RunStatus;
  readonly epochs: number;
  readonly steps: number;
  readonly updates: number;
  readonly loss: number;
  readonly trainingError: number;
  readonly distinctSamples: number;
  readonly deadSamples: number;
  readonly points: readonly EpochPoint[];
  readonly critical: Pick<CriticalPoint, "kind" | "radius"> | null;
  readonly certificates: readonly Certificate[];
  readonly sha256: string;
  readonly numericsVersion: number;
  /** The whole result as canonical JSON. */
  readonly json: string;
}

export type FromData = { readonly job: number } & (
  | { readonly kind: "reading"; readonly name: string; readonly loaded: number; readonly total: number }
  | { readonly kind: "missing"; readonly role: "features" | "labels"; readonly name: string; readonly fileKind: FileKind }
  | { readonly kind: "facts"; readonly facts: FileFacts }
  | { readonly kind: "searching"; readonly cycles: number; readonly support: number; readonly marginAtMost: number }
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  | { readonly kind: "training"; readonly progress: TrainingProgress }
  | { readonly kind: "certifying" }
  | { readonly kind: "trained"; readonly result: TrainingResult }
  | { readonly kind: "failed"; readonly failure: Failure }
);
