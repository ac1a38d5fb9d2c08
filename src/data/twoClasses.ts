import { count, reading, RelulabError, show } from "../errors.js";
import type { Precision } from "../wasm/precision.js";
import type { BinaryData } from "./dataset.js";
import { fileName } from "./fileName.js";
import { classIndex, type LabelledTable } from "./labelledTable.js";
import { type Scaling, scaleRows, SCALINGS } from "./scaling.js";

export type { Scaling } from "./scaling.js";

export interface TwoClassOptions {
  /** The class with label +1. Default, where there are two: the later one of `classNames`, which is 1 of −1 and 1, or of 0 and 1. */
  readonly positive?: string | number;
  /** The class with label −1. Default, where there are two: the other one. */
  readonly negative?: string | number;
  /** Use so many samples of the two classes, the first of the file. Default: all. */
  readonly samples?: number;
  /** Default `max-norm`: then ‖x‖ ≤ 1, as the theorems of S0 have it. */
  readonly scaling?: Scaling;
  /** Default `f64`. */
  readonly precision?: Precision;
}

export interface TwoClassData extends BinaryData {
  /** Which sample of the table each one is. */
  readonly source: Uint32Array;
  readonly positive: string;
  /** Null where the table has one class alone. */
  readonly negative: string | null;
}

/**
 * Two classes of a table as data with labels ±1, in the order of the file. A table of one class gives data of one label: +1, or −1 where
 * the class is `-1`. Throws `DATA_LABELS` (more than two classes and none chosen, or no such class), `DATA_TOO_FEW`, `DATA_NOT_FINITE`
 * for a scaling that is not defined, `ARG_*`.
 */
export function twoClasses(table: LabelledTable, options: TwoClassOptions = {}): TwoClassData {
  const where = "twoClasses()";
  return reading(where, () => choose(where, table, options));
}

function choose(where: string, table: LabelledTable, options: TwoClassOptions): TwoClassData {
  const { scaling = "max-norm", precision = "f64" } = options;
  if (!SCALINGS.includes(scaling))
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: scaling must be one of ${SCALINGS.join(", ")}, got ${show(scaling)}.`,
      'Use for example "max-norm".',
    );
  const { positive, negative } = choosePair(where, table, options);
  const source = rowsOf(where, table, [positive, negative], options.samples);
  const { features, classNames } = table;
  const X = precision === "f32" ? new Float32Array(source.length * features) : new Float64Array(source.length * features);
  scaleRows(X, table, source, scaling);
  const y = Int8Array.from(source, (row) => (table.labels[row] === positive ? 1 : -1));
  const names = { positive: classNames[positive] ?? "", negative: classNames[negative] ?? null };
  return { samples: source.length, features, X, y, source, ...names, name: nameOf(table, names, source.length) };
}

interface Pair {
  /** Places in `classNames`; −1 where no sample has the label. */
  readonly positive: number;
  readonly negative: number;
}

function choosePair(where: string, table: LabelledTable, { positive, negative }: TwoClassOptions): Pair {
  const { classNames } = table;
  if (positive === undefined && negative === undefined && classNames.length === 1)
    return classNames[0] === "-1" ? { positive: -1, negative: 0 } : { positive: 0, negative: -1 };
  if (classNames.length !== 2 && (positive === undefined || negative === undefined))
    throw new RelulabError(
      "DATA_LABELS",
      `${fileName(table.name)} has ${count(classNames.length)} classes, a binary classifier has two.`,
      "Choose two of them as positive and negative.",
      { classes: classNames.slice(0, 20) },
    );
  const given = { positive, negative };
  const find = (key: "positive" | "negative"): number | undefined =>
    given[key] === undefined ? undefined : classIndex(where, table, given[key]);
  const [first, second] = [find("positive"), find("negative")];
  const pair = { positive: first ?? 1 - (second ?? 0), negative: second ?? 1 - (first ?? 1) };
  if (pair.positive !== pair.negative) return pair;
  throw new RelulabError("ARG_RANGE", `${where}: positive and negative must differ, both are ${show(positive)}.`, "Choose two classes.");
}

function rowsOf(where: string, { labels, name }: LabelledTable, pair: readonly number[], samples = Infinity): Uint32Array {
  if (samples !== Infinity && (!Number.isSafeInteger(samples) || samples < 1))
    throw new RelulabError("ARG_RANGE", `${where}: samples must be an integer ≥ 1, got ${show(samples)}.`, "Leave it out for all.");
  const rows: number[] = [];
  for (let i = 0; i < labels.length && rows.length < samples; i++) if (pair.includes(labels[i])) rows.push(i);
  if (samples === Infinity || rows.length === samples) return Uint32Array.from(rows);
  throw new RelulabError(
    "DATA_TOO_FEW",
    `${fileName(name)} has ${count(rows.length)} samples of the two classes, ${count(samples)} are asked for.`,
    "Ask for fewer samples, or for all.",
    { found: rows.length, asked: samples },
  );
}

function nameOf(
  { name, samples }: LabelledTable,
  { positive, negative }: { positive: string; negative: string | null },
  used: number,
): string {
  const classes = negative === null ? `all ${positive}` : `${positive} vs ${negative}`;
  return `${name}, ${classes}${used < samples ? `, ${count(used)} samples` : ""}`;
}
