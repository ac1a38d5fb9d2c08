import { count, reading, RelulabError } from "../errors.js";
import { type CsvOptions, type CsvTable, readCsv } from "./csv.js";
import type { NamedBytes } from "./digits.js";
import { fileName } from "./fileName.js";
import { gunzip, isGzip } from "./gzip.js";
import type { LabelledTable } from "./labelledTable.js";
import { isNpy, readNpyHeader } from "./npyHeader.js";
import { tableFromIdx, tableFromNpy, tableFromNpyPair } from "./tables.js";

// Files as people have them: one table, or features and labels apart. What a file is, its first bytes say, not its name.

export type FileKind = "csv" | "npy" | "idx";

/** What a file holds: a table with its labels, features alone, or labels alone. */
export type FileRole = "table" | "features" | "labels";

export interface OpenedFile extends NamedBytes {
  readonly kind: FileKind;
  /** Dimensions that its header claims; none for CSV. */
  readonly shape: readonly number[];
}

const MOST_BYTES = 0x40000000;

/** Unpacks a file where it is gzip and says what it is. Its header is not believed yet. Throws `IDX_GZIP`, `IDX_LIMIT`, `NPY_*`. */
export function openFile({ name, bytes }: NamedBytes, limit: number = MOST_BYTES): OpenedFile {
  const content = isGzip(bytes) ? gunzip(bytes, name, limit) : bytes;
  if (isNpy(content)) return { name, bytes: content, kind: "npy", shape: readNpyHeader(content, name).shape };
  if (content.length < 4 || content[0] !== 0 || content[1] !== 0) return { name, bytes: content, kind: "csv", shape: [] };
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const rank = Math.min(content[3], Math.floor((content.length - 4) / 4));
  return { name, bytes: content, kind: "idx", shape: Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)) };
}

/** A list is one of labels; a table of IDX has none; one of npy may have. */
function isList({ shape }: OpenedFile): boolean {
  return shape.length === 1 || (shape.length === 2 && shape[1] === 1);
}

/** Which file is still to come, or null where these can be read. Throws `DATA_SHAPE` for files that do not belong together. */
export function missingRole(files: readonly OpenedFile[]): Exclude<FileRole, "table"> | null {
  if (files.length === 1) {
    const [file] = files;
    if (file.kind === "csv") return null;
    if (isList(file)) return "features";
    return file.kind === "idx" ? "labels" : null;
  }
  const [first, second] = files;
  const pair = files.length === 2 && first.kind === second.kind && first.kind !== "csv" && isList(first) !== isList(second);
  if (pair) return null;
  throw new RelulabError(
    "DATA_SHAPE",
    `${files.map(({ name }) => fileName(name)).join(", ")}: ${count(files.length)} files that are not features and their labels.`,
    "Use one CSV or npy table, or two npy or two IDX files: features and labels.",
  );
}

export interface FileSetOptions extends Pick<CsvOptions, "header" | "leaveOut"> {
  /** Column of the labels: a name in the header of a CSV file, or a number from 1. Default: the last. */
  readonly label?: string | number;
}

/** Whether a table has a column of labels to choose: the others have them in a file of their own. */
export const hasLabelColumn = (files: readonly OpenedFile[]): boolean => files.length === 1;

/** The table that opened files make. Throws as the readers of their kinds. */
export function readFileSet(files: readonly OpenedFile[], options: FileSetOptions = {}): LabelledTable | CsvTable {
  const given = reading("readFileSet()", () => ({ ...options }));
  const role = missingRole(files);
  if (role !== null)
    throw new RelulabError("DATA_TOO_FEW", `${fileName(files[0].name)} comes without its ${role}.`, `Add the file of ${role}.`);
  const [first, second] = files;
  if (second === undefined)
    return first.kind === "csv" ? readCsv(first.bytes, first.name, given) : tableFromNpy(first, npyOptions(first, given));
  const [features, labels] = isList(first) ? [second, first] : [first, second];
  return first.kind === "npy" ? tableFromNpyPair(features, labels) : tableFromIdx(features, labels);
}

function npyOptions({ name }: OpenedFile, { label }: FileSetOptions): { label?: number } {
  if (label === undefined) return {};
  if (typeof label === "number") return { label };
  throw new RelulabError(
    "ARG_UNKNOWN",
    `readFileSet(): ${fileName(name)} has no names of columns.`,
    "Give the label column by its number.",
  );
}
