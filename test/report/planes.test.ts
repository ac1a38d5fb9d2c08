import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlaneNeuron } from "../../src/experiments/types.js";
import { exportSvg } from "../../src/report/index.js";
import { planeRegions, planeValue, type PlaneRegion, type Vector } from "../../src/report/planeRegions.js";
import { textWidth } from "../../src/report/textWidth.js";
import { criticalPoints, figureOf } from "../support/figures.js";

const area = (corners: readonly Vector[]): number =>
  corners.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % corners.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

function holds(corners: readonly Vector[], [x, y]: Vector): boolean {
  let inside = false;
  corners.forEach(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % corners.length];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  });
  return inside;
}

const signAt = (regions: readonly PlaneRegion[], x: Vector): number[] =>
  regions.filter(({ corners }) => holds(corners, x)).map(({ sign }) => sign);

test.each([
  [0, [1, 1, -1]],
  [1, [1, 1, 0]],
  [2, [0, 0, -1]],
  [3, [0, 0, 0]],
])("critical point %i of Figure 1: each sample lies in the region of the sign of f", (index, signs) => {
  const { neurons, samples } = criticalPoints[index];
  const regions = planeRegions(neurons);
  expect(samples.map(({ x }) => signAt(regions, x))).toEqual(signs.map((sign) => [sign]));
});

test("the regions of Figure 1 are exact cones", () => {
  const areas = (index: number, sign: number): number =>
    planeRegions(criticalPoints[index].neurons)
      .filter((region) => region.sign === sign)
      .reduce((sum, { corners }) => sum + area(corners), 0);
  expect([0, 1, 2, 3].map((index) => [1, 0, -1].map((sign) => areas(index, sign)))).toEqual([
    [2, 0, 2],
    [1.5, 1, 1.5],
    [1.5, 1, 1.5],
    [1.125, 1.75, 1.125],
  ]);
});

/** Of like size: doubles of fast-check are mostly tiny. */
const weight = fc.integer({ min: -32, max: 32 }).map((value) => value / 8);
const inside = fc.integer({ min: -99, max: 99 }).map((value) => value / 100);
const nets = fc.array(fc.record({ v: weight, w: fc.tuple(weight, weight) }), { maxLength: 6 });

test("regions tile the square and have the sign of f everywhere", () => {
  const point = fc.tuple(inside, inside);
  fc.assert(
    fc.property(nets, fc.constantFrom(0, 0.1), fc.array(point, { minLength: 5, maxLength: 5 }), (neurons, leak, points) => {
      const regions = planeRegions(neurons, leak);
      expect(regions.reduce((sum, { corners }) => sum + area(corners), 0)).toBeCloseTo(4, 9);
      for (const x of points) {
        const value = neurons.reduce((sum, { v, w }) => {
          const z = w[0] * x[0] + w[1] * x[1];
          return sum + v * Math.max(z, leak * z);
        }, 0);
        if (Math.abs(value) > 1e-6) expect(signAt(regions, x)).toContain(Math.sign(value));
      }
    }),
  );
});

test("neurons that cancel leave f = 0, and so do none", () => {
  const pair: PlaneNeuron[] = [
    { v: 0.1, w: [0.3, 0.7] },
    { v: -0.3, w: [0.1, 0.7 / 3] },
  ];
  expect(planeRegions(pair).map(({ sign }) => sign)).toEqual([0]);
  expect(planeRegions([]).map(({ sign }) => sign)).toEqual([0]);
  expect(
    planeRegions([
      { v: 1, w: [0, 0] },
      { v: NaN, w: [1, 0] },
    ]).map(({ sign }) => sign),
  ).toEqual([0]);
  expect(planeValue(criticalPoints[1].neurons, 0, [-0.5, 0.5])).toBe(0);
});

interface Rectangle {
  readonly what: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Boxes of names, discs and rings inside the square of a plane. */
function marks(svg: string): Rectangle[] {
  const texts = Array.from(
    svg.matchAll(/<text class="(?:key|label) halo[^"]*" x="([-\d.]+)" y="([-\d.]+)">(.*?)<\/text>/g),
    ([, x, y, content]) => {
      const plain = content
        .replace(/<[^>]*>/g, "")
        .replace("&gt;", ">")
        .replace("&lt;", "<");
      return { what: plain, x: Number(x), y: Number(y) - 4, width: textWidth(plain, 12) * 0.9, height: 11 };
    },
  );
  const discs = Array.from(svg.matchAll(/<circle class="sample[^"]*" cx="([-\d.]+)" cy="([-\d.]+)"/g), ([, x, y]) => ({
    what: "sample",
    x: Number(x),
    y: Number(y),
    width: 19,
    height: 19,
  }));
  return [...texts, ...discs];
}

test.each([336, 304, 248])("nothing covers a name or a sample of Figure 1 at %i px", (width) => {
  for (const panel of criticalPoints) {
    const boxes = marks(exportSvg(figureOf(panel), { width: width + 32 }));
    expect(boxes.filter(({ what }) => what === "sample").length).toBe(3);
    expect(boxes.filter(({ what }) => what.endsWith("dead")).length).toBe(panel.samples.filter(({ dead }) => dead).length);
    expect(boxes.filter(({ what }) => what.startsWith("w")).map(({ what }) => what)).toEqual(["w1", "w2"]);
    const overlaps = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter((b) => 2 * Math.abs(a.x - b.x) < a.width + b.width && 2 * Math.abs(a.y - b.y) < a.height + b.height)
        .map((b) => `${a.what} on ${b.what}`),
    );
    expect(overlaps).toEqual([]);
  }
});

test("names go above 8 neurons, arrows above 32; samples beyond the limit are not drawn", () => {
  const many = (count: number) =>
    exportSvg(
      figureOf({
        ...criticalPoints[0],
        neurons: Array.from({ length: count }, (_, i) => ({
          v: i % 2 === 0 ? 1 : -1,
          w: [i - count / 3, 1] as const,
          start: [1, i] as const,
        })),
        samples: [{ x: [2, 0], label: 1 }],
      }),
      { standalone: false },
    );
  const counts = (svg: string) =>
    [/>w<tspan/g, /class="fill-(pos|neg)" d="M[^"]*L/g, /class="start"/g, /class="sample /g].map((mark) => svg.match(mark)?.length ?? 0);
  expect(counts(many(8))).toEqual([8, 8, 9, 0]);
  expect(counts(many(9))).toEqual([0, 9, 10, 0]);
  expect(counts(many(33))).toEqual([0, 0, 34, 0]);
});
