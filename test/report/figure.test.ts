import fc from "fast-check";
import { expect, test } from "vitest";
import type { Panel, Series } from "../../src/experiments/types.js";
import { sha256Hex } from "../../src/data/sha256.js";
import { exportSvg, panelRows, resultText, toCsv } from "../../src/report/index.js";
import { criticalPoints, curves, faults, figureOf, sampleFigure } from "../support/figures.js";

test("a figure of all kinds has the same bytes in every runtime", () => {
  const svg = exportSvg(sampleFigure);
  expect(faults(svg)).toEqual([]);
  expect(sha256Hex(new TextEncoder().encode(svg))).toBe("d1bc5b1e0cbe75ff3d32490fffc91a351e30745dbfe071518b92c22b19ce9a66");
});

test("ramp and key stand once, only where their kind is", () => {
  const counts = (panels: readonly Panel[]) => {
    const svg = exportSvg(figureOf(...panels), { standalone: false });
    return [/success rate/g, /neuron with v &gt; 0/g, /<pattern/g].map((mark) => svg.match(mark)?.length ?? 0);
  };
  expect(counts(sampleFigure.panels)).toEqual([1, 1, 1]);
  expect(counts([curves([])])).toEqual([0, 0, 0]);
  expect(counts(criticalPoints)).toEqual([0, 1, 1]);
});

test("a figure says its columns, and a caller may say otherwise", () => {
  const height = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
  const figure = figureOf(...criticalPoints);
  expect(exportSvg({ ...figure, columns: 2 })).toBe(exportSvg(figure, { columns: 2 }));
  expect(height(exportSvg({ ...figure, columns: 2 }))).toBeLessThan(height(exportSvg(figure)));
  expect(exportSvg({ ...figure, columns: 2 }, { columns: 1 })).toBe(exportSvg(figure));
});

test("ids differ between figures, and can be given", () => {
  const ids = (svg: string) => Array.from(svg.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
  const [a, b] = criticalPoints.map((panel) => ids(exportSvg(figureOf(panel)))[0]);
  expect(a).not.toBe(b);
  const svg = exportSvg(figureOf(criticalPoints[1]), { id: "mine" });
  expect(ids(svg)).toEqual(["mine-hatch"]);
  expect(svg).toContain('fill="url(#mine-hatch)"');
});

const HOSTILE = `</text><script>alert(1)</script>" onload="x" & ' <![CDATA[ ]]> \u0000\u0007 __proto__`;

test("no text can become markup", () => {
  const named = { title: HOSTILE, finding: HOSTILE };
  const axis = { label: HOSTILE, symbol: HOSTILE, scale: "linear" as const, min: 0, max: 1 };
  const series: Series[] = (["mean", "none"] as const).map((line) => ({
    label: HOSTILE,
    style: "noisy",
    line,
    marker: "filled",
    points: [{ x: 0.5, y: 0.5, text: HOSTILE }],
  }));
  const panel: Panel = {
    kind: "curves",
    ...named,
    x: axis,
    y: axis,
    series,
    rules: [
      { axis: "x", value: 0.5, label: HOSTILE },
      { axis: "y", value: 0.5, label: HOSTILE },
    ],
    bands: [{ label: HOSTILE, style: "both", points: [{ x: 0, low: 0, high: 1 }] }],
    brackets: [{ x: 0.5, low: 0.1, high: 0.2, label: HOSTILE }],
  };
  const figure = {
    ...figureOf(panel, { ...panel, legend: true }, { ...criticalPoints[0], ...named }),
    title: HOSTILE,
    lead: HOSTILE,
    caption: HOSTILE,
  };
  const svg = exportSvg(figure, { id: HOSTILE });
  expect(faults(svg)).toEqual([]);
  expect(svg).not.toMatch(/<script|" onload|\u0000|\u0007/);
  expect(panelRows(panel).length).toBe(6);
});

const wild = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity, 5e-324, 1.7e308, -1.7e308));
const wildAxis = fc.record({
  label: fc.string(),
  symbol: fc.string(),
  scale: fc.constantFrom("linear" as const, "log" as const),
  min: wild,
  max: wild,
  zero: fc.boolean(),
});
const style = fc.constantFrom(
  "plain" as const,
  "noisy" as const,
  "leaky" as const,
  "both" as const,
  "theory" as const,
  "step3" as const,
  "step10" as const,
);
const wildCurves = fc.record({
  kind: fc.constant("curves" as const),
  title: fc.string(),
  finding: fc.string(),
  x: wildAxis,
  y: wildAxis,
  series: fc.array(
    fc.record({
      label: fc.string(),
      style,
      line: fc.constantFrom("mean" as const, "trial" as const, "theory" as const, "none" as const),
      marker: fc.constantFrom("none" as const, "filled" as const, "open" as const),
      points: fc.array(fc.record({ x: wild, y: wild }), { maxLength: 40 }),
    }),
    { maxLength: 6 },
  ),
  bands: fc.array(
    fc.record({ label: fc.string(), style, points: fc.array(fc.record({ x: wild, low: wild, high: wild }), { maxLength: 5 }) }),
    { maxLength: 2 },
  ),
  rules: fc.array(fc.record({ axis: fc.constantFrom("x" as const, "y" as const), value: wild, label: fc.string() }), { maxLength: 4 }),
  brackets: fc.array(fc.record({ x: wild, low: wild, high: wild, label: fc.string() }), { maxLength: 2 }),
  aspect: wild,
});
const wildPlane = fc.record({
  kind: fc.constant("plane" as const),
  title: fc.string(),
  finding: fc.string(),
  limit: wild,
  leak: wild,
  neurons: fc.array(fc.record({ v: wild, w: fc.tuple(wild, wild), start: fc.tuple(wild, wild) }), { maxLength: 10 }),
  samples: fc.array(
    fc.record({ x: fc.tuple(wild, wild), label: fc.constantFrom(1 as const, -1 as const), dead: fc.boolean(), support: fc.boolean() }),
    { maxLength: 15 },
  ),
});

