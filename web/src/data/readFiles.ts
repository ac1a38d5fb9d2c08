import { RelulabError, show } from "../../../src/errors.js";
import { sha256Hex } from "../../../src/data/sha256.js";
import { type CsvTable, outlineCsv } from "../../../src/data/csv.js";
import { type FileSetOptions, hasLabelColumn, missingRole, type OpenedFile, openFile, readFileSet } from "../../../src/data/fileSet.js";
import { classCounts, type LabelledTable } from "../../../src/data/labelledTable.js";
import { toFailure } from "../../../src/sweep/protocol.js";
import type { FileFacts } from "./messages.js";

// In the worker: from files of the reader's disk to a table and what the page shows of it.

/** As much as a tab can be asked to hold. */
const MOST_BYTES = 0x20000000;
const REPORT_EVERY = 100;
const SHOWN_ROWS = 3;

export interface ReadFile extends OpenedFile {
  readonly sha256: string;
  readonly size: number;
}

/** The bytes of a file in pieces, so that the page can say how far it is. Throws `DATA_LIMIT`, `INPUT_MISSING`. */
export async function readFile(file: File, report: (loaded: number, total: number) => void): Promise<ReadFile> {
  const { name, size } = file;
  if (size > MOST_BYTES)
    throw new RelulabError(
      "DATA_LIMIT",
      `${show(name)} has ${size} bytes, the limit of this page is ${MOST_BYTES}.`,
      "Use fewer rows, or the package in Node.",
    );
  const bytes = await allBytes(file, report);
  return { ...openFile({ name, bytes }, MOST_BYTES), sha256: sha256Hex(bytes), size };
}

async function allBytes(file: File, report: (loaded: number, total: number) => void): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size);
  let loaded = 0;
  let reported = 0;
  try {
    const reader = file.stream().getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes.set(part.value, loaded);
      loaded += part.value.length;
      if (performance.now() - reported < REPORT_EVERY) continue;
      reported = performance.now();
      report(loaded, bytes.length);
    }
  } catch (error) {
    // A folder, or a file that changed or went away after it was chosen.
    throw new RelulabError(
      "INPUT_MISSING",
      `${show(file.name)} cannot be read (${error instanceof Error ? error.name : "unknown reason"}).`,
      "Choose the file again; folders cannot be read.",
    );
  }
  return bytes;
}

export interface Described {
  readonly facts: FileFacts;
  readonly table: LabelledTable | null;
}

/** What files hold when these columns are chosen. A table that cannot be read so is no failure of the file: other columns may do. */
export function describe(files: readonly ReadFile[], options: FileSetOptions): Described {
  const outline = outlineOf(files, options);
  const common = {
    names: files.map(({ name }) => name),
    kind: files[0].kind,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    sha256: files.map(({ sha256 }) => sha256),
    ...outline,
  };
  try {
    const table = readFileSet(files, options);
    return { table, facts: { ...common, ...tableFacts(table, common), problem: null } };
  } catch (error) {
    if (common.columns.length === 0 || !(error instanceof RelulabError)) throw error;
    return { table: null, facts: { ...common, table: null, problem: toFailure(error) } };
  }
}

type Outline = Pick<FileFacts, "columns" | "labelColumn" | "csv" | "firstRows">;

/** Columns and first rows of a table with a label column; those of the others come with the table. */
function outlineOf(files: readonly ReadFile[], { header, label }: FileSetOptions): Outline {
  const [first] = files;
  if (!hasLabelColumn(files) || missingRole(files) !== null) return { columns: [], labelColumn: null, csv: null, firstRows: [] };
  if (first.kind === "npy") {
    const columns = Array.from({ length: first.shape[1] ?? 0 }, (_, i) => `column ${i + 1}`);
    return { columns, labelColumn: (typeof label === "number" ? label : columns.length) - 1, csv: null, firstRows: [] };
  }
  const { columns, firstRows, delimiter, header: found } = outlineCsv(first.bytes, first.name, header === undefined ? {} : { header });
  const labelColumn = (typeof label === "number" ? label : columns.length) - 1;
  return { columns, labelColumn, csv: { delimiter, header: found, blankRows: 0 }, firstRows };
}

function tableFacts(table: LabelledTable | CsvTable, outline: Outline): Pick<FileFacts, "table" | "csv" | "firstRows" | "labelColumn"> {
  const { samples, features, classNames } = table;
  const counts = classCounts(table);
  const classes = classNames.map((name, i) => ({ name, samples: counts[i] }));
  const csv = outline.csv !== null && "blankRows" in table ? { ...outline.csv, blankRows: table.blankRows } : outline.csv;
  const labelColumn = "labelColumn" in table ? table.labelColumn : outline.labelColumn;
  const rows = outline.firstRows.length > 0 ? outline.firstRows : rowsOf(table, labelColumn);
  return { table: { samples, features, classes }, csv, labelColumn, firstRows: rows };
}

/** The first rows as they stand in the file; a label of its own file comes last. */
function rowsOf({ X, labels, classNames, samples, features }: LabelledTable, labelColumn: number | null): string[][] {
  return Array.from({ length: Math.min(SHOWN_ROWS, samples) }, (_, i) => {
    const row = Array.from(X.subarray(i * features, (i + 1) * features), String);
    row.splice(labelColumn ?? features, 0, classNames[labels[i]]);
    return row;
  });
}
