import { showNumber } from "../../theory/certificate.js";
import { numbers } from "../inputs.js";
import { meanOf } from "../statistics.js";
import type { Band, Config, CurveAxis, CurvePanel, CurvePoint, Series, SeriesStyle } from "../types.js";
import { at, type CurveSummary, looksUntil, spectrumSize } from "./curves.js";

// The four panels of Figures 1, 2, 6 and 7 of S3.

/** One curve of a panel. */
export interface Curve {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly cell: CurveSummary;
}

/** Steps of the scale of ordered styles, as far apart as their number allows. */
export function orderedStyles(count: number): SeriesStyle[] {
  const [first, last] = count > 5 ? [3, 10] : [4, 10];
  return Array.from(
    { length: count },
    (_, i) => `step${count === 1 ? 9 : Math.round(first + ((last - first) * i) / (count - 1))}` as SeriesStyle,
  );
}

/** Label and style of a value of the setting that a figure varies: a step of the ordered scale, by its place among all values asked for. */
export function lookOf(config: Config, key: string, symbol: string, value: number): Pick<Curve, "label" | "style"> {
  const values = [...numbers(config, key)].sort((a, b) => a - b);
  return { label: `${symbol} = ${value}`, style: orderedStyles(values.length)[values.indexOf(value)] };
}

/** A curve for every cell. */
export const curvesOver = (config: Config, key: string, symbol: string, cells: readonly CurveSummary[]): Curve[] =>
  cells.map((cell) => ({ ...lookOf(config, key, symbol, cell[key] as unknown as number), cell }));

/** Mean ± one standard deviation of some lists at every look. */
function meanAndBand(
  curve: Pick<Curve, "label" | "style">,
  looks: readonly number[],
  lists: readonly (readonly number[])[],
): [Series, Band] {
  const points = looks.map((x, look) => {
    const values = at(lists, look);
    const { mean, error } = meanOf(values);
    const std = values.length < 2 ? 0 : error * Math.sqrt(values.length);
    return { x, mean, std };
  });
  return [
    { ...curve, line: "mean", marker: "none", points: points.map(({ x, mean }) => ({ x, y: mean })) },
    { ...curve, points: points.map(({ x, mean, std }) => ({ x, low: Math.max(0, mean - std), high: mean + std })) },
  ];
}

export interface StepPanel {
  readonly title: string;
  readonly finding: string;
  readonly y: string;
  readonly of: (cell: CurveSummary) => readonly (readonly number[])[];
  /** The range of y where it is known; else from 0 to what the curves need. */
  readonly max?: number;
  readonly min?: number;
}

/** A quantity by step. Step 0 stands on its own strip: what matters happens in the first ten steps, so the axis is logarithmic. */
export function stepPanel(curves: readonly Curve[], last: number, { title, finding, y, of, max, min = 0 }: StepPanel): CurvePanel {
  const looks = [0, ...looksUntil(last)];
  const drawn = curves.map((curve) => meanAndBand({ label: curve.label, style: curve.style }, looks, of(curve.cell)));
  const most = drawn.reduce((top, [, { points }]) => points.reduce((a, { high }) => Math.max(a, high), top), 0);
  return {
    kind: "curves",
    title,
    finding: curves.length === 0 ? "no run finished" : finding,
    x: { label: "step", symbol: "t", scale: "log", min: 1, max: Math.max(2, last), zero: true },
    y: { label: y, symbol: "", scale: "linear", min, max: max ?? roundAbove(most) },
    series: drawn.map(([series]) => series),
    bands: drawn.map(([, band]) => band),
  };
}

/** 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten, the first at or above a value; 0.1 for nothing. */
export function roundAbove(value: number): number {
  if (!(value > 0)) return 0.1;
  const exponent = Number(value.toExponential().split("e")[1]);
  const found = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((mantissa) => Number(`${mantissa}e${exponent}`)).find((top) => top >= value);
  return found ?? value;
}

export const means = (lists: readonly number[][]): string => lists.map((list) => showNumber(meanOf(list).mean)).join(", ");

/** The same for a line of a panel, which has room for four of them: of more, the first and the last. */
export function ends(lists: readonly number[][]): string {
  if (lists.length <= 4) return means(lists);
  const [first, last] = [means(lists.slice(0, 1)), means(lists.slice(-1))];
  return first === last ? first : `${first} to ${last}`;
}

