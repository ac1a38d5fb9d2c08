import { expect, test } from "vitest";
import { digitClasses, generatedDigits } from "../../src/files.js";
import { type ComponentLaw, type LabelledData, load, RelulabError, sliceData } from "../../src/index.js";
import { cholesky } from "../../src/numerics/cholesky.js";
import { binomialLowerTail, binomialUpperTail } from "../../src/numerics/binomialTest.js";

// Laws of the mixtures of S3. Seeds are fixed; limits were set beforehand at a two-sided normal level of about 1e-6 a test.

const SEED = 20_240_611;
const STANDARD_ERRORS = 4.9;
const LEVEL = 1e-6;
const lab = await load({ precision: "f64" });

/** Sample i minus the mean of its component. */
function residuals({ samples, features, X, labels, components, truth }: LabelledData): Float64Array[] {
  return Array.from({ length: samples }, (_, i) => {
    const z = labels[i] * truth!.components + components![i];
    return Float64Array.from({ length: features }, (__, c) => X[i * features + c] - truth!.means[z * features + c]);
  });
}

function expectMean(values: readonly number[], expected: number, variance: number, name: string): void {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const errors = (mean - expected) / Math.sqrt(variance / values.length);
  expect(Math.abs(errors), `${name}: ${errors.toFixed(2)} standard errors, seed ${SEED}`).toBeLessThan(STANDARD_ERRORS);
}

const normOf = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0));

test("the paper's mixture: sizes, and variances σ²/d round the means and σ₀²/d of the means", () => {
  const data = lab.data.gaussianMixture({ samples: 1000, seed: SEED });
  expect([data.features, data.classes, data.truth!.components]).toEqual([1000, 10, 2]);
  expect(data.truth!.weights).toEqual(new Float64Array(20).fill(1 / 20));
  const entries = residuals(data).flatMap((r) => Array.from(r));
  expectMean(entries, 0, 1 / 1000, "mean");
  // Var x² = 2σ⁴ for a normal.
  expectMean(
    entries.map((x) => x * x),
    1 / 1000,
    2e-6,
    "variance",
  );
  const means = Array.from(data.truth!.means);
  expectMean(means, 0, 25 / 1000, "mean of means");
  expectMean(
    means.map((x) => x * x),
    25 / 1000,
    2 * (25 / 1000) ** 2,
    "variance of means",
  );
});

test("components come with their weights, also where some are 0", () => {
  const weights = [0, 0.5, 0.3, 0, 0.2, 0];
  const samples = 20_000;
  const { labels, components } = lab.data.mixture({ samples, features: 1, classes: 3, components: 2, weights, seed: SEED });
  weights.forEach((weight, z) => {
    const found = labels.filter((label, i) => label * 2 + components![i] === z).length;
    if (weight === 0) expect(found).toBe(0);
    else {
      expect(binomialLowerTail(found, samples, weight)).toBeGreaterThan(LEVEL);
      expect(binomialUpperTail(found, samples, weight)).toBeGreaterThan(LEVEL);
    }
  });
});

const MATRIX = [2, 0.6, -0.4, 0.6, 1, 0.3, -0.4, 0.3, 0.5];
const LAWS: readonly [name: string, law: ComponentLaw, covariance: readonly number[]][] = [
  ["gaussian", { kind: "gaussian", std: 0.3 }, [0.09, 0, 0, 0, 0.09, 0, 0, 0, 0.09]],
  ["diagonal", { kind: "diagonal", variances: [4, 0, 0.25] }, [4, 0, 0, 0, 0, 0, 0, 0, 0.25]],
  ["covariance", { kind: "covariance", covariance: MATRIX }, MATRIX],
  // E‖x‖² = r²·d/(d + 2), shared by d features.
  ["ball", { kind: "ball", radius: 2 }, [0.8, 0, 0, 0, 0.8, 0, 0, 0, 0.8]],
];

test.each(LAWS)("samples of a %s component have its means and covariances", (name, law, covariance) => {
  const samples = 40_000;
  const means = [3, -1, 0.5, 0, 0, 0];
  const data = lab.data.mixture({ samples, features: 3, classes: 1, components: 2, means, spread: law, seed: SEED });
  const rows = residuals(data);
  for (let a = 0; a < 3; a++) {
    expectMean(
      rows.map((r) => r[a]),
      0,
      Math.max(covariance[4 * a], 1e-30),
      `${name}, mean ${a}`,
    );
    for (let b = 0; b <= a; b++) {
      // Var x_a x_b ≤ σ_aa σ_bb + σ_ab² for normals, and less in a ball.
      const variance = covariance[4 * a] * covariance[4 * b] + covariance[3 * a + b] ** 2;
      expectMean(
        rows.map((r) => r[a] * r[b]),
        covariance[3 * a + b],
        Math.max(variance, 1e-30),
        `${name}, ${a}${b}`,
      );
    }
  }
});

