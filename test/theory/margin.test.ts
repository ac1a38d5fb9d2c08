import { describe, expect, test } from "vitest";
import { digitPair } from "../../src/data/digits.js";
import { generatedDigits } from "../../src/data/generatedDigits.js";
import { WordStream } from "../../src/data/streams.js";
import { type BinaryData, load } from "../../src/index.js";
import { requireSeparator } from "../../src/theory/index.js";

const SEED = 31;

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

function margins(data: BinaryData, w: ArrayLike<number>): number[] {
  return Array.from({ length: data.samples }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < data.features; c++) sum += w[c] * data.X[i * data.features + c];
    return sum * data.y[i];
  });
}

function data(rows: readonly (readonly number[])[], y: readonly number[]): BinaryData {
  return { samples: rows.length, features: rows[0].length, X: Float64Array.from(rows.flat()), y: Int8Array.from(y), name: "given" };
}

/** Random labels on Gaussian points: separable when n is small against d (Cover), not when n is large. */
function random(samples: number, features: number, trial: number): BinaryData {
  const stream = new WordStream({ seed: SEED, trial, role: 5, part: 1 });
  const normal = (): number => stream.uniform() + stream.uniform() + stream.uniform() - 1.5;
  const X = Float64Array.from({ length: samples * features }, normal);
  return { samples, features, X, y: Int8Array.from({ length: samples }, () => (stream.integer(2) === 0 ? 1 : -1)), name: "random" };
}

describe(`random sets, seed ${SEED}`, () => {
  test("a separator has least margin 1 and the dual end of the bracket meets its norm; a witness is convex and 0", async () => {
    const lab = await load({ precision: "f64" });
    const seen = { separable: 0, "not-separable": 0, "no-margin-above": 0 };
    for (let trial = 0; trial < 200; trial++) {
      const set = random(2 + (trial % 50), 1 + (trial % 17), trial);
      const found = lab.sync.margin(set);
      seen[found.verdict]++;
      const { samples, weights, residual } = found.witness;
      expect(weights.every((weight) => weight > 0)).toBe(true);
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      const combination = new Float64Array(set.features);
      samples.forEach((i, at) => combination.forEach((_, c) => (combination[c] += weights[at] * set.y[i] * set.X[i * set.features + c])));
      expect(norm(combination)).toBeCloseTo(residual, 12);
      expect(samples.length).toBeLessThanOrEqual(set.features + 1);
      if (found.verdict === "separable") {
        const separator = requireSeparator(found, "test");
        expect(Math.min(...margins(set, separator)), `trial ${trial}`).toBeGreaterThanOrEqual(1);
        expect(found.gap, `trial ${trial}`).toBeLessThan(1e-9);
        expect(found.normAtLeast).toBeLessThanOrEqual(found.norm);
        expect(norm(separator)).toBeCloseTo(found.norm, 12);
      } else {
        expect(residual, `trial ${trial}`).toBeLessThan(1e-11);
        expect(found).toMatchObject({ separator: null, norm: Infinity, margin: 0 });
      }
    }
    expect(seen.separable).toBeGreaterThan(50);
    expect(seen["not-separable"]).toBeGreaterThan(50);
    expect(seen["no-margin-above"]).toBe(0);
  });

  test("no random direction has a larger margin than the oracle's", async () => {
    const lab = await load({ precision: "f64" });
    const stream = new WordStream({ seed: SEED, trial: 0, role: 5, part: 2 });
    for (let trial = 0; trial < 20; trial++) {
      const set = lab.data.separable({ samples: 12, features: 4, seed: SEED, trial });
      const { margin, separator } = lab.sync.margin(set);
      for (let attempt = 0; attempt < 500; attempt++) {
        const near = Array.from(separator!, (w) => w + (stream.uniform() - 0.5) * 0.2 * norm(separator!));
        expect(Math.min(...margins(set, near)) / norm(near)).toBeLessThanOrEqual(margin * (1 + 1e-10));
      }
    }
  });
});

