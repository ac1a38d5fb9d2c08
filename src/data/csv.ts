import { count, reading, RelulabError, show } from "../errors.js";
import { type CsvOutline, type DialectOptions, outlineOf } from "./csvOutline.js";
import { CsvRecords, isBlank } from "./csvRecords.js";
import { fileName } from "./fileName.js";
import { gunzip, isGzip, requireBytes, requireLimit } from "./gzip.js";
import { classesOf, decimal, type LabelledTable } from "./labelledTable.js";

export type { CsvOutline, Delimiter } from "./csvOutline.js";

/** A column by its name in the header, or by its number from 1. */
export type ColumnName = string | number;

export interface CsvOptions extends DialectOptions {
  /** The column of the classes. Default: the last one that is not left out. */
  readonly label?: ColumnName;
  /** Columns that are neither label nor feature. */
  readonly leaveOut?: readonly ColumnName[];
  /** Most bytes of text after unpacking; default 256 MiB. */
  readonly bytes?: number;
  /** Most columns; default 100,000. */
  readonly columns?: number;
  /** Most numbers; default 50,000,000. */
  readonly cells?: number;
}

export interface CsvTable extends LabelledTable, CsvOutline {
  /** Place of the label column in `columns`, from 0. */
  readonly labelColumn: number;
  /** Places of the feature columns in `columns`. */
  readonly featureColumns: readonly number[];
  /** Empty lines that were skipped. */
  readonly blankRows: number;
  readonly rows: Uint32Array;
}

const MOST_BYTES = 0x10000000;
const MOST_COLUMNS = 100_000;
const MOST_CELLS = 50_000_000;

/**
 * Reads a CSV file of numbers with one column of classes: UTF-8, plain or gzip, comma, semicolon or tab, with or without a header, RFC
 * 4180 quotes. Numbers are decimal with a point. Throws `CSV_ENCODING`, `CSV_QUOTE`, `DATA_SHAPE` (rows of different length),
 * `DATA_NUMBER`, `DATA_NOT_FINITE`, `DATA_LABELS`, `DATA_TOO_FEW`, `DATA_LIMIT`, `IDX_GZIP`, `IDX_LIMIT`, `ARG_*`.
 */
export function readCsv(bytes: Uint8Array, name: string, options: CsvOptions = {}): CsvTable {
  const { text, given } = open("readCsv()", bytes, name, options);
  const { columns: most = MOST_COLUMNS, cells = MOST_CELLS } = given;
  requireLimit("readCsv()", "cells", cells);
  const outline = outlineOf(text, name, given, { columns: most });
  const chosen = chooseColumns(outline, name, given);
  return { ...outline, ...chosen, ...readRows(text, name, outline, { ...chosen, most, cells }) };
}

/** What a CSV file looks like, before any number is read: delimiter, header, columns, first rows. Throws as `readCsv` does for these. */
export function outlineCsv(bytes: Uint8Array, name: string, options: CsvOptions = {}): CsvOutline {
  const { text, given } = open("outlineCsv()", bytes, name, options);
  return outlineOf(text, name, given, { columns: given.columns ?? MOST_COLUMNS });
}

function open(where: string, bytes: Uint8Array, name: string, options: CsvOptions): { text: string; given: CsvOptions } {
  requireBytes(where, bytes);
  const given = reading(where, () => ({ ...options }));
  const { bytes: most = MOST_BYTES, columns = MOST_COLUMNS } = given;
  requireLimit(where, "bytes", most);
  requireLimit(where, "columns", columns);
  const file = isGzip(bytes) ? gunzip(bytes, name, most) : bytes;
  if (file.length > most)
    throw new RelulabError(
      "DATA_LIMIT",
      `${fileName(name)} has ${count(file.length)} bytes, the limit is ${count(most)}.`,
      "Use fewer rows, an npy file, or raise the limit on bytes.",
    );
  return { text: decode(file, name), given };
}

/** Throws `CSV_ENCODING`. A byte order mark of UTF-8 is left out. */
function decode(file: Uint8Array, name: string): string {
  const [first, second] = file;
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (wide) throw encoding(name, "is UTF-16 text", "Save it as CSV in UTF-8.");
  if (first === 0x50 && second === 0x4b && file[2] === 3)
    throw encoding(name, "is a zip archive, as xlsx and npz files are", "Save the table as CSV, or the array as npy.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(file);
  } catch {
    throw encoding(name, "is no UTF-8 text", "Save it as CSV in UTF-8; npy and IDX files are known by their first bytes.");
  }
}

const encoding = (name: string, what: string, hint: string): RelulabError =>
  new RelulabError("CSV_ENCODING", `${fileName(name)} ${what}.`, hint);

interface ChosenColumns {
  readonly labelColumn: number;
  readonly featureColumns: readonly number[];
}

