import { expect, test } from "vitest";
import { type LabelledData, load } from "../../../src/index.js";
import { separability } from "../../../src/theory/index.js";
import * as linkage from "../../../src/theory/softmax/singleLinkage.js";

// (A1) of S3 on samples whose δ and diameters are known.

const lab = await load({ precision: "f64" });
const data = (X: number[], features: number, labels: number[], components?: number[]): LabelledData => ({
  samples: labels.length,
  features,
  classes: Math.max(...labels) + 1,
  X: Float64Array.from(X),
  labels: Int32Array.from(labels),
  name: "test",
  ...(components && { components: Int32Array.from(components) }),
});

/** The paper's example with the balls' extreme points along both axes. */
const CENTRES = [
  [0, 0],
  [2, 2],
  [0, 2],
  [2, 0],
];
const EXTREMES = CENTRES.flatMap(([x, y]) => [x - 0.05, y, x + 0.05, y, x, y - 0.05, x, y + 0.05]);
const BALL = EXTREMES.map((_, e) => Math.floor(e / 8)).filter((__, e) => e % 2 === 0);
const CLASS = BALL.map((ball) => Math.floor(ball / 2));

test("XOR: δ = 19/10, diameter 1/10, λ = 1/19 holds with ℓ = 2 and fails with ℓ = 1", () => {
  const two = separability(
    data(
      EXTREMES,
      2,
      CLASS,
      BALL.map((ball) => ball % 2),
    ),
  );
  expect(two).toMatchObject({ components: 2, limit: 1 / 16, holds: true, from: "labels" });
  expect(two.delta).toBeCloseTo(1.9, 12);
  expect(two.diameter).toBeCloseTo(0.1, 12);
  expect(two.lambda).toBeCloseTo(1 / 19, 12);
  expect(two.alpha).toBeCloseTo(19 / 2 - 1, 10);
  const one = separability(
    data(
      EXTREMES,
      2,
      CLASS,
      BALL.map(() => 0),
    ),
  );
  expect(one).toMatchObject({ components: 1, limit: 1 / 8, holds: false });
  // From (−0.05, 0) to (2.05, 2).
  expect(one.diameter).toBeCloseTo(Math.sqrt(2.1 * 2.1 + 4), 12);
});

test("without names of components, single linkage finds the smallest ℓ that does", () => {
  expect(separability(data(EXTREMES, 2, CLASS))).toMatchObject({ components: 2, holds: true, from: "single linkage" });
  const known = data(
    EXTREMES,
    2,
    CLASS,
    BALL.map(() => 0),
  );
  expect(separability(known, { linkage: true })).toMatchObject({ components: 2, holds: true });
});

test("the drawn balls hold, in the plane and lifted; the paper's Gaussian mixture does not", () => {
  for (const lifted of [false, true]) {
    const drawn = lab.data.xorBalls({ samples: 300, lifted, seed: 3 });
    expect(separability(drawn)).toMatchObject({ components: 2, holds: true, samples: 300 });
    expect(separability(drawn, { linkage: true })).toMatchObject({ components: 2, holds: true });
  }
  const { lambda, holds, alpha } = separability(lab.data.gaussianMixture({ samples: 300, seed: 3 }));
  expect(holds).toBe(false);
  // Components of diameter near √2·σ, means √2·σ₀ apart: about 1/5, so footnote 1 would do.
  expect(lambda).toBeGreaterThan(0.15);
  expect(lambda).toBeLessThan(0.3);
  expect(alpha).toBeGreaterThan(0);
});

test("every sample may be a component; coinciding samples of two classes never hold", () => {
  const spread = separability(data([0, 1, 10, 3, 4, 14], 1, [0, 0, 0, 1, 1, 1]));
  expect(spread).toMatchObject({ components: 3, diameter: 0, lambda: 0, holds: true });
  const same = separability(data([0, 1, 0, 5], 1, [0, 0, 1, 1]));
  expect(same).toMatchObject({ delta: 0, holds: false });
});

test("one class has nothing to be separated from; fewer samples may be looked at", () => {
  expect(separability(data([0, 1, 2], 1, [0, 0, 0]))).toMatchObject({ delta: Infinity, lambda: 0, holds: true });
  expect(separability(data(EXTREMES, 2, CLASS), { mostSamples: 8 }).samples).toBe(8);
});

test("single linkage on random points: the tree is the shortest, its cut the clusters farthest apart", () => {
  const { X } = lab.data.mixture({ samples: 7, features: 2, classes: 7, weights: [1, 1, 1, 1, 1, 1, 1], means: { std: 1 }, seed: 9 });
  const distance = (i: number, j: number) => Math.hypot(X[2 * i] - X[2 * j], X[2 * i + 1] - X[2 * j + 1]);
  const distances = { at: distance };
  const members = [0, 1, 2, 3, 4, 5, 6];
  const tree = linkage.spanningTree(members, distances);
  const gap = (names: ArrayLike<number>) =>
    Math.min(...members.flatMap((i) => members.filter((j) => names[i] !== names[j]).map((j) => distance(i, j))));
  // Over all splits into two clusters.
  const best = Math.max(...Array.from({ length: 2 ** 6 - 1 }, (_, split) => gap(members.map((i) => ((split + 1) >> i) & 1))));
  expect(gap(linkage.cutTree(tree, 2))).toBeCloseTo(best, 12);
  expect(new Set(linkage.cutTree(tree, 3)).size).toBe(3);
  expect(new Set(linkage.cutTree(tree, 1)).size).toBe(1);
  expect(new Set(linkage.cutTree(tree, 99)).size).toBe(7);
});
