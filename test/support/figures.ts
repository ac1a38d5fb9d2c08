import type { CurveAxis, CurvePanel, Figure, PlanePanel, Series } from "../../src/experiments/types.js";

/** S0 Figure 1: four critical points of one data set, exact in binary. */
function criticalPoint(
  title: string,
  loss: string,
  w1: readonly [number, number],
  w2: readonly [number, number],
  dead: number[],
): PlanePanel {
  const x = [
    [0.5, 0.5],
    [0.75, 0.25],
    [-0.5, 0.5],
  ] as const;
  return {
    kind: "plane",
    title,
    finding: `training error ${loss}, loss ${loss}`,
    limit: 1,
    neurons: [
      { v: 1, w: w1 },
      { v: -1, w: w2 },
    ],
    samples: x.map((point, i) => ({ x: point, label: i === 2 ? -1 : 1, dead: dead.includes(i) })),
  };
}

export const criticalPoints: readonly PlanePanel[] = [
  criticalPoint("(a) Global minimum", "0", [4, 0], [-4, 0], []),
  criticalPoint("(b) Local minimum", "1/3", [4, 0], [0, -4], [2]),
  criticalPoint("(c) Local minimum", "2/3", [0, -4], [-4, 0], [0, 1]),
  criticalPoint("(d) Local minimum", "1", [1, -4], [-1, -4], [0, 1, 2]),
];

export const axis = (scale: "linear" | "log", min: number, max: number, more: Partial<CurveAxis> = {}): CurveAxis => ({
  label: "quantity",
  symbol: "q",
  scale,
  min,
  max,
  ...more,
});

export const series = (points: readonly (readonly [number, number])[], more: Partial<Series> = {}): Series => ({
  label: "series",
  style: "noisy",
  line: "mean",
  marker: "none",
  points: points.map(([x, y]) => ({ x, y })),
  ...more,
});

export const curves = (lines: readonly Series[], more: Partial<CurvePanel> = {}): CurvePanel => ({
  kind: "curves",
  title: "Panel",
  finding: "finding",
  x: axis("linear", 0, 10),
  y: axis("linear", 0, 1),
  series: lines,
  ...more,
});

export const figureOf = (...panels: Figure["panels"]): Figure => ({ title: "Claim", lead: "Lead.", caption: "Caption.", panels });

/** Every kind of panel and mark, with numbers that no rounding of a runtime may change. */
export const sampleFigure: Figure = {
  ...figureOf(
    ...criticalPoints,
    curves(
      ["plain", "noisy", "step3", "step9"].map((style, i) =>
        series(
          Array.from({ length: 21 }, (_, k) => [k / 2, k === 20 && i === 1 ? 0 : 1 / (1 + (i + 1) * k * k)] as const),
          { label: style, style: style as Series["style"], line: i === 3 ? "trial" : "mean", marker: "filled" },
        ),
      ),
      {
        style: "both",
        y: axis("log", 1e-4, 1),
        bands: [{ label: "band", style: "leaky", points: [0, 5, 10].map((x) => ({ x, low: 0.01 / (1 + x), high: 0.3 / (1 + x) })) }],
        rules: [
          { axis: "x", value: 3, label: "limit" },
          { axis: "y", value: 0.1, label: "1/10" },
        ],
        brackets: [{ x: 7, low: 0.01, high: 0.1, label: "×10" }],
      },
    ),
    {
      kind: "heatmap",
      title: "Plain SGD",
      finding: "stuck",
      style: "plain",
      x: { label: "samples", symbol: "n", values: [20, 40] },
      y: { label: "hidden units", symbol: "k", values: [2] },
      trials: 10,
      cells: [
        { column: 0, row: 0, value: 0.3, share: 1, text: "3 of 10" },
        { column: 1, row: 0, value: null, share: 0, text: "none" },
      ],
    },
  ),
  columns: 2,
};

/** Well-formed where there is a parser; nothing that a strict policy forbids; every coordinate a finite number. */
export function faults(svg: string): string[] {
  const found: string[] = [];
  if (typeof DOMParser !== "undefined") {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    if (parsed.querySelector("parsererror") !== null) found.push("not well-formed");
    if (parsed.querySelectorAll("script,image,use,foreignObject").length > 0) found.push("foreign element");
  }
  const tags = (svg.replace(/<(style|title|desc)>[^<]*<\/\1>/g, "").match(/<[^>]*>/g) ?? []).join("\n");
  if (/\sstyle=|\son\w+=/.test(tags.replace(/"[^"]*"/g, '""'))) found.push("style attribute or handler");
  if (/="[^"]*(NaN|Infinity|undefined|\de[+-]\d)[^"]*"/.test(tags))
    found.push(`not a coordinate: ${/[^\n]*(NaN|Infinity|undefined)[^\n]*/.exec(tags)?.[0]}`);
  return found;
}