test("a ball is uniform: the share within a part of its radius, and nothing outside", () => {
  const samples = 20_000;
  const spread: ComponentLaw = { kind: "ball", radius: 0.7 };
  for (const features of [1, 2, 5]) {
    const norms = residuals(lab.data.mixture({ samples, features, classes: 1, spread, seed: SEED })).map(normOf);
    expect(Math.max(...norms)).toBeLessThanOrEqual(0.7 * (1 + 1e-12));
    for (const part of [0.3, 0.6, 0.9]) {
      const found = norms.filter((norm) => norm <= 0.7 * part).length;
      expect(binomialLowerTail(found, samples, part ** features)).toBeGreaterThan(LEVEL);
      expect(binomialUpperTail(found, samples, part ** features)).toBeGreaterThan(LEVEL);
    }
  }
});

test("points are their means, and every component may have a law of its own", () => {
  const spread: ComponentLaw[] = [{ kind: "point" }, { kind: "ball", radius: 1 }];
  const data = lab.data.mixture({ samples: 200, features: 3, classes: 2, spread, seed: SEED });
  const norms = residuals(data).map(normOf);
  norms.forEach((norm, i) => expect(norm === 0).toBe(data.labels[i] === 0));
});

test("XOR: balls of diameter 1/10 at the corners; lifted on the unit sphere", () => {
  const plane = lab.data.xorBalls({ samples: 400, seed: SEED });
  expect(Math.max(...residuals(plane).map(normOf))).toBeLessThanOrEqual(0.05 + 1e-12);
  plane.labels.forEach((label, i) => {
    const [x, y] = [Math.round(plane.X[2 * i]), Math.round(plane.X[2 * i + 1])];
    expect(label).toBe(x === y ? 0 : 1);
  });
  const lifted = lab.data.xorBalls({ samples: 400, lifted: true, seed: SEED });
  for (let i = 0; i < 400; i++) {
    const x = lifted.X.slice(3 * i, 3 * i + 3);
    expect(Math.abs(normOf(x) - 1)).toBeLessThan(1e-14);
    expect(Math.min(...Array.from(x, Math.abs))).toBeGreaterThan(0.5);
    expect(lifted.labels[i]).toBe(x[0] * x[1] > 0 ? 0 : 1);
    expect(x[2]).toBeGreaterThan(0);
  }
});

test("a longer draw starts with the shorter one, and sliceData splits samples, labels and components", () => {
  const options = { features: 5, classes: 3, components: 2, spread: { kind: "ball", radius: 1 }, seed: SEED } as const;
  const long = lab.data.mixture({ ...options, samples: 50 });
  const short = lab.data.mixture({ ...options, samples: 20 });
  const { samples, X, labels, components, truth } = sliceData(long, 0, 20);
  expect({ samples, X, labels, components, truth }).toEqual({
    samples: 20,
    X: short.X,
    labels: short.labels,
    components: short.components,
    truth: short.truth,
  });
  expect(sliceData(long, 20, 50).labels).toEqual(long.labels.slice(20));
});

test("in f32 the same components, normals of that precision", async () => {
  const single = (await load({ precision: "f32" })).data.gaussianMixture({ samples: 200, features: 100, seed: SEED });
  expect(single.X).toBeInstanceOf(Float32Array);
  const { labels, components } = lab.data.gaussianMixture({ samples: 200, features: 100, seed: SEED });
  expect([single.labels, single.components]).toEqual([labels, components]);
  const entries = residuals(single).flatMap((r) => Array.from(r));
  expectMean(entries, 0, 0.01, "mean");
  expectMean(
    entries.map((x) => x * x),
    0.01,
    2e-4,
    "variance",
  );
});

test("unit norms", () => {
  const { X } = lab.data.gaussianMixture({ samples: 50, features: 40, unitNorm: true, seed: SEED });
  for (let i = 0; i < 50; i++) expect(Math.abs(normOf(X.slice(40 * i, 40 * i + 40)) - 1)).toBeLessThan(1e-14);
});

