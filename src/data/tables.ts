import { count, reading, RelulabError, show } from "../errors.js";
import type { NamedBytes } from "./digits.js";
import { fileName } from "./fileName.js";
import { readIdx } from "./idx.js";
import { classesOf, type LabelledTable, type NumberArray } from "./labelledTable.js";
import { readNpy } from "./npy.js";

// Tables from files that have no names of columns: one npy array with a label column, or features and labels in files of their own.

export interface NpyTableOptions {
  /** Column of the labels, from 1. Default: the last. */
  readonly label?: number;
}

/** A table from one npy array (samples, features + 1). Throws as `readNpy`, `DATA_SHAPE`, `DATA_LABELS`, `ARG_RANGE`. */
export function tableFromNpy(file: NamedBytes, options: NpyTableOptions = {}): LabelledTable {
  const [{ bytes, name }, given] = reading("tableFromNpy()", () => [{ ...file }, { ...options }] as const);
  const { shape, data } = readNpy(bytes, name);
  const [samples, columns = 1] = shape;
  if (columns < 2)
    throw new RelulabError(
      "DATA_SHAPE",
      `${fileName(name)} has one column (${shape.map(count).join(" × ")}), a table has one for the label and at least one feature.`,
      "Add the file that holds the features.",
    );
  const label = given.label ?? columns;
  if (!Number.isInteger(label) || label < 1 || label > columns)
    throw new RelulabError(
      "ARG_RANGE",
      `tableFromNpy(): label must be a column 1 to ${columns}, got ${show(label)}.`,
      "Leave it out for the last one.",
    );
  const features = columns - 1;
  const X = data.slice(0, samples * features);
  for (let i = 0; i < samples; i++) {
    X.set(data.subarray(i * columns, i * columns + label - 1), i * features);
    X.set(data.subarray(i * columns + label, (i + 1) * columns), i * features + label - 1);
  }
  const column = Array.from({ length: samples }, (_, i) => String(data[i * columns + label - 1]));
  return { name, samples, features, X, ...classesOf(column, name, item) };
}

/** A table from features (samples, features) and labels (samples), two npy arrays. Throws as `readNpy`, `DATA_SHAPE`, `DATA_LABELS`. */
export function tableFromNpyPair(features: NamedBytes, labels: NamedBytes): LabelledTable {
  const [first, second] = reading("tableFromNpyPair()", () => [{ ...features }, { ...labels }]);
  const X = readNpy(first.bytes, first.name);
  const y = readNpy(second.bytes, second.name);
  if (X.shape.length !== 2)
    throw new RelulabError(
      "DATA_SHAPE",
      `${fileName(first.name)} has 1 dimension, features have 2.`,
      "Check that the features and the labels are not exchanged.",
    );
  if (y.data.length !== y.shape[0])
    throw new RelulabError(
      "DATA_SHAPE",
      `${fileName(second.name)} has the shape ${y.shape.map(count).join(" × ")}, labels have one number per sample.`,
      "Check that the features and the labels are not exchanged.",
    );
  return joined(first.name, second.name, X.shape[0], X.data, y.data);
}

/**
 * A table from an IDX file of images (any dimensions after the first are one row) and one of labels, each plain or gzip. Throws `IDX_*`,
 * `DATA_SHAPE`.
 */
export function tableFromIdx(images: NamedBytes, labels: NamedBytes): LabelledTable {
  const [first, second] = reading("tableFromIdx()", () => [{ ...images }, { ...labels }]);
  const X = readIdx(first.bytes, first.name);
  const y = readIdx(second.bytes, second.name);
  if (X.dimensions.length < 2 || y.dimensions.length !== 1)
    throw new RelulabError(
      "DATA_SHAPE",
      `${fileName(first.name)} has ${X.dimensions.length} dimensions and ${fileName(second.name)} has ${y.dimensions.length}; images have 2 or more, labels 1.`,
      "Check that the images and the labels are not exchanged.",
    );
  return joined(first.name, second.name, X.dimensions[0], X.data, y.data);
}

function joined(name: string, labelName: string, samples: number, X: NumberArray, y: NumberArray): LabelledTable {
  if (y.length !== samples)
    throw new RelulabError(
      "IDX_COUNT_MISMATCH",
      `${fileName(name)} has ${count(samples)} items, ${fileName(labelName)} has ${count(y.length)}.`,
      "Check that both files belong to the same split.",
      { images: samples, labels: y.length },
    );
  return { name, samples, features: X.length / samples, X, ...classesOf(Array.from(y, String), labelName, item) };
}

const item = (i: number): string => `item ${count(i)}`;
