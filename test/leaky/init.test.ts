import { expect, test } from "vitest";
import { type InitialWeights, load } from "../../src/index.js";
import { plusMinus } from "../../src/models/twoLayer.js";

// The laws of W⁰ in S2: rows on a sphere (I1), entries in a box (I2), given numbers (I3).

const FEATURES = 12;
const HIDDEN = 20_000;

async function start(precision: "f32" | "f64", initialWeights: InitialWeights, hidden = HIDDEN) {
  const lab = await load({ precision });
  const run = lab.start.twoLayer(lab.data.basis(FEATURES), {
    hidden,
    method: "plain",
    learningRate: 1,
    initialWeights,
    seed: 6,
    engine: "primal",
  });
  const { weights } = run.result();
  run.dispose();
  return weights;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each(["f32", "f64"] as const)("rows on the sphere: length R up to rounding, uniform moments: %s", async (precision) => {
  const R = 0.37;
  const weights = await start(precision, { sphere: R });
  const rows = Array.from({ length: HIDDEN }, (_, j) => Array.from(weights.subarray(j * FEATURES, (j + 1) * FEATURES)));
  const epsilon = precision === "f32" ? 2 ** -23 : 2 ** -52;
  for (const row of rows) expect(Math.abs(Math.hypot(...row) / R - 1)).toBeLessThan(4 * epsilon);
  const d = FEATURES;
  for (let c = 0; c < d; c++) {
    const u = rows.map((row) => row[c] / R);
    // E u = 0, E u² = 1/d, E u⁴ = 3/(d(d+2)); five standard errors.
    expect(Math.abs(mean(u))).toBeLessThan(5 * Math.sqrt(1 / d / HIDDEN));
    expect(Math.abs(mean(u.map((x) => x * x)) - 1 / d)).toBeLessThan(5 * Math.sqrt(3 / (d * (d + 2)) / HIDDEN));
    expect(Math.abs(mean(rows.map((row) => (row[c] * row[(c + 1) % d]) / (R * R))))).toBeLessThan(
      5 * Math.sqrt(1 / (d * (d + 2)) / HIDDEN),
    );
  }
});

test.each(["f32", "f64"] as const)("entries in the box: uniform, never 0, signs fair: %s", async (precision) => {
  const C = 5;
  const weights = Array.from(await start(precision, { box: C }));
  const N = weights.length;
  expect(weights.every((w) => w !== 0 && Math.abs(w) <= C)).toBe(true);
  expect(Math.abs(weights.filter((w) => w > 0).length - N / 2)).toBeLessThan(5 * Math.sqrt(N / 4));
  expect(Math.abs(mean(weights))).toBeLessThan((5 * C) / Math.sqrt(3 * N));
  expect(Math.abs(mean(weights.map((w) => w * w)) - (C * C) / 3)).toBeLessThan(5 * C * C * Math.sqrt(4 / 45 / N));
});

test("wider networks start with the rows of narrower ones; sizes 0 are zero weights", async () => {
  for (const init of [{ sphere: 2 }, { box: 2 }]) {
    const wide = await start("f32", init, 9);
    const narrow = await start("f32", init, 4);
    expect(Array.from(narrow)).toEqual(Array.from(wide.subarray(0, narrow.length)));
  }
  for (const init of [{ sphere: 0 }, { box: 0 }]) expect((await start("f64", init, 4)).every((w) => w === 0)).toBe(true);
});

test("plus and minus v", () => {
  expect(Array.from(plusMinus(4, 0.5))).toEqual([0.5, 0.5, -0.5, -0.5]);
  expect(() => plusMinus(5, 0.5)).toThrow(/even number/);
});