test("random labels are uniform, independent of the old ones, on the same samples", () => {
  const data = lab.data.gaussianMixture({ samples: 20_000, features: 1, classes: 4, seed: SEED });
  const random = lab.data.randomLabels(data, { seed: SEED });
  expect(random.X).toBe(data.X);
  expect(random.components).toBeUndefined();
  for (let c = 0; c < 4; c++) {
    const found = random.labels.filter((label) => label === c).length;
    expect(binomialLowerTail(found, 20_000, 0.25)).toBeGreaterThan(LEVEL);
    expect(binomialUpperTail(found, 20_000, 0.25)).toBeGreaterThan(LEVEL);
  }
  const same = random.labels.filter((label, i) => label === data.labels[i]).length;
  expect(binomialLowerTail(same, 20_000, 0.25)).toBeGreaterThan(LEVEL);
  expect(binomialUpperTail(same, 20_000, 0.25)).toBeGreaterThan(LEVEL);
  expect(lab.data.randomLabels(data, { seed: SEED, trial: 1 }).labels).not.toEqual(random.labels);
});

test("digits of ten classes: order, scaling, labels", () => {
  const source = generatedDigits({ seed: 1, count: 60, split: "train" });
  const data = digitClasses(source, { from: 10, samples: 30, precision: "f64" });
  expect([data.samples, data.features, data.classes]).toEqual([30, 784, 10]);
  expect(data.labels).toEqual(source.labels.slice(10, 40));
  for (let i = 0; i < 30; i++) {
    const x = data.X.slice(784 * i, 784 * i + 784);
    expect(Math.abs(normOf(x) - 1)).toBeLessThan(1e-14);
    const pixels = source.images.slice(784 * (10 + i), 784 * (11 + i));
    expect(Math.abs(x[400] * normOf(pixels) - pixels[400])).toBeLessThan(1e-10);
  }
  expect(digitClasses(source, { precision: "f32" }).samples).toBe(60);
});

test("Cholesky factors give the matrix back, singular ones too, and refuse what is indefinite", () => {
  const b = [1, 2, 0, -1, 3, 1];
  const rankTwo = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => b[2 * i] * b[2 * j] + b[2 * i + 1] * b[2 * j + 1]));
  for (const matrix of [MATRIX, rankTwo, new Array<number>(9).fill(0)]) {
    const L = cholesky(matrix, 3)!;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let t = 0; t < 3; t++) sum += L[3 * i + t] * L[3 * j + t];
        expect(Math.abs(sum - matrix[3 * i + j])).toBeLessThan(1e-12);
        if (j > i) expect(L[3 * i + j]).toBe(0);
      }
  }
  expect(cholesky([1, 2, 2, 1], 2)).toBeNull();
  expect(cholesky([0, 1, 1, 1], 2)).toBeNull();
  expect(cholesky([-1], 1)).toBeNull();
});

const POINTS = { samples: 4, features: 2, classes: 2 } as const;
const DATA = lab.data.mixture(POINTS);
const SOURCE = generatedDigits({ seed: 1, count: 3, split: "train" });
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a caller without types may pass
const as = <T>(value: unknown): T => value as T;

