import fc from "fast-check";
import { panelTitle } from "../../src/report/panelTitle.js";
import { expect, test } from "vitest";
import type { CurvePanel } from "../../src/experiments/types.js";
import { clipSegment, linePath } from "../../src/report/clip.js";
import { exportSvg } from "../../src/report/index.js";
import { makeScale } from "../../src/report/scale.js";
import { spread } from "../../src/report/spread.js";
import { axisTicks } from "../../src/report/ticks.js";
import { axis, curves, figureOf, series } from "../support/figures.js";

const draw = (panel: CurvePanel, width = 720): string => exportSvg(figureOf(panel), { width, standalone: false });
const size = (svg: string): string | undefined => /viewBox="[^"]*"/.exec(svg)?.[0];
const labels = (svg: string): { name: string; y: number }[] =>
  Array.from(svg.matchAll(/<text class="label [^"]*" x="[\d.]+" y="([\d.]+)">([^<]*)</g), ([, y, name]) => ({ name, y: Number(y) }));

test("labels keep their distance and their order, stay in bounds, and do not move without need", () => {
  const places = fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { maxLength: 20 });
  fc.assert(
    fc.property(places, (wanted) => {
      wanted.sort((a, b) => a - b);
      const moved = spread(wanted, 14, 0, 300);
      moved.forEach((place, i) => {
        if (i > 0) expect(place - moved[i - 1]).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThanOrEqual(300);
      });
    }),
  );
  expect(spread([10, 24, 100], 14, 0, 300)).toEqual([10, 24, 100]);
  expect(spread([50, 50], 14, 0, 300)).toEqual([43, 57]);
  expect(spread([], 14, 0, 300)).toEqual([]);
});

test("five lines that end together have five labels 14 px apart, best line first", () => {
  const lines = [5, 3, 4, 1, 2].map((slow) =>
    series(
      [0, 5, 10].map((x) => [x, x === 10 ? 1 : x / (10 * slow)] as const),
      { label: `line ${slow}` },
    ),
  );
  const drawn = labels(draw(curves(lines)));
  expect(drawn.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((slow) => `line ${slow}`));
  drawn.slice(1).forEach(({ y }, i) => expect(y - drawn[i].y).toBeGreaterThanOrEqual(14));
});

test("more than four crossing lines, long names and clouds of dots get a legend; the choice can be made", () => {
  const crossing = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      series(
        [
          [0, i / 8],
          [10, (count - i) / 8],
        ],
        { label: `line ${i}` },
      ),
    );
  expect(labels(draw(curves(crossing(4)))).length).toBe(4);
  expect(labels(draw(curves(crossing(6)))).length).toBe(0);
  expect(labels(draw(curves(crossing(6), { legend: false }))).length).toBe(6);
  expect(labels(draw(curves(crossing(2), { legend: true }))).length).toBe(0);
  expect(labels(draw(curves([series([[0, 0]], { label: "a name far too long for the margin of a panel" })]), 336)).length).toBe(0);
  expect(
    labels(
      draw(
        curves([
          series(
            [
              [5, 0.5],
              [1, 0.2],
              [3, 0.9],
            ],
            { line: "none", marker: "filled" },
          ),
        ]),
      ),
    ).length,
  ).toBe(0);
});

test("a long title stays in a narrow panel: it begins at the edge, and is smaller where that is not enough", () => {
  const title = (text: string, width: number): { x: number; small: boolean } => {
    const found = /<text[^>]*class="(title[^"]*)"[^>]*>/.exec(panelTitle({ title: text, finding: "" }, 44, width));
    return { x: Number(/ x="([\d.]+)"/.exec(found?.[0] ?? "")?.[1]), small: found?.[1] === "title small" };
  };
  expect(title("Training error", 304)).toEqual({ x: 44, small: false });
  expect(title("Share of the runs that meet the rate", 304)).toEqual({ x: 0, small: false });
  expect(title("Share of runs that meet eq. 3.5 at every step", 304)).toEqual({ x: 0, small: true });
});

test("empty axes have the size of the finished panel", () => {
  const panel = (points: readonly (readonly [number, number])[]) =>
    curves([series(points, { label: "observed", marker: "filled" })], {
      y: axis("log", 1e-6, 1, { zero: true }),
      rules: [{ axis: "x", value: 9, label: "a limit near the end" }],
    });
  const [before, after] = [
    panel([]),
    panel([
      [0, 1],
      [5, 1e-3],
      [10, 0],
    ]),
  ].map((one) => draw(one));
  expect(size(before)).toBe(size(after));
  const frame = (svg: string) => Array.from(svg.matchAll(/class="(?:axis-line|grid|sunk)"[^>]*/g), ([mark]) => mark);
  expect(frame(before)).toEqual(frame(after));
  expect(labels(before)).toEqual([]);
});

test("zeros on a log axis stand on their strip, whatever else is there", () => {
  const panel = curves(
    [
      series(
        [
          [1, 1],
          [2, 1e-3],
          [3, 0],
        ],
        { marker: "filled" },
      ),
    ],
    { y: axis("log", 1e-3, 1) },
  );
  const svg = draw(panel);
  expect(svg.match(/class="sunk"/g)?.length).toBe(1);
  expect(svg.match(/class="axis-gap"/g)?.length).toBe(1);
  const scale = makeScale(panel.y, 200, 0, true);
  expect([1, 1e-3, 0, 1e-9, -1, NaN, Infinity].map((value) => scale.position(value))).toEqual([
    expect.closeTo(0),
    expect.closeTo(172),
    192,
    172,
    NaN,
    NaN,
    NaN,
  ]);
  expect(draw({ ...panel, series: [series([[1, 1]])] })).not.toContain("sunk");
});

