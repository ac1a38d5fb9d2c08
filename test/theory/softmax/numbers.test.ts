import { expect, test } from "vitest";
import { RelulabError } from "../../../src/index.js";
import { lowRank, theorem41Orders } from "../../../src/theory/index.js";

// S3-T7 and S3-T8.

test("Theorem 4.1: the printed powers, and the two orders that B.3 sets equal are", () => {
  const start = { classes: 3, components: 2, delta: 0.5, epsilon: 0.2 };
  const base = theorem41Orders(start);
  expect(base.label).toMatch(/ORDER ONLY/);
  expect(base.hidden).toBeCloseTo(6 ** 20 / (0.5 ** 12 * 0.2 ** 24), -30);
  expect(base.steps / (6 ** 10 / (0.5 ** 6 * 0.2 ** 12))).toBeCloseTo(1, 12);
  expect(base.learningRateTimesHidden / ((0.5 ** 3 * 0.2 ** 6) / 6 ** 5)).toBeCloseTo(1, 12);
  // B from Lemma B.4 with v = ε³/(8kℓ), γ = δ/(kℓ), its constant 8⁴ taken out.
  const [v, gamma] = [0.2 ** 3 / (8 * 6), 0.5 / 6];
  expect(base.batch / ((6 / (v * 0.5)) ** 4 / gamma ** 2 / 8 ** 4)).toBeCloseTo(1, 12);
  // The proof needs σ/η·u ≥ 1/(ηm·u) with σ = m^(−1/2), u = δ³ε⁶/(k⁵ℓ⁵): √m ≥ u⁻².
  expect(Math.sqrt(base.hidden) * base.learningRateTimesHidden ** 2).toBeCloseTo(1, 10);
});

test("Theorem 4.1: exponents of k, ℓ, δ, ε one by one", () => {
  const start = { classes: 3, components: 2, delta: 0.5, epsilon: 0.2 };
  const base = theorem41Orders(start);
  const grows = (change: object, key: "hidden" | "steps" | "batch" | "learningRateTimesHidden"): number =>
    Math.log2(theorem41Orders({ ...start, ...change })[key] / base[key]);
  for (const change of [{ classes: 6 }, { components: 4 }])
    expect([grows(change, "hidden"), grows(change, "steps"), grows(change, "batch"), grows(change, "learningRateTimesHidden")]).toEqual(
      [20, 10, 10, -5].map((power) => expect.closeTo(power, 9)),
    );
  expect([grows({ delta: 1 }, "hidden"), grows({ delta: 1 }, "steps")]).toEqual([expect.closeTo(-12, 9), expect.closeTo(-6, 9)]);
  expect([grows({ epsilon: 0.4 }, "hidden"), grows({ epsilon: 0.4 }, "steps")]).toEqual([expect.closeTo(-24, 9), expect.closeTo(-12, 9)]);
});

test("low rank: equal values, one value, zeros, gaps", () => {
  const equal = lowRank([2, 2, 2, 2], 2);
  expect(equal.effectiveRank).toBeCloseTo(4, 12);
  expect(equal).toMatchObject({ stableRank: 4, energy: 0.5, gap: 1 });
  expect(lowRank([5, 0, 0], 1)).toEqual({ effectiveRank: 1, stableRank: 1, energy: 1, gap: Infinity });
  expect(lowRank([0, 0], 1)).toEqual({ effectiveRank: 0, stableRank: 0, energy: 1, gap: Infinity });
  expect(lowRank([], 1)).toEqual({ effectiveRank: 0, stableRank: 0, energy: 1, gap: Infinity });
  const mixed = lowRank([1, 4, 2, 3], 3);
  expect(mixed.gap).toBe(2);
  expect(mixed.energy).toBeCloseTo(29 / 30, 14);
  // Entropy of (4, 3, 2, 1)/10.
  const p = [0.4, 0.3, 0.2, 0.1];
  expect(mixed.effectiveRank).toBeCloseTo(Math.exp(-p.reduce((sum, q) => sum + q * Math.log(q), 0)), 12);
  expect(lowRank([1e200, 1e200], 1).energy).toBe(0.5);
  expect(lowRank([3, 2, 1], 9)).toMatchObject({ energy: 1, gap: Infinity });
});

test("what has no meaning is refused", () => {
  for (const work of [
    () => lowRank([1, -1], 1),
    () => lowRank([1, NaN], 1),
    () => lowRank([1], 0),
    () => theorem41Orders({ classes: 0, components: 1, delta: 1, epsilon: 1 }),
    () => theorem41Orders({ classes: 1, components: 1, delta: NaN, epsilon: 1 }),
  ])
    expect(work).toThrow(RelulabError);
});