function chooseColumns(outline: CsvOutline, name: string, { label, leaveOut = [] }: CsvOptions): ChosenColumns {
  const out = new Set(reading("readCsv()", () => Array.from(leaveOut)).map((column) => columnIndex(outline, name, column)));
  const left = outline.columns.map((_, i) => i).filter((i) => !out.has(i));
  const labelColumn = label === undefined ? (left.at(-1) ?? -1) : columnIndex(outline, name, label);
  const featureColumns = left.filter((i) => i !== labelColumn);
  if (labelColumn >= 0 && featureColumns.length > 0) return { labelColumn, featureColumns };
  const found = outline.columns.length === 1 ? "has one column" : "has no column left for features";
  throw new RelulabError(
    "DATA_SHAPE",
    `${fileName(name)} ${found}, it needs one for the label and at least one feature.`,
    "Separate columns by comma, semicolon or tab, and leave fewer columns out.",
  );
}

function columnIndex({ columns, header }: CsvOutline, name: string, wanted: unknown): number {
  if (typeof wanted === "number") {
    if (Number.isInteger(wanted) && wanted >= 1 && wanted <= columns.length) return wanted - 1;
    throw unknownColumn(name, `no column ${show(wanted)}`, `Columns are numbered 1 to ${columns.length}.`);
  }
  const first = columns.findIndex((column) => column === wanted);
  const known = columns.slice(0, 8).map(show).join(", ") + (columns.length > 8 ? ", …" : "");
  if (first < 0)
    throw unknownColumn(name, `no column ${show(wanted)}`, header ? `Columns are: ${known}.` : "Give its number: there are no names.");
  if (columns.indexOf(wanted as string, first + 1) < 0) return first;
  throw unknownColumn(name, `more than one column ${show(wanted)}`, "Give its number, from 1.");
}

const unknownColumn = (name: string, what: string, hint: string): RelulabError =>
  new RelulabError("ARG_UNKNOWN", `readCsv(): ${fileName(name)} has ${what}.`, hint);

interface Reading extends ChosenColumns {
  readonly most: number;
  readonly cells: number;
}

type Rows = Pick<CsvTable, "name" | "samples" | "features" | "X" | "labels" | "classNames" | "rows" | "blankRows">;

function readRows(text: string, name: string, outline: CsvOutline, { labelColumn, featureColumns, most, cells }: Reading): Rows {
  const records = new CsvRecords(text, outline.delimiter, name, { columns: most });
  const [values, column, rows]: [number[], string[], number[]] = [[], [], []];
  let blankRows = 0;
  let names = outline.header;
  for (let fields = records.next(); fields !== null; fields = records.next()) {
    if (isBlank(fields) && outline.columns.length > 1) blankRows++;
    else if (names) names = false;
    else {
      if (fields.length !== outline.columns.length) throw ragged(name, records.row, fields.length, outline.columns.length);
      for (const i of featureColumns) values.push(numberOf(fields[i], name, i, records.row));
      if (values.length > cells) throw tooMany(name, cells);
      column.push(fields[labelColumn]);
      rows.push(records.row);
    }
  }
  if (rows.length === 0)
    throw new RelulabError("DATA_TOO_FEW", `${fileName(name)} has a header and no rows.`, "Use a file with rows of numbers in it.");
  const place = (i: number): string => placeOf(labelColumn, rows[i]);
  return {
    name,
    samples: rows.length,
    features: featureColumns.length,
    X: new Float64Array(values),
    ...classesOf(column, name, place),
    rows: Uint32Array.from(rows),
    blankRows,
  };
}

const placeOf = (column: number, row: number): string => `column ${count(column + 1)}, row ${count(row)}`;

const NUMBERS_ONLY = "Features are numbers; remove the row or choose other columns.";

function numberOf(field: string, name: string, column: number, row: number): number {
  const value = decimal(field);
  if (value - value === 0) return value;
  const place = `${fileName(name)}: ${placeOf(column, row)}`;
  const details = { column: column + 1, row };
  if (!Number.isNaN(value))
    throw new RelulabError(
      "DATA_NOT_FINITE",
      `${place} holds ${show(field)}, which is beyond the range of f64 numbers.`,
      NUMBERS_ONLY,
      details,
    );
  if (field.trim() === "") throw new RelulabError("DATA_NUMBER", `${place} is empty.`, NUMBERS_ONLY, details);
  const comma = !Number.isNaN(decimal(field.replace(",", ".")));
  throw new RelulabError(
    "DATA_NUMBER",
    `${place} holds ${show(field)}.`,
    comma ? "Numbers have a decimal point: write 1.5 for 1,5." : NUMBERS_ONLY,
    details,
  );
}

function ragged(name: string, row: number, found: number, expected: number): RelulabError {
  return new RelulabError(
    "DATA_SHAPE",
    `${fileName(name)}: row ${count(row)} has ${count(found)} columns, the first row has ${count(expected)}.`,
    "Check the row, its quotation marks and the delimiter.",
    { row, found, expected },
  );
}

function tooMany(name: string, cells: number): RelulabError {
  return new RelulabError(
    "DATA_LIMIT",
    `${fileName(name)} has more than ${count(cells)} numbers, which is the limit.`,
    "Use fewer rows or columns, or raise the limit on cells.",
  );
}
