import { describe, expect, test } from "vitest";
import { WordStream } from "../src/data/streams.js";
import { type Arena, loadKernels, type Precision } from "../src/kernels.js";
import { binomialLowerTail, binomialUpperTail } from "../src/numerics/binomialTest.js";
import { normalCdf } from "../src/numerics/normalCdf.js";
import { philox4x32 } from "../src/numerics/philox.js";

// Distributions of the random kernels. All seeds are fixed (printed in the names), all limits were set beforehand at about 1e-6 a test.

const SEED = 20_240_607;
const DRAWS = 1_000_000;
/** P(√n·D > 2.69) is about 1e-6 (Kolmogorov). */
const KS_LIMIT = 2.69;
/** Two-sided normal level 1e-6. */
const STANDARD_ERRORS = 4.9;
const LEVEL = 1e-6;

interface Address {
  readonly block?: number;
  readonly trial?: number;
  readonly role?: number;
  readonly part?: number;
}

type Fill = "gaussianFill" | "uniformFill";

function fill(arena: Arena, kernel: Fill, count: number, { block = 0, trial = 0, role = 0, part = 0 }: Address = {}): number[] {
  arena.reset();
  const out = arena.allocate("real", count);
  arena.call((k) => k[kernel](out, count, block, trial, role, part, SEED, 0));
  return Array.from(arena.reals(out, count));
}

