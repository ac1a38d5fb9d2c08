import { count, RelulabError } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import { fileName } from "./fileName.js";
import type { LabelledTable } from "./labelledTable.js";

/**
 * `raw`: as in the file. `max-norm`: all divided by the greatest ‖x‖ of the chosen samples. `unit-norm`: each x/‖x‖. `columns`: each
 * feature minus its mean, over its standard deviation (a feature that does not vary becomes 0).
 */
export type Scaling = "raw" | "max-norm" | "unit-norm" | "columns";

export const SCALINGS: readonly Scaling[] = ["raw", "max-norm", "unit-norm", "columns"];

/** Writes the chosen rows of a table into X, scaled; f64 sums. Throws `DATA_NOT_FINITE`. */
export function scaleRows(X: Float32Array | Float64Array, table: LabelledTable, rows: Uint32Array, scaling: Scaling): void {
  const { features } = table;
  const scaled = RULES[scaling](table, rows);
  rows.forEach((row, i) => {
    for (let c = 0; c < features; c++) X[i * features + c] = scaled(table.X[row * features + c], i, c);
  });
}

/** What becomes of feature c of the i-th chosen sample. */
type Rule = (x: number, i: number, c: number) => number;

const RULES: Readonly<Record<Scaling, (table: LabelledTable, rows: Uint32Array) => Rule>> = {
  raw: () => (x) => x,
  "max-norm": (table, rows) => {
    const greatest = rowNorms(table, rows).reduce((a, b) => Math.max(a, b), 0);
    if (greatest === 0) throw noDirection(table, rows[0]);
    return (x) => x / greatest;
  },
  "unit-norm": (table, rows) => {
    const norms = rowNorms(table, rows);
    const zero = norms.indexOf(0);
    if (zero >= 0) throw noDirection(table, rows[zero]);
    return (x, i) => x / norms[i];
  },
  columns: (table, rows) => {
    const { mean, deviation } = columnFacts(table, rows);
    return (x, _, c) => (deviation[c] === 0 ? 0 : (x - mean[c]) / deviation[c]);
  },
};

function rowNorms(table: LabelledTable, rows: Uint32Array): Float64Array {
  const { X, features } = table;
  const norms = Float64Array.from(rows, (row) => euclideanNorm(X.subarray(row * features, (row + 1) * features)));
  const infinite = norms.indexOf(Infinity);
  if (infinite >= 0) throw beyond(table, `${placeOf(table, rows[infinite])} has a norm`);
  return norms;
}

/** Mean and deviation from differences to the first row, so that a feature that does not vary has deviation 0 exactly. */
function columnFacts(table: LabelledTable, rows: Uint32Array): { mean: Float64Array; deviation: Float64Array } {
  const { X, features } = table;
  const [mean, deviation] = [new Float64Array(features), new Float64Array(features)];
  const first = X.subarray(rows[0] * features, (rows[0] + 1) * features);
  for (const row of rows) for (let c = 0; c < features; c++) mean[c] += (X[row * features + c] - first[c]) / rows.length;
  for (let c = 0; c < features; c++) mean[c] += first[c];
  for (const row of rows)
    for (let c = 0; c < features; c++) {
      const difference = X[row * features + c] - mean[c];
      deviation[c] += (difference * difference) / rows.length;
    }
  const infinite = deviation.findIndex((square) => !(square < Infinity));
  if (infinite >= 0) throw beyond(table, `feature ${count(infinite + 1)} has a variance`);
  return { mean, deviation: deviation.map(Math.sqrt) };
}

const placeOf = ({ rows }: LabelledTable, sample: number): string =>
  rows === undefined ? `item ${count(sample)}` : `row ${count(rows[sample])}`;

const beyond = ({ name }: LabelledTable, what: string): RelulabError =>
  new RelulabError("DATA_NOT_FINITE", `${fileName(name)}: ${what} beyond the range of f64 numbers.`, 'Use scaling "raw".');

const noDirection = (table: LabelledTable, sample: number): RelulabError =>
  new RelulabError(
    "DATA_NOT_FINITE",
    `${fileName(table.name)}: ${placeOf(table, sample)} is 0 in every feature, its norm is 0.`,
    'Use scaling "raw" or "columns".',
  );