test("cases known by hand", async () => {
  const lab = await load({ precision: "f64" });
  expect(lab.sync.margin(lab.data.basis(9))).toMatchObject({
    verdict: "separable",
    norm: expect.closeTo(3, 12),
    witness: { samples: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
  });
  const corner = lab.sync.margin(
    data(
      [
        [0.5, 0.5],
        [0.75, 0.25],
        [-0.5, 0.5],
      ],
      [1, 1, -1],
    ),
  );
  expect(corner.norm).toBeCloseTo(2, 14);
  expect(corner.separator![0]).toBeCloseTo(2, 14);
  expect(corner.separator![1]).toBeCloseTo(0, 14);
  // One class alone: without bias it may or may not be separable, with bias it always is.
  const around = data(
    [
      [1, 0],
      [-1, 2],
      [-1, -2],
    ],
    [1, 1, 1],
  );
  expect(lab.sync.margin(around).verdict).toBe("not-separable");
  expect(lab.sync.margin(around, { bias: true }).verdict).toBe("separable");
  expect(lab.sync.margin(data([[3], [2]], [1, 1]))).toMatchObject({ verdict: "separable", norm: 0.5 });
  expect(lab.sync.margin(data([[3], [-2]], [1, 1])).verdict).toBe("not-separable");
  expect(lab.sync.margin(data([[1, 2, 3, 4]], [-1])).norm).toBeCloseTo(1 / Math.sqrt(30), 14);
});

test("exact witnesses: duplicates with opposite labels, a zero row", async () => {
  const lab = await load({ precision: "f64" });
  const twins = lab.sync.margin(
    data(
      [
        [1, 2],
        [5, 1],
        [0.3, 0.7],
        [5, 1],
      ],
      [1, 1, 1, -1],
    ),
  );
  expect(twins).toMatchObject({ verdict: "not-separable", normAtLeast: Infinity, witness: { samples: [1, 3], residual: 0 } });
  expect(Array.from(twins.witness.weights)).toEqual([0.5, 0.5]);
  expect(
    lab.sync.margin(
      data(
        [
          [1, 2],
          [0, 0],
        ],
        [1, 1],
      ),
    ),
  ).toMatchObject({ verdict: "not-separable", witness: { samples: [1], residual: 0 } });
  expect(
    lab.sync.margin(
      data(
        [
          [1, 2],
          [0, 0],
        ],
        [1, -1],
      ),
      { bias: true },
    ).verdict,
  ).toBe("separable");
  const refuse = (): unknown => requireSeparator(twins, "wang-bounds");
  expect(refuse).toThrow(
    expect.objectContaining({ code: "NOT_SEPARABLE", details: expect.objectContaining({ samples: [1, 3], weights: [0.5, 0.5] }) }),
  );
  expect(refuse).toThrow(/no linear classifier separates these data; a convex combination of 2 samples \(1, 3\) shows it/);
});

test("more features than samples, and a hair's breadth of margin", async () => {
  const lab = await load({ precision: "f64" });
  const wide = lab.sync.margin(random(10, 200, 1));
  expect(wide).toMatchObject({ verdict: "separable" });
  const near = lab.sync.margin(
    data(
      [
        [1, 2 ** -20],
        [-1, 2 ** -20],
      ],
      [1, 1],
    ),
  );
  expect(near.verdict).toBe("separable");
  // Its direction is known to 10⁻¹⁶ of the samples' length only: the bracket says so and contains the truth.
  expect(near.gap).toBeLessThan(1e-3);
  expect(near.normAtLeast).toBeLessThanOrEqual(2 ** 20);
  expect(near.norm).toBeGreaterThanOrEqual(2 ** 20);
  const hidden = lab.sync.margin(
    data(
      [
        [1, 2 ** -60],
        [-1, 2 ** -60],
      ],
      [1, 1],
    ),
  );
  expect(hidden.verdict).toBe("no-margin-above");
  expect(hidden.text).toMatch(/^No margin above/);
});

test("the search yields, can be cancelled, and refuses what cannot be", async () => {
  const lab = await load({ precision: "f64" });
  const set = random(60, 40, 2);
  expect(await lab.margin(set)).toEqual(lab.sync.margin(set));
  const abort = new AbortController();
  abort.abort();
  await expect(lab.margin(set, { signal: abort.signal })).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(lab.margin({ ...set, X: set.X.slice(1) })).rejects.toMatchObject({ code: "DATA_SHAPE" });
  await expect(lab.margin(set, { bias: "yes" } as never)).rejects.toMatchObject({ code: "ARG_TYPE" });
  await expect(lab.margin(set, { tolerance: 1 } as never)).rejects.toMatchObject({ code: "ARG_UNKNOWN" });
});

test("the same bits in every runtime", async () => {
  const lab = await load({ precision: "f32" });
  const digits = digitPair(generatedDigits({ seed: 1, count: 1500, split: "train" }), { samples: 250, precision: "f32" });
  const { norm: upper, normAtLeast, cycles, witness } = lab.sync.margin(digits);
  expect({ upper, normAtLeast, cycles, support: witness.samples.length }).toEqual(GOLDEN);
});

const GOLDEN = { upper: 1.8276919859366592, normAtLeast: 1.8276919859363887, cycles: 63, support: 57 };

test("many equal samples do not take quadratic time", async () => {
  const lab = await load({ precision: "f64" });
  const samples = 40_000;
  const same: BinaryData = { samples, features: 1, X: new Float64Array(samples).fill(2), y: new Int8Array(samples).fill(1), name: "same" };
  expect(lab.sync.margin(same)).toMatchObject({ verdict: "separable", norm: 0.5 });
});