function kolmogorov(values: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  let most = 0;
  sorted.forEach((x, i) => (most = Math.max(most, Math.abs(cdf(x) - i / sorted.length), Math.abs(cdf(x) - (i + 1) / sorted.length))));
  return most * Math.sqrt(sorted.length);
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
/** E x^(2m) of a standard normal. */
const evenMoment = (m: number): number => (m === 0 ? 1 : (2 * m - 1) * evenMoment(m - 1));

function expectMean(values: readonly number[], expected: number, variance: number, name: string): void {
  const errors = (mean(values) - expected) / Math.sqrt(variance / values.length);
  expect(Math.abs(errors), `${name}: ${errors.toFixed(2)} standard errors`).toBeLessThan(STANDARD_ERRORS);
}

/** Exact binomial test of a count at level 1e-6. */
function expectCount(found: number, draws: number, probability: number, name: string): void {
  expect(binomialLowerTail(found, draws, probability), `${name}: ${found} of ${draws}, too few`).toBeGreaterThan(LEVEL);
  expect(binomialUpperTail(found, draws, probability), `${name}: ${found} of ${draws}, too many`).toBeGreaterThan(LEVEL);
}

test("philoxFill gives the words of the TypeScript generator, from any block and at any length", async () => {
  const arena = await loadKernels();
  for (const [first, count] of [
    [0, 0],
    [0, 1],
    [3, 4],
    [7, 13],
    [2 ** 32 - 2, 9],
  ]) {
    arena.reset();
    const out = arena.allocate("u32", count + 1);
    arena.u32(out, count + 1).fill(99);
    arena.call((k) => k.philoxFill(out, count, first, 5, 6, 7, 8, 9));
    const words = new Uint32Array(4);
    const expected = Array.from({ length: count }, (_, e) => {
      philox4x32(words, (first + Math.floor(e / 4)) >>> 0, 5, 6, 7, 8, 9);
      return words[e % 4];
    });
    expect(Array.from(arena.u32(out, count + 1))).toEqual([...expected, 99]);
  }
});

describe.each<Precision>(["f32", "f64"])(`%s, seed ${SEED}`, (precision) => {
  const perBlock = precision === "f32" ? 4 : 2;

  test.each<Fill>(["gaussianFill", "uniformFill"])("%s: an element depends on its address alone", async (kernel) => {
    const arena = await loadKernels({ precision });
    const long = fill(arena, kernel, 200);
    for (const count of [0, 1, 3, 4, 5, 15, 16, 17, 63, 64, 65]) expect(fill(arena, kernel, count)).toEqual(long.slice(0, count));
    for (const block of [1, 3, 4, 9])
      expect(fill(arena, kernel, 21, { block })).toEqual(long.slice(block * perBlock, block * perBlock + 21));
    for (const other of [{ trial: 1 }, { role: 1 }, { part: 1 }]) {
      const same = fill(arena, kernel, 200, other).filter((x, i) => x === long[i]);
      expect(same.length, JSON.stringify(other)).toBeLessThan(3);
    }
  });

  test("uniform: in [0, 1), Kolmogorov-Smirnov, neighbours uncorrelated", async () => {
    const arena = await loadKernels({ precision });
    const u = fill(arena, "uniformFill", DRAWS);
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(kolmogorov(u, (x) => x)).toBeLessThan(KS_LIMIT);
    for (const lag of [1, 2, 3, 4])
      expectMean(
        u.slice(lag).map((x, i) => (x - 0.5) * (u[i] - 0.5)),
        0,
        1 / 144,
        `lag ${lag}`,
      );
    if (precision === "f32") return;
    const stream = new WordStream({ seed: SEED, trial: 0, role: 0, part: 0 });
    expect(u.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => stream.uniform()));
  });

  test("normal: Kolmogorov-Smirnov for each output of a pair, moments to order 8", async () => {
    const arena = await loadKernels({ precision });
    const z = fill(arena, "gaussianFill", DRAWS);
    for (const half of [0, 1]) {
      const part = z.filter((_, i) => i % 2 === half);
      expect(kolmogorov(part, normalCdf), `output ${half}`).toBeLessThan(KS_LIMIT);
    }
    for (let order = 1; order <= 8; order++) {
      const expected = order % 2 === 0 ? evenMoment(order / 2) : 0;
      expectMean(
        z.map((x) => x ** order),
        expected,
        evenMoment(order) - expected ** 2,
        `moment ${order}`,
      );
    }
  });

  test("normal: tails to 5 standard deviations on both sides", async () => {
    const arena = await loadKernels({ precision });
    const counts = new Map<number, number>();
    const blocks = 5;
    for (let trial = 0; trial < blocks; trial++)
      for (const x of fill(arena, "gaussianFill", DRAWS, { trial }))
        for (const limit of [2, 3, 4, 4.5, 5]) {
          if (x > limit) counts.set(limit, (counts.get(limit) ?? 0) + 1);
          if (x < -limit) counts.set(-limit, (counts.get(-limit) ?? 0) + 1);
        }
    for (const limit of [2, 3, 4, 4.5, 5])
      for (const side of [1, -1]) expectCount(counts.get(side * limit) ?? 0, blocks * DRAWS, normalCdf(-limit), `beyond ${side * limit}`);
  });

  test("normal: the two outputs of a pair, neighbours and streams are independent", async () => {
    const arena = await loadKernels({ precision });
    const z = fill(arena, "gaussianFill", DRAWS);
    const other = fill(arena, "gaussianFill", DRAWS, { trial: 1 });
    const pairs = (first: readonly number[], second: (i: number) => number, name: string): void => {
      expectMean(
        first.map((x, i) => x * second(i)),
        0,
        1,
        `${name}: product`,
      );
      expectMean(
        first.map((x, i) => (x * x - 1) * (second(i) ** 2 - 1)),
        0,
        4,
        `${name}: product of squares`,
      );
      expectCount(first.filter((x, i) => x > 0 === second(i) > 0).length, first.length, 0.5, `${name}: equal signs`);
      expectCount(
        first.filter((x, i) => Math.abs(x) > 2 && Math.abs(second(i)) > 2).length,
        first.length,
        (2 * normalCdf(-2)) ** 2,
        `${name}: both beyond 2`,
      );
    };
    pairs(
      z.filter((_, i) => i % 2 === 0),
      (i) => z[2 * i + 1],
      "pair",
    );
    for (const lag of [1, 2, 3, 4, 16]) pairs(z.slice(0, DRAWS - lag), (i) => z[i + lag], `lag ${lag}`);
    pairs(z, (i) => other[i], "trials 0 and 1");
  });

  test("each normal is the Box-Muller image of its words", async () => {
    const arena = await loadKernels({ precision });
    const z = fill(arena, "gaussianFill", 4000);
    const words = new Uint32Array(4);
    const limit = precision === "f32" ? 2e-6 : 4e-15;
    for (let pair = 0; pair < 2000; pair++) {
      const perPair = precision === "f32" ? 2 : 1;
      philox4x32(words, Math.floor(pair / perPair), 0, 0, 0, SEED, 0);
      const [u, angle] =
        precision === "f32"
          ? [(words[2 * (pair % 2)] + 0.5) / 2 ** 32, words[2 * (pair % 2) + 1] / 2 ** 32]
          : [(words[0] + (words[1] + 0.5) / 2 ** 32) / 2 ** 32, (words[2] + words[3] / 2 ** 32) / 2 ** 32];
      const r = Math.sqrt(-2 * Math.log(u));
      expect(Math.abs(z[2 * pair] - r * Math.cos(2 * Math.PI * angle)), `pair ${pair}`).toBeLessThan(limit * Math.max(1, r));
      expect(Math.abs(z[2 * pair + 1] - r * Math.sin(2 * Math.PI * angle)), `pair ${pair}`).toBeLessThan(limit * Math.max(1, r));
    }
  });

  test("the gate's mask is Bernoulli(Φ(z/γ)), unit by unit and for pairs of units", async () => {
    const arena = await loadKernels({ precision });
    const gamma = 8;
    const z = [-24, -8, -2, 0, 2, 8, 24];
    const k = z.length;
    const steps = 40_000;
    const [mask, pz] = [arena.allocate("real", k), arena.allocate("real", k)];
    arena.reals(pz, k).set(z);
    const seen = new Array<number>(k).fill(0);
    let both = 0;
    for (let step = 0; step < steps; step++) {
      arena.call((kernels) => kernels.noiseMask(mask, pz, k, gamma, SEED, 0, 0, step));
      const bits = arena.reals(mask, k);
      for (let j = 0; j < k; j++) seen[j] += bits[j];
      both += bits[1] * bits[2];
    }
    z.forEach((value, j) => expectCount(seen[j], steps, normalCdf(value / gamma), `z = ${value}`));
    expectCount(both, steps, normalCdf(-1) * normalCdf(-0.25), "units 1 and 2 together");
    // A narrower net has the same bits for the units that it has.
    arena.call((kernels) => kernels.noiseMask(mask, pz, k, gamma, SEED, 0, 0, 3));
    const wide = Array.from(arena.reals(mask, 3));
    arena.call((kernels) => kernels.noiseMask(mask, pz, 3, gamma, SEED, 0, 0, 3));
    expect(Array.from(arena.reals(mask, 3))).toEqual(wide);
  });

  test("Φ has the same bits in TypeScript", async () => {
    const arena = await loadKernels({ precision });
    for (let t = -38.5; t < 9; t += 0.0173) expect(arena.call((k) => k.normalCdf(t))).toBe(normalCdf(t));
  });
});
