import type { BarPanel, CurvePanel, HeatMapPanel, Json, Panel, PlanePanel } from "../experiments/types.js";
import { planeValue } from "./planeRegions.js";

type Row = Record<string, Json>;

/** A panel as a table: everything that is drawn, with all digits. Numbers that are not finite are text. */
export function panelRows(panel: Panel): Row[] {
  if (panel.kind === "heatmap") return heatMapRows(panel);
  if (panel.kind === "bars") return barRows(panel);
  return panel.kind === "curves" ? curveRows(panel) : planeRows(panel);
}

const json = (value: number): Json => (Number.isFinite(value) ? value : String(value));

interface Named {
  readonly label: string;
  readonly symbol: string;
}

/** Column names of the two axes: `samples n`, or `x` and `y` where the axes do not name themselves apart from the other columns. */
function axisKeys(x: Named, y: Named, others: readonly string[]): [string, string] {
  const [first, second] = [x, y].map(({ label, symbol }) => `${label} ${symbol}`.trim());
  const clash = first === second || [first, second].some((key) => key === "" || others.includes(key));
  return clash ? [`${first} (x)`.trim(), `${second} (y)`.trim()] : [first, second];
}

function heatMapRows({ title, x, y, cells }: HeatMapPanel): Row[] {
  const [xKey, yKey] = axisKeys(x, y, ["panel", "rate", "share"]);
  return cells.map(({ column, row, value, share }) => ({
    panel: title,
    [xKey]: json(x.values[column]),
    [yKey]: json(y.values[row]),
    rate: value === null ? null : json(value),
    share: json(share),
  }));
}

const barRows = ({ title, x, bars }: BarPanel): Row[] =>
  bars.map(({ label, text, log10 }) => ({
    panel: title,
    name: label,
    [`${x.label} ${x.symbol}`.trim()]: text,
    log10: log10 === null ? null : json(log10),
  }));

function curveRows(panel: CurvePanel): Row[] {
  const [xKey, yKey] = axisKeys(panel.x, panel.y, ["panel", "kind", "name", "low", "high"]);
  const row = (kind: string, name: string, x: number | null, y: number | null, ends?: { low: number; high: number }): Row => ({
    panel: panel.title,
    kind,
    name,
    [xKey]: x === null ? null : json(x),
    [yKey]: y === null ? null : json(y),
    ...(ends === undefined ? {} : { low: json(ends.low), high: json(ends.high) }),
  });
  const kinds = { mean: "mean", trial: "trial", theory: "theory", none: "point" };
  return [
    ...panel.series.flatMap(({ label, line, points }) => points.map(({ x, y }) => row(kinds[line], label, x, y))),
    ...(panel.bands ?? []).flatMap(({ label, points }) => points.map(({ x, low, high }) => row("band", label, x, null, { low, high }))),
    ...(panel.rules ?? []).map(({ axis, label, value }) => row("rule", label, axis === "x" ? value : null, axis === "y" ? value : null)),
    ...(panel.brackets ?? []).map(({ label, x, low, high }) => row("bracket", label, x, null, { low, high })),
  ];
}

/** Neurons with their weights, then samples with class, f and whether they are dead. */
function planeRows({ title, neurons, samples, leak = 0 }: PlanePanel): Row[] {
  return [
    ...neurons.map(({ v, w, start }, i) => ({
      panel: title,
      kind: "neuron",
      name: `w${i + 1}`,
      x1: json(w[0]),
      x2: json(w[1]),
      v: json(v),
      ...(start === undefined ? {} : { start1: json(start[0]), start2: json(start[1]) }),
    })),
    ...samples.map(({ x, label, dead, support }, i) => ({
      panel: title,
      kind: "sample",
      name: `x${i + 1}`,
      x1: json(x[0]),
      x2: json(x[1]),
      class: label,
      f: json(planeValue(neurons, leak, x)),
      dead: dead === true,
      support: support === true,
    })),
  ];
}
