import { RelulabError, show } from "../errors.js";
import { CsvRecords, isBlank, type RecordLimits } from "./csvRecords.js";
import { fileName } from "./fileName.js";
import { decimal } from "./labelledTable.js";

export type Delimiter = "," | ";" | "\t";

const DELIMITERS: readonly Delimiter[] = [",", ";", "\t"];
/** What is looked at to find the delimiter. */
const SAMPLE_TEXT = 65_536;
const SAMPLE_RECORDS = 50;
const SHOWN_ROWS = 3;

/** What can be said of a CSV file before its numbers are read. */
export interface CsvOutline {
  readonly delimiter: Delimiter;
  /** Is the first row one of names? */
  readonly header: boolean;
  /** Names of all columns: those of the header, or `column 1`, `column 2` … where there is none or a name is empty. */
  readonly columns: readonly string[];
  /** The first three rows of data as text. */
  readonly firstRows: readonly (readonly string[])[];
}

export interface DialectOptions {
  /** Default: the one of comma, semicolon and tab that makes columns of the file. */
  readonly delimiter?: Delimiter;
  /** Default: a first row without any number outside the label column is a header. */
  readonly header?: boolean;
}

/** Throws `CSV_QUOTE`, `DATA_TOO_FEW`, `DATA_LIMIT`, `ARG_RANGE`. */
export function outlineOf(text: string, name: string, options: DialectOptions, limits: RecordLimits): CsvOutline {
  const delimiter = options.delimiter ?? findDelimiter(text, name, limits);
  if (!DELIMITERS.includes(delimiter))
    throw new RelulabError("ARG_RANGE", `readCsv(): delimiter must be one of , ; \\t, got ${show(delimiter)}.`, 'Use for example ";".');
  const records = firstRecords(text, delimiter, name, limits, SHOWN_ROWS + 1);
  if (records.length === 0) throw new RelulabError("DATA_TOO_FEW", `${fileName(name)} is empty.`, "Use a file with rows of numbers in it.");
  const header = options.header ?? looksLikeHeader(records[0]);
  const columns = records[0].map((field, i) => (header && field.trim() !== "" ? field.trim() : `column ${i + 1}`));
  return { delimiter, header, columns, firstRows: records.slice(header ? 1 : 0, SHOWN_ROWS + (header ? 1 : 0)) };
}

/** Some cell more than the label must say something: a row of names has no number but perhaps in the place of the label. */
function looksLikeHeader(first: readonly string[]): boolean {
  const features = first.slice(0, Math.max(1, first.length - 1));
  return !features.some(looksLikeNumber);
}

function firstRecords(text: string, delimiter: string, name: string, limits: RecordLimits, most: number): string[][] {
  const reader = new CsvRecords(text, delimiter, name, limits);
  const records: string[][] = [];
  for (let fields = reader.next(); fields !== null && records.length < most; fields = reader.next())
    if (!isBlank(fields)) records.push(fields);
  return records;
}

/** Of those that make more than one column: first what makes equally many in every row, then what makes most cells numbers, then most columns. */
function findDelimiter(text: string, name: string, limits: RecordLimits): Delimiter {
  const cut = text.length > SAMPLE_TEXT;
  const lastLine = cut ? Math.max(text.lastIndexOf("\n", SAMPLE_TEXT), text.lastIndexOf("\r", SAMPLE_TEXT)) : -1;
  const sample = cut ? text.slice(0, lastLine < 0 ? SAMPLE_TEXT : lastLine + 1) : text;
  const scores = DELIMITERS.map((delimiter) => score(sample, delimiter, name, limits));
  let best = 0;
  scores.forEach((one, i) => {
    const differs = one.findIndex((value, at) => value !== scores[best][at]);
    if (differs >= 0 && one[differs] > scores[best][differs]) best = i;
  });
  return DELIMITERS[best];
}

function score(sample: string, delimiter: Delimiter, name: string, limits: RecordLimits): readonly number[] {
  let records: string[][];
  try {
    records = firstRecords(sample, delimiter, name, limits, SAMPLE_RECORDS);
  } catch (error) {
    if ((error as RelulabError).code === "DATA_LIMIT") throw error;
    // Wrong quotes are wrong for one delimiter only, or for all: then reading says which.
    return [0, 0, 0, 0];
  }
  const columns = records[0]?.length ?? 0;
  const cells = records.flat();
  return [
    columns > 1 ? 1 : 0,
    records.every(({ length }) => length === columns) ? 1 : 0,
    cells.filter(looksLikeNumber).length / Math.max(1, cells.length),
    columns,
  ];
}

/** Here a decimal comma counts: `1,5;2,5` are two numbers, which reading refuses with a word on commas. */
const looksLikeNumber = (field: string): boolean => !Number.isNaN(decimal(field.replace(",", ".")));