test("no number makes a figure fail or a coordinate that is none", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(wildCurves, wildPlane), { maxLength: 3 }), fc.integer({ min: 1, max: 2 }), (panels, columns) => {
      expect(faults(exportSvg(figureOf(...panels), { columns }))).toEqual([]);
      expect(resultText(figureOf(...panels), [], [])).toContain("Checks");
      const values = panels.flatMap(panelRows).flatMap((row) => Object.values(row));
      expect(values.filter((value) => typeof value === "number" && !Number.isFinite(value))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("flat data, one point and no point are drawn", () => {
  const points = [
    [],
    [{ x: 1, y: 0.5 }],
    Array.from({ length: 5 }, (_, x) => ({ x, y: 0.5 })),
    Array.from({ length: 5 }, (_, x) => ({ x, y: NaN })),
  ];
  for (const list of points)
    for (const scale of ["linear", "log"] as const) {
      const panel = curves([{ label: "s", style: "leaky", line: "mean", marker: "filled", points: list }]);
      expect(faults(exportSvg(figureOf({ ...panel, y: { ...panel.y, scale, min: 0.5, max: 0.5 } })))).toEqual([]);
    }
});

test("rows hold everything drawn, with all digits", () => {
  const [plane, , , , mixed, map] = sampleFigure.panels.map(panelRows);
  expect(plane[0]).toEqual({ panel: "(a) Global minimum", kind: "neuron", name: "w1", x1: 4, x2: 0, v: 1 });
  expect(plane[4]).toEqual({
    panel: "(a) Global minimum",
    kind: "sample",
    name: "x3",
    x1: -0.5,
    x2: 0.5,
    class: -1,
    f: -2,
    dead: false,
    support: false,
  });
  expect(mixed.length).toBe(4 * 21 + 3 + 2 + 1);
  expect(mixed[0]).toEqual({ panel: "Panel", kind: "mean", name: "plain", "quantity q (x)": 0, "quantity q (y)": 1 });
  expect(mixed.at(-1)).toMatchObject({ kind: "bracket", low: 0.01, high: 0.1 });
  expect(map).toEqual([
    { panel: "Plain SGD", "samples n": 20, "hidden units k": 2, rate: 0.3, share: 1 },
    { panel: "Plain SGD", "samples n": 40, "hidden units k": 2, rate: null, share: 0 },
  ]);
  expect(
    panelRows(curves([{ label: "s", style: "both", line: "none", marker: "open", points: [{ x: 1, y: Infinity }] }]))[0],
  ).toMatchObject({ "quantity q (y)": "Infinity" });
  expect(toCsv(mixed).split("\n").length).toBe(mixed.length + 2);
});

test("the terminal shows curves as a table of at most 12 rows, clouds and trials as counts, planes as a line", () => {
  const text = resultText(sampleFigure, [], []);
  expect(text).toContain("(b) Local minimum: training error 1/3, loss 1/3 (2 neurons, 3 samples, 1 dead)\n");
  expect(text).toMatch(/\n +q {2} +plain {2} +noisy {2} +step3\n +0 {2} +1 {2} +1 {2} +1\n/);
  expect(text).toContain("  and 1 single trial\n  limit: q = 3\n");
  expect(text.split("\n").filter((line) => /^ {2} *[\d.]+( {2,}\S+){3}$/.test(line)).length).toBe(12);
  const cloud = curves([
    { label: "runs", style: "both", line: "none", marker: "filled", points: Array.from({ length: 300 }, () => ({ x: 1, y: 1 })) },
  ]);
  expect(resultText(figureOf(cloud), [], [])).toContain("Panel: finding (quantity q)\n  runs: 300 points\n");
});