const REFUSALS: readonly [name: string, work: () => unknown, code: string][] = [
  ["no samples", () => lab.data.mixture({ ...POINTS, samples: 0 }), "ARG_RANGE"],
  ["half a feature", () => lab.data.mixture({ ...POINTS, features: 0.5 }), "ARG_RANGE"],
  ["no classes", () => lab.data.mixture(as({ samples: 4, features: 2 })), "ARG_TYPE"],
  ["no components", () => lab.data.mixture({ ...POINTS, components: 0 }), "ARG_RANGE"],
  ["an unknown option", () => lab.data.mixture(as({ ...POINTS, colour: 1 })), "ARG_UNKNOWN"],
  ["short means", () => lab.data.mixture({ ...POINTS, means: [1, 2, 3] }), "ARG_SHAPE"],
  ["means NaN", () => lab.data.mixture({ ...POINTS, means: [1, 2, 3, NaN] }), "ARG_RANGE"],
  ["means as text", () => lab.data.mixture({ ...POINTS, means: as("far") }), "ARG_SHAPE"],
  ["negative std of means", () => lab.data.mixture({ ...POINTS, means: { std: -1 } }), "ARG_RANGE"],
  ["weights of wrong length", () => lab.data.mixture({ ...POINTS, weights: [1] }), "ARG_SHAPE"],
  ["a negative weight", () => lab.data.mixture({ ...POINTS, weights: [1, -1] }), "ARG_RANGE"],
  ["all weights 0", () => lab.data.mixture({ ...POINTS, weights: [0, 0] }), "ARG_RANGE"],
  ["an unknown law", () => lab.data.mixture({ ...POINTS, spread: as({ kind: "cauchy" }) }), "ARG_RANGE"],
  ["no law", () => lab.data.mixture({ ...POINTS, spread: as(null) }), "ARG_RANGE"],
  ["a law with an unknown option", () => lab.data.mixture({ ...POINTS, spread: as({ kind: "point", std: 1 }) }), "ARG_UNKNOWN"],
  ["laws of wrong number", () => lab.data.mixture({ ...POINTS, spread: [{ kind: "point" }] }), "ARG_SHAPE"],
  ["std NaN", () => lab.data.mixture({ ...POINTS, spread: { kind: "gaussian", std: NaN } }), "ARG_RANGE"],
  ["a negative variance", () => lab.data.mixture({ ...POINTS, spread: { kind: "diagonal", variances: [1, -1] } }), "ARG_RANGE"],
  [
    "an unsymmetric covariance",
    () => lab.data.mixture({ ...POINTS, spread: { kind: "covariance", covariance: [1, 0.5, 0.4, 1] } }),
    "ARG_RANGE",
  ],
  [
    "an indefinite covariance",
    () => lab.data.mixture({ ...POINTS, spread: { kind: "covariance", covariance: [1, 2, 2, 1] } }),
    "ARG_RANGE",
  ],
  ["a sample without direction", () => lab.data.mixture({ ...POINTS, means: [0, 0, 0, 0], unitNorm: true }), "DATA_NOT_FINITE"],
  ["unitNorm as text", () => lab.data.mixture({ ...POINTS, unitNorm: as("yes") }), "ARG_TYPE"],
  ["seed −1", () => lab.data.mixture({ ...POINTS, seed: -1 }), "ARG_RANGE"],
  ["trial 2³²", () => lab.data.mixture({ ...POINTS, trial: 2 ** 32 }), "ARG_RANGE"],
  ["too large", () => lab.data.mixture({ ...POINTS, samples: 1e6, features: 1e6 }), "OUT_OF_MEMORY"],
  ["σ < 0", () => lab.data.gaussianMixture({ samples: 4, std: -1 }), "ARG_RANGE"],
  ["lifted as text", () => lab.data.xorBalls({ samples: 4, lifted: as("yes") }), "ARG_TYPE"],
  ["nothing", () => lab.data.xorBalls(as(undefined)), "ARG_TYPE"],
  ["random labels of nothing", () => lab.data.randomLabels(as(undefined)), "ARG_TYPE"],
  ["random labels of no classes", () => lab.data.randomLabels({ ...DATA, classes: 0 }), "ARG_RANGE"],
  ["random labels, unknown option", () => lab.data.randomLabels(DATA, as({ sed: 1 })), "ARG_UNKNOWN"],
  ["more digits than there are", () => digitClasses(SOURCE, { samples: 4, precision: "f32" }), "DATA_TOO_FEW"],
  ["digits from behind the end", () => digitClasses(SOURCE, { from: 3, precision: "f32" }), "DATA_TOO_FEW"],
  ["digits from −1", () => digitClasses(SOURCE, { from: -1, precision: "f32" }), "ARG_RANGE"],
  ["no digits", () => digitClasses(SOURCE, { samples: 0, precision: "f32" }), "ARG_RANGE"],
  ["digits of unknown scaling", () => digitClasses(SOURCE, { scaling: as("log"), precision: "f32" }), "ARG_TYPE"],
  ["digits of no precision", () => digitClasses(SOURCE, as({})), "ARG_TYPE"],
  ["digits of no source", () => digitClasses(as({}), { precision: "f32" }), "DATA_SHAPE"],
  ["an end before the start", () => sliceData(DATA, 2, 1), "ARG_RANGE"],
];

test.each(REFUSALS)("%s: refused", (_name, work, code) => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RelulabError);
    const { code: found, message, hint } = error as RelulabError;
    expect([found, message.length > 20, hint.length > 10]).toEqual([code, true, true]);
    return;
  }
  throw new Error("nothing was refused");
});
