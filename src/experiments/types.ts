import type { Lab } from "../lab.js";
import type { Precision } from "../wasm/binary.js";
import type { DigitSource } from "../data/digits.js";

/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One setting of an experiment: the single source for `--set`, `relulab list <id>`, a page's controls and the checks at the door. */
export interface Parameter {
  readonly key: string;
  readonly type: "integer" | "number" | "integers" | "numbers" | "choice";
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly default: number | string | readonly number[];
  readonly doc: string;
}

export type ParameterValue = number | string | readonly number[];

/** Everything that changes numbers, and nothing else. */
export interface Config {
  readonly seed: number;
  readonly trials: number;
  readonly precision: Precision;
  readonly errata: "corrected" | "printed" | "authors";
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** What the inputs are: name, count and SHA-256; null for an experiment on generated data. */
  readonly inputs: Json;
}

/** A point of the grid: its coordinates as plain values, for example `{ samples: 20, hidden: 2, method: "plain" }`. */
export type Cell = Readonly<Record<string, number | string>>;

/** What one trial reports: plain JSON, a pure function of (numericsVersion, config, cell, index). */
export type TrialRecord = Readonly<Record<string, Json>>;

export interface TrialOutcome {
  readonly cell: number;
  readonly index: number;
  readonly record: TrialRecord;
}

/** What a trial may use. */
export interface TrialContext {
  readonly lab: Lab;
  readonly config: Config;
  readonly inputs: ExperimentInputs;
  /** Per-worker cache of pure things (X, y, G). `make` must depend on nothing but the key, the config and the inputs. */
  shared<T>(key: string, make: () => T): T;
}

export interface ExperimentInputs {
  readonly digits?: DigitSource;
}

/** What relulab promises for every seed. */
export interface Check {
  readonly id: string;
  readonly text: string;
  readonly passed: boolean;
  readonly observed: string;
  readonly expected: string;
}

/** What a paper says, and whether this run shows it; never part of an exit code. */
export interface Claim {
  readonly id: string;
  readonly text: string;
  readonly reproduced: boolean;
  readonly observed: string;
}

/** A finished or partial result: one entry per cell of the grid, in grid order. */
export interface Aggregate {
  readonly cells: readonly CellSummary[];
}

/** Coordinates of the cell, `trials` finished so far, and the experiment's own counts. */
export type CellSummary = Readonly<Record<string, Json>> & { readonly trials: number };

// ---------------------------------------------------------------------------------------------------------------------
// Figures: what is drawn, as data. src/report/ decides how it looks.

/** Series with a fixed colour, dash and marker (one style for page, command line and element). */
export type SeriesStyle = "plain" | "noisy" | "leaky" | "both" | "theory";

export interface HeatMapCell {
  /** Index into `x.values` and `y.values`. */
  readonly column: number;
  readonly row: number;
  /** Rate 0…1; null when no trial has finished. */
  readonly value: number | null;
  /** Share of finished trials 0…1: the area of the drawn square. */
  readonly share: number;
  /** `n = 100, k = 10: 2 of 13 succeed`: title of the cell, for hover and screen readers. */
  readonly text: string;
}

export interface Axis {
  /** Plain text before the symbol, for example `hidden units`. */
  readonly label: string;
  /** The paper's letter, drawn in italics, for example `k`. */
  readonly symbol: string;
  readonly values: readonly number[];
}

export interface HeatMapPanel {
  readonly kind: "heatmap";
  readonly title: string;
  /** The finding so far in one line: `stuck in 783 of 1,300 trials`. */
  readonly finding: string;
  readonly style: SeriesStyle;
  readonly x: Axis;
  readonly y: Axis;
  readonly cells: readonly HeatMapCell[];
  /** Trials of a complete cell, for the key of sizes. */
  readonly trials: number;
}

export type Panel = HeatMapPanel;

export interface Figure {
  /** The claim in one sentence: the SVG's `<title>`. */
  readonly title: string;
  /** Bold start of the caption: quantity and fixed settings. */
  readonly lead: string;
  /** The rest of the caption, at most four sentences with `lead`; together they are the SVG's `<desc>`. */
  readonly caption: string;
  readonly panels: readonly Panel[];
}

export interface Experiment {
  readonly id: string;
  readonly title: string;
  /** Authors, title and number of the figure. */
  readonly paper: string;
  /** Two sentences. */
  readonly claim: string;
  readonly parameters: readonly Parameter[];
  readonly presets: Readonly<Record<"quick" | "paper", PresetValues>>;
  readonly precision: Precision;
  readonly inputs: "none" | "digits";
  /** Cuts loaded inputs down to what the trials need (generating them where none were given) and names them for the result. */
  selectInputs?(config: Config, inputs: ExperimentInputs): { readonly inputs: ExperimentInputs; readonly facts: Json };
  /** Cells in the order of the result file. Throws `ARG_*` for parameters that do not fit together. */
  grid(config: Config): readonly Cell[];
  /** Trials with the same key share data and run in one worker one after the other. */
  affinity(cell: Cell, index: number): string;
  trial(context: TrialContext, cell: Cell, index: number): TrialRecord;
  /** Works on any part of the records, in grid and trial order. */
  aggregate(config: Config, grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate;
  figure(config: Config, aggregate: Aggregate): Figure;
  checks(config: Config, aggregate: Aggregate): readonly Check[];
  claims(config: Config, aggregate: Aggregate): readonly Claim[];
}

export interface PresetValues {
  readonly trials: number;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}
