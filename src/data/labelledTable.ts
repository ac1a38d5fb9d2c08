import { RelulabError, show } from "../errors.js";
import { fileName } from "./fileName.js";

export type NumberArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** Rows of numbers with a class each, as files hold them. */
export interface LabelledTable {
  /** What the data are, for results and captions. */
  readonly name: string;
  readonly samples: number;
  readonly features: number;
  /** (samples, features) row-major, in the file's own type of numbers; all finite. */
  readonly X: NumberArray;
  /** One class per sample: a place in `classNames`. */
  readonly labels: Int32Array;
  /** Numbers in rising order, or texts in the order of their code units. Each has at least one sample. */
  readonly classNames: readonly string[];
  /** The row of the file that each sample stands in, as messages count it; without it, sample i is item i of the file. */
  readonly rows?: Uint32Array;
}

/** What is a number in a file: decimal digits with a point, a sign and an exponent, no more. One way to read every digit, so that it takes linear time. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number that a cell holds, space around it left out; NaN for anything else. May be infinite: `1e400` is a number beyond f64. */
export function decimal(text: string): number {
  const trimmed = text.trim();
  return DECIMAL.test(trimmed) ? Number(trimmed) : NaN;
}

/** More classes than this are a column of numbers that was taken for labels. */
export const MOST_CLASSES = 1000;

export interface Classes {
  readonly labels: Int32Array;
  readonly classNames: string[];
}

/**
 * The classes of a column. Where every label is a number, equal numbers are one class (`1`, `+1`, `1.0`); else equal texts are.
 * `place` names a label for a message. Throws `DATA_LABELS` for an empty label or more than 1,000 classes.
 */
export function classesOf(column: readonly string[], name: string, place: (index: number) => string): Classes {
  const empty = column.findIndex((text) => text.trim() === "");
  if (empty >= 0) throw refuseLabel(name, `${place(empty)} holds no label`, "Fill it in, or remove the row.");
  const distinct = Array.from(new Set(column));
  const numeric = distinct.every((text) => Number.isFinite(decimal(text)));
  // −0 is 0: two names for one number are one class.
  const nameOf = (text: string): string => (numeric ? String(decimal(text) + 0) : text.trim());
  const names = new Map(distinct.map((text) => [text, nameOf(text)]));
  const classNames = Array.from(new Set(names.values()));
  if (classNames.length > MOST_CLASSES)
    throw refuseLabel(
      name,
      `the label column has ${classNames.length} different values, the limit is ${MOST_CLASSES}`,
      "Choose the column that holds the classes.",
    );
  classNames.sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1));
  const index = new Map(classNames.map((text, i) => [text, i]));
  return { labels: Int32Array.from(column, (text) => index.get(names.get(text) ?? "") ?? 0), classNames };
}

const refuseLabel = (name: string, what: string, hint: string): RelulabError =>
  new RelulabError("DATA_LABELS", `${fileName(name)}: ${what}.`, hint);

/** Samples of each class. */
export function classCounts({ labels, classNames }: Pick<LabelledTable, "labels" | "classNames">): number[] {
  const counts = classNames.map(() => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

/** The place of a class, given by its name as text or number. Throws `DATA_LABELS`. */
export function classIndex(where: string, { classNames }: Pick<LabelledTable, "classNames">, wanted: string | number): number {
  const index = classNames.indexOf(String(wanted));
  if (index >= 0) return index;
  const known = classNames.slice(0, 8).map(show).join(", ") + (classNames.length > 8 ? ", …" : "");
  throw new RelulabError("DATA_LABELS", `${where}: there is no class ${show(wanted)}.`, `Classes are: ${known}.`);
}
