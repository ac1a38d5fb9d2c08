import type { Certificate } from "../theory/certificate.js";
import type { Lab } from "../lab.js";
import type { Steps } from "../numerics/steps.js";
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
  /** The test split, for experiments with `testDigits`. */
  readonly testDigits?: DigitSource;
}

/** What the trials get, and what it is called in the result. */
export interface SelectedInputs {
  readonly inputs: ExperimentInputs;
  readonly facts: Json;
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

/**
 * Series with a fixed colour, dash and marker (one style for page, command line and element). `step3` … `step10` are for what is ordered
 * (widths, sizes, depths): light to dark on the scale of the rates, for example 3, 5, 7, 9. `pos` and `neg` are the two classes of samples.
 */
export type SeriesStyle = "plain" | "noisy" | "leaky" | "both" | "theory" | "pos" | "neg" | `step${3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

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
  /** A theory line across the map where x has this value, between columns by interpolation. */
  readonly threshold?: { readonly label: string; readonly value: number };
}

/** An axis with a fixed range: empty axes before a run have their final size. */
export interface CurveAxis {
  readonly label: string;
  /** The paper's letter, drawn in italics; empty for none. */
  readonly symbol: string;
  readonly scale: "linear" | "log";
  /** On a log axis above 0. Lines end at the range; single points beyond it stand open at its edge. */
  readonly min: number;
  readonly max: number;
  /** Default: 3 to 6 round numbers, decades on a log axis. */
  readonly ticks?: readonly number[];
  /** On a log axis: keep the strip for zeros from the start. Without it the strip appears (inside the same plot) with the first zero. */
  readonly zero?: boolean;
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Title of the marker, for hover and screen readers. */
  readonly text?: string;
}

export interface Series {
  /** Short: stands in bold at the right end of the line, or in the legend. */
  readonly label: string;
  readonly style: SeriesStyle;
  /** `mean` in bold, `trial` thin and pale, `theory` in ink and long dashes whatever the style; `none` for dots. */
  readonly line: "mean" | "trial" | "theory" | "none";
  /** The shape follows the style. Lines carry markers up to 25 points; many dots become small and translucent. */
  readonly marker: "none" | "filled" | "open";
  /** Whether the label is drawn. Default: not for trials. Tables and CSV name every series. */
  readonly labelled?: boolean;
  /** Values that are not finite break the line and are never drawn; so are values below 0 on a log axis. */
  readonly points: readonly CurvePoint[];
}

/** One or more standard errors, or quantiles, round a mean; say which in the caption. */
export interface Band {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[];
}

/** A straight line across the plot with its label at the end: a threshold, a limit, the time now. */
export interface Rule {
  /** The axis on which `value` stands: `x` is a vertical line. */
  readonly axis: "x" | "y";
  readonly value: number;
  readonly label: string;
}

/** A marked gap between two values at one place, for example σ₂₀ / σ₂₁ of a spectrum. */
export interface Bracket {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly label: string;
}

export interface CurvePanel {
  readonly kind: "curves";
  readonly title: string;
  readonly finding: string;
  /** The method whose bar stands beside the title; none for a panel of several methods. */
  readonly style?: SeriesStyle;
  readonly x: CurveAxis;
  readonly y: CurveAxis;
  readonly series: readonly Series[];
  readonly bands?: readonly Band[];
  readonly rules?: readonly Rule[];
  readonly brackets?: readonly Bracket[];
  /** Width of the plot over its height. Default 1.6; 1 for scatter plots. */
  readonly aspect?: number;
  /** A row above the plot instead of labels at the right end. Default: only where those cannot serve (more than 4 crossing lines). */
  readonly legend?: boolean;
}

/** A two-layer net f(x) = Σ v_j max(0, w_jᵀx) on the plane; |x₁|, |x₂| ≤ limit is drawn. */
export interface PlanePanel {
  readonly kind: "plane";
  readonly title: string;
  /** `training error 1/3, loss 1/3`. */
  readonly finding: string;
  readonly style?: SeriesStyle;
  readonly limit: number;
  /** Slope of the activation below 0: f(x) = Σ v_j max(z, leak·z). Default 0. */
  readonly leak?: number;
  readonly neurons: readonly PlaneNeuron[];
  readonly samples: readonly PlaneSample[];
}

export interface PlaneNeuron {
  readonly v: number;
  readonly w: readonly [number, number];
  /** Where training started: a dotted line. */
  readonly start?: readonly [number, number];
}

export interface PlaneSample {
  readonly x: readonly [number, number];
  readonly label: 1 | -1;
  /** Positive loss and no active unit: dashed ring and the word. */
  readonly dead?: boolean;
  /** A support vector of the hard-margin separator: double ring. */
  readonly support?: boolean;
}

/** A bar from 1 on an axis of powers of ten; everything by its logarithm, since the numbers may be beyond all floats. */
export interface Bar {
  readonly label: string;
  /** The number as text, behind the label. */
  readonly text: string;
  readonly style: SeriesStyle;
  /** log₁₀ of the number; null while there is none: its place stays empty. */
  readonly log10: number | null;
}

/** A few numbers that lie powers of ten apart. Bars below 1 have no length. */
export interface BarPanel {
  readonly kind: "bars";
  readonly title: string;
  readonly finding: string;
  readonly style?: SeriesStyle;
  readonly x: {
    readonly label: string;
    /** The paper's letter, drawn in italics; empty for none. */
    readonly symbol: string;
    /** The last power of ten on the axis, at least 1. */
    readonly last: number;
  };
  readonly bars: readonly Bar[];
  /** What lies between two bars, drawn under them from end to end; nothing while one of them is empty. */
  readonly gap?: { readonly from: number; readonly to: number; readonly label: string };
}

export type Panel = HeatMapPanel | CurvePanel | PlanePanel | BarPanel;

export interface Figure {
  /** The claim in one sentence: the SVG's `<title>`. */
  readonly title: string;
  /** Bold start of the caption: quantity and fixed settings. */
  readonly lead: string;
  /** The rest of the caption, at most four sentences with `lead`; together they are the SVG's `<desc>`. */
  readonly caption: string;
  readonly panels: readonly Panel[];
  /** Panels side by side. Default 1. */
  readonly columns?: 1 | 2;
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
  /** Settings that `--errata printed` or `authors` puts before the presets' own; what else they change, the experiment reads from the config. */
  readonly errata?: Readonly<Partial<Record<"printed" | "authors", Readonly<Record<string, ParameterValue>>>>>;
  readonly precision: Precision;
  readonly inputs: "none" | "digits";
  /** Takes the test split of the digits too (`t10k-` files). */
  readonly testDigits?: true;
  /** Cuts loaded inputs down to what the trials need (generating them where none were given) and names them for the result; in steps. */
  selectInputs?(config: Config, inputs: ExperimentInputs): Steps<SelectedInputs>;
  /** Cells in the order of the result file. Throws `ARG_*` for parameters that do not fit together. */
  grid(config: Config): readonly Cell[];
  /** Trials with the same key share data and run in one worker one after the other. */
  affinity(cell: Cell, index: number): string;
  /** In steps of about 1 ms (`yield* stepsOf(lab.start…)`, `yield* lab.steps.…`), so that a page without workers stays alive meanwhile. */
  trial(context: TrialContext, cell: Cell, index: number): TrialRecord | Steps<TrialRecord>;
  /** The same trial once more, with a certificate for every theorem: pure as `trial`, and never needed by it. */
  certify?(context: TrialContext, cell: Cell, index: number): readonly Certificate[];
  /** Works on any part of the records, in grid and trial order. */
  aggregate(config: Config, grid: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate;
  figure(config: Config, aggregate: Aggregate): Figure;
  checks(config: Config, aggregate: Aggregate): readonly Check[];
  claims(config: Config, aggregate: Aggregate): readonly Claim[];
}

export interface PresetValues {
  readonly trials: number;
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  /** What a long preset costs, in words, for `relulab list`. */
  readonly cost?: string;
}