test("ticks are round, 3 to 6, inside the axis", () => {
  const values = (scale: "linear" | "log", min: number, max: number) =>
    axisTicks(axis(scale, min, max)).map(({ label }) => label.base + label.power);
  expect(values("linear", 0, 1)).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1"]);
  expect(values("linear", -1, 1)).toEqual(["−1", "−0.5", "0", "0.5", "1"]);
  expect(values("linear", 0, 20000)).toEqual(["0", "5,000", "10,000", "15,000", "20,000"]);
  expect(values("log", 1e-9, 1)).toEqual(["10−8", "10−6", "10−4", "10−2", "1"]);
  expect(values("log", 1, 1000)).toEqual(["1", "10", "100", "1,000"]);
  expect(values("log", 0.01, 0.1)).toEqual(["0.01", "0.02", "0.05", "0.1"]);
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (min, span) => {
      const ticks = axisTicks(axis("linear", min, min + span)).map(({ value }) => value);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks.every((value) => value >= min - span * 1e-6 && value <= min + span * (1 + 1e-6))).toBe(true);
    }),
  );
});

test("lines are cut exactly at the box, broken at gaps, and a point alone is seen", () => {
  const box = { left: 0, right: 10, top: 0, bottom: 10 };
  expect(clipSegment({ x: -5, y: 0 }, { x: 5, y: 10 }, box)).toEqual([
    { x: 0, y: 5 },
    { x: 5, y: 10 },
  ]);
  expect(clipSegment({ x: -5, y: 0 }, { x: 5, y: -10 }, box)).toBeNull();
  const at = (...points: [number, number][]) =>
    linePath(
      points.map(([x, y]) => ({ x, y })),
      box,
    );
  expect(at([0, 0], [5, 5], [5, 20], [9, 5])).toBe("M0 0L5 5L5 10M7.67 10L9 5");
  expect(at([0, 0], [5, 5], [NaN, 6], [7, 7], [8, NaN], [9, 9])).toBe("M0 0L5 5M6 7h2M8 9h2");
  expect(at([0, 0], [5, Infinity], [5, 5], [10, 5])).toBe("M-1 0h2M5 5L10 5");
});

test("points beyond the range stand open at its edge", () => {
  const svg = draw(
    curves(
      [
        series(
          [
            [5, 0.5],
            [5, 7],
            [12, 0.5],
          ],
          { line: "none", marker: "filled", legend: false } as object,
        ),
      ],
      { legend: false },
    ),
  );
  expect(svg.match(/class="open stroke-noisy"><path d="(M[^"]*z)"/)?.[1].match(/z/g)?.length).toBe(2);
  expect(svg.match(/class="dot fill-noisy"><path d="(M[^"]*z)"/)?.[1].match(/z/g)?.length).toBe(1);
});

test("flags of rules keep clear of one another and of the edge", () => {
  const values = [1, 1.5, 2, 5, 9.9];
  const svg = draw(curves([], { rules: values.map((value) => ({ axis: "x", value, label: `threshold ${value}` })) }), 400);
  const flags = Array.from(svg.matchAll(/<text class="key soft" x="([\d.]+)" y="([\d.]+)">threshold [\d.]+</g), ([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  expect(flags.length).toBe(values.length);
  flags.forEach(([x, y], i) => {
    expect(x + 78).toBeLessThan(400 - 32 + 12);
    flags.slice(i + 1).forEach(([otherX, otherY]) => expect(y !== otherY || Math.abs(x - otherX) > 70).toBe(true));
  });
});

test("clouds are translucent single marks, crowds a few layers of all dots, few dots one path; the shape follows the style", () => {
  const dots = (count: number, style: "plain" | "noisy" | "leaky" | "both") =>
    draw(
      curves(
        [
          series(
            Array.from({ length: count }, (_, i) => [(i * 7) % 10, ((i * 3) % 11) / 11] as const),
            { style, line: "none", marker: "filled" },
          ),
        ],
        { aspect: 1 },
      ),
    );
  const cloud = (count: number): string => /<g class="cloud fill-plain">(.*?)<\/g>/.exec(dots(count, "plain"))?.[1] ?? "";
  expect(cloud(300).match(/<path/g)).toHaveLength(300);
  expect(cloud(3000).match(/<path/g)).toHaveLength(12);
  expect(cloud(3000).match(/M/g)).toHaveLength(3000);
  expect(
    dots(20, "noisy")
      .match(/<g class="dot fill-noisy">(.*?)<\/g>/)?.[1]
      .match(/<path/g)?.length,
  ).toBe(1);
  const shapes = (["plain", "noisy", "leaky", "both"] as const).map((style) =>
    /<g class="dot fill-\w+"><path d="M[^"]*?z/.exec(dots(3, style))?.[0].replace(/-?[\d. ]+/g, ""),
  );
  expect(new Set(shapes).size).toBe(4);
});
