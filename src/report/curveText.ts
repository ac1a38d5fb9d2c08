import type { CurveAxis, CurvePanel, Series } from "../experiments/types.js";
import { labelledSeries } from "./curveLabels.js";
import { isCloud } from "./seriesShape.js";

const MOST_ROWS = 12;
const MOST_COLUMNS = 7;

/** Curves for a terminal: values of the named series at up to 12 places of the measured ones; scatter plots and single trials as counts. */
export function curveText(panel: CurvePanel): string {
  const named = labelledSeries(panel);
  const columns = named.some((series) => series.line !== "theory" && !isCloud(series)) ? named.filter((series) => !isCloud(series)) : [];
  const trials = panel.series.filter(({ line }) => line === "trial").length;
  return [
    `${panel.title}: ${panel.finding} (${axisName(panel.y)})`,
    ...table(panel.x, columns.slice(0, MOST_COLUMNS)),
    ...(columns.length > MOST_COLUMNS ? [`  and ${count(columns.length - MOST_COLUMNS, "series", "series")} more`] : []),
    ...named.filter(isCloud).map(({ label, points }) => `  ${label}: ${count(points.length, "point", "points")}`),
    ...(trials > 0 ? [`  and ${count(trials, "single trial", "single trials")}`] : []),
    ...(panel.rules ?? []).map(({ axis, value, label }) => `  ${label}: ${panel[axis].symbol || panel[axis].label} = ${short(value)}`),
    ...(panel.brackets ?? []).map(({ x, label }) => `  at ${panel.x.symbol || panel.x.label} = ${short(x)}: ${label}`),
  ].join("\n");
}

const axisName = ({ label, symbol }: CurveAxis): string => `${label} ${symbol}`.trim();

function short(value: number): string {
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? rounded.toExponential() : String(rounded);
}

export const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

function table(axis: CurveAxis, columns: readonly Series[]): string[] {
  const places = sampled(columns.filter(({ line }) => line !== "theory").flatMap(({ points }) => points.map(({ x }) => x)));
  if (places.length === 0) return [];
  const head = [axis.symbol || axis.label, ...columns.map(({ label }) => label)];
  const value = ({ points }: Series, x: number): string => {
    const found = points.find((point) => point.x === x);
    return found === undefined ? "–" : short(found.y);
  };
  const rows = places.map((x) => [short(x)].concat(columns.map((series) => value(series, x))));
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  return [head, ...rows].map((row) => `  ${row.map((cell, i) => cell.padStart(widths[i])).join("  ")}`);
}

/** Up to 12 of the values, evenly by rank, the first and the last among them. */
function sampled(values: readonly number[]): number[] {
  const distinct = Array.from(new Set(values.filter(Number.isFinite))).sort((a, b) => a - b);
  if (distinct.length <= MOST_ROWS) return distinct;
  return Array.from({ length: MOST_ROWS }, (_, i) => distinct[Math.round((i * (distinct.length - 1)) / (MOST_ROWS - 1))]);
}