/** The accuracy, pattern change and distance of some cells, as the paper has them side by side. */
export function threePanels(curves: readonly Curve[], last: number, accuracyFrom = 0): CurvePanel[] {
  const list = curves.map(({ cell }) => cell);
  const panel = (title: string, y: string, of: StepPanel["of"], range: Partial<StepPanel> = {}): CurvePanel =>
    stepPanel(curves, last, { title, y, of, finding: `at the end: ${ends(list.map((cell) => at(of(cell), -1)))}`, ...range });
  return [
    panel("(a) test accuracy", "accuracy", ({ accuracy }) => accuracy, { min: accuracyFrom, max: 1 }),
    panel("(b) changed activation patterns", "share of unit-example pairs", ({ patternChange }) => patternChange),
    panel("(c) distance from the start", "‖w − w⁰‖ / ‖w⁰‖", ({ distance }) => distance),
    // Some panels have no room for five names at the ends of their lines: then none has, and the panels stay in line.
  ].map((each) => ({ ...each, legend: curves.length > 4 }));
}

/** Mean over the repeats at every place; values of exactly 0 (a rank below the size) have no place on a log axis. */
export function meanSpectrum(lists: readonly (readonly number[])[]): CurvePoint[] {
  const kept = lists.filter((list) => list.length > 0);
  const places = kept[0]?.map((_, place) => place) ?? [];
  return places.map((place) => ({ x: place + 1, y: meanOf(at(kept, place)).mean })).filter(({ y }) => y > 0);
}

/** A log axis of singular values: whole decades round what is drawn, six at most. */
export function spectrumAxis(series: readonly Series[]): CurvePanel["y"] {
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  const [least, most] = values.length === 0 ? [0.01, 1] : [Math.min(...values), Math.max(...values)];
  const min = Math.max(decadeAbove(least) / 10, decadeAbove(most) * 1e-6);
  return { label: "singular value", symbol: "σᵢ", scale: "log", min, max: decadeAbove(most) };
}

/** Dots down to the axis: a spectrum says itself that it goes on below. */
export const untilAxis = (series: readonly Series[], { min }: CurvePanel["y"]): Series[] =>
  series.map((one) => ({ ...one, points: one.points.filter(({ y }) => y >= min) }));

/** The largest singular values of the update (filled) and of the weights of one cell (open), with the gap behind the top ones. */
export function spectrumPanel(curves: readonly Curve[], top: number, size: number, weights?: Curve, mark = `kℓ = ${top}`): CurvePanel {
  const dots = (label: string, style: SeriesStyle, marker: "filled" | "open", lists: readonly (readonly number[])[]): Series => ({
    label,
    style,
    line: "none",
    marker,
    points: meanSpectrum(lists),
  });
  const updates = curves.map(({ label, style, cell }) =>
    dots(curves.length === 1 ? "update" : `update, ${label}`, style, "filled", cell.update),
  );
  const ends = weights === undefined ? [] : [dots("weights", weights.style, "open", weights.cell.weights)];
  const series = [...ends, ...updates];
  const y = spectrumAxis(series);
  const last = curves.at(-1);
  const whose = updates.at(-1)?.label ?? "";
  const energy = last === undefined ? "" : `${whose}: ${percent(meanOf(last.cell.energy).mean)} of the energy in the top ${top}`;
  return {
    kind: "curves",
    title: "(d) singular values at the end",
    finding: last === undefined ? "no run finished" : energy,
    x: { label: "place", symbol: "i", scale: "linear", min: 0, max: spectrumSize(size, top) },
    y,
    series: untilAxis(series, y),
    rules: [{ axis: "x", value: top + 0.5, label: mark }],
    brackets: last === undefined ? [] : gapBracket(last.cell, top),
    legend: true,
  };
}

function gapBracket(cell: CurveSummary, top: number): NonNullable<CurvePanel["brackets"]> {
  const kept = cell.update.filter((list) => list.length > top);
  if (kept.length === 0) return [];
  const [high, low] = [top - 1, top].map((place) => meanOf(at(kept, place)).mean);
  // A bracket as high as a dot would hide what it marks.
  if (high < 2 * low) return [];
  return [{ x: top, low, high, label: `×${showNumber(Number((high / low).toPrecision(2)))}` }];
}

/** With a real minus. */
export const signed = (value: number): string => showNumber(value).replace("-", "−");

export const percent = (share: number): string => `${showNumber(Number((100 * share).toFixed(2)))} %`;

/** The power of ten at or above a number; 1 where there is none, as for a radius of 0. */
export function decadeAbove(value: number): number {
  let decade = 1;
  if (!(value > 0 && value < Infinity)) return decade;
  while (decade < value) decade *= 10;
  while (decade / 10 >= value) decade /= 10;
  return decade;
}

export const stepAxis = (last: number): CurveAxis => ({
  label: "step",
  symbol: "t",
  scale: "log",
  min: 1,
  max: Math.max(2, last),
  zero: true,
});
