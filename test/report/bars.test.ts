import fc from "fast-check";
import { expect, test } from "vitest";
import type { BarPanel } from "../../src/experiments/types.js";
import { exportSvg, panelRows, resultText } from "../../src/report/index.js";
import { faults, figureOf } from "../support/figures.js";

// Numbers that lie powers of ten apart, as bars.

const panel = (more: Partial<BarPanel> = {}): BarPanel => ({
  kind: "bars",
  title: "Panel",
  finding: "finding",
  x: { label: "units", symbol: "m", last: 60 },
  bars: [
    { label: "asked for", text: "10³⁰", style: "theory", log10: 30 },
    { label: "enough", text: "8", style: "noisy", log10: 0.9 },
  ],
  gap: { from: 1, to: 0, label: "10²⁹ times as much" },
  ...more,
});

const lengths = (svg: string): number[] =>
  Array.from(svg.matchAll(/class="fill-\w+" x="0" y="[\d.]+" width="([\d.]+)"/g), ([, width]) => Number(width));

test("a bar's length is its power of ten; one that would not be seen keeps 2 px; what is not known has none", () => {
  const width = 632;
  const plot = width - 32 - 16;
  const draw = (log10: number | null) =>
    lengths(exportSvg(figureOf(panel({ bars: [{ label: "a", text: "", style: "noisy", log10 }] })), { width, standalone: false }));
  expect(draw(30)).toEqual([plot / 2]);
  expect(draw(60)).toEqual([plot]);
  expect(draw(0)).toEqual([2]);
  expect(draw(-20)).toEqual([2]);
  expect(draw(1000)).toEqual([plot]);
  expect(draw(null)).toEqual([]);
});

test("an empty panel is as high as a full one", () => {
  const height = (one: BarPanel) => /height="(\d+)"/.exec(exportSvg(figureOf(one), { standalone: false }))?.[1];
  expect(height(panel({ bars: panel().bars.map((bar) => ({ ...bar, log10: null })) }))).toBe(height(panel()));
});

test("rows and text have every number", () => {
  expect(panelRows(panel())).toEqual([
    { panel: "Panel", name: "asked for", "units m": "10³⁰", log10: 30 },
    { panel: "Panel", name: "enough", "units m": "8", log10: 0.9 },
  ]);
  const text = resultText(figureOf(panel()), [], []);
  for (const part of ["asked for: 10³⁰", "enough: 8", "10²⁹ times as much"]) expect(text).toContain(part);
});

const wild = fc.oneof(fc.double(), fc.constantFrom(0, NaN, Infinity, -Infinity, 1e308, -1e308));
const wildPanel = fc.record({
  kind: fc.constant("bars" as const),
  title: fc.string(),
  finding: fc.string(),
  x: fc.record({ label: fc.string(), symbol: fc.string(), last: wild }),
  bars: fc.array(fc.record({ label: fc.string(), text: fc.string(), style: fc.constant("noisy" as const), log10: fc.option(wild) }), {
    maxLength: 4,
  }),
  gap: fc.record({ from: fc.integer({ min: -1, max: 5 }), to: fc.integer({ min: -1, max: 5 }), label: fc.string() }),
});

test("whatever stands in it, the markup is sound", () => {
  fc.assert(
    fc.property(wildPanel, (one) => {
      expect(faults(exportSvg(figureOf(one)))).toEqual([]);
      expect(panelRows(one).length).toBe(one.bars.length);
    }),
    { seed: 7 },
  );
});
