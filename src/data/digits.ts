import { count, reading, RelulabError } from "../errors.js";
import { fileName } from "./fileName.js";
import { readIdx } from "./idx.js";
import { sha256Hex } from "./sha256.js";

export { digitPair, type DigitPairOptions, type PixelScaling } from "./digitPair.js";

/** Labelled grey images of digits in file order: MNIST files or the package's own generated digits. */
export interface DigitSource {
  /** `MNIST train` or `generated digits (train)`. */
  readonly name: string;
  readonly kind: "files" | "generated";
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** (count, rows·columns) row-major, 0…255. */
  readonly images: Uint8Array;
  /** 0…9. */
  readonly labels: Uint8Array;
  /** Of images and labels together, as hex; the name of these data in a result. */
  readonly sha256: string;
}

/** A file's bytes with the name that messages use. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Digits from an IDX file of images (count × rows × columns) and one of labels (count), each plain or gzip.
 * Throws `IDX_*` for damaged files, `IDX_COUNT_MISMATCH`, `DATA_SHAPE` and, for a label above 9, `DATA_LABELS`.
 */
export function digitsFromFiles(images: NamedBytes, labels: NamedBytes, name: string): DigitSource {
  const [imageFile, labelFile] = reading("digitsFromFiles()", () => [{ ...images }, { ...labels }]);
  const pixels = readIdx(imageFile.bytes, imageFile.name);
  checkRank(pixels.dimensions, imageFile.name, 3, "images");
  const classes = readIdx(labelFile.bytes, labelFile.name);
  checkRank(classes.dimensions, labelFile.name, 1, "labels");
  const [items, rows, columns] = pixels.dimensions;
  if (items !== classes.dimensions[0])
    throw new RelulabError(
      "IDX_COUNT_MISMATCH",
      `${fileName(imageFile.name)} has ${count(items)} items, ${fileName(labelFile.name)} has ${count(classes.dimensions[0])}.`,
      "Check that both files belong to the same split.",
      { images: items, labels: classes.dimensions[0] },
    );
  checkLabels(classes.data, labelFile.name);
  const sha256 = sha256Hex(pixels.data, classes.data);
  return { name, kind: "files", count: items, rows, columns, images: pixels.data, labels: classes.data, sha256 };
}

function checkRank(dimensions: readonly number[], name: string, rank: number, what: string): void {
  if (dimensions.length === rank) return;
  throw new RelulabError(
    "DATA_SHAPE",
    `${fileName(name)} has ${dimensions.length} dimensions, a file of ${what} has ${rank}.`,
    "Check that the images and the labels are not exchanged.",
  );
}

function checkLabels(labels: Uint8Array, name: string): void {
  const wrong = labels.findIndex((label) => label > 9);
  if (wrong >= 0)
    throw new RelulabError(
      "DATA_LABELS",
      `${fileName(name)} has the label ${labels[wrong]} at item ${count(wrong)}, labels are 0 to 9.`,
      "Use the labels of a file of digits.",
    );
}
