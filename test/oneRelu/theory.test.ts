import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import {
  type Constraint,
  load,
  oracleConstraint,
  oracleGroups,
  type PlantedWeights,
  project,
  type RegressionData,
} from "../../src/index.js";
import { atan } from "../../src/numerics/atan.js";
import { normalDensity } from "../../src/numerics/normalDensity.js";
import {
  ballSamples,
  basinEntry,
  checkEnvelope,
  coneSupremum,
  finalConstant,
  l1SampleBound,
  lemma65,
  lemma65Terms,
  minimalSamples,
  oneStepNumbers,
  orthantSamples,
  phi,
  populationGradient,
  projectOntoCone,
  simplexSampleBound,
  subspaceSamples,
} from "../../src/theory/index.js";

const relative = (found: number, expected: number): number => Math.abs(found - expected) / Math.abs(expected);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, x, c) => sum + x * b[c], 0);
const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

describe("golden values", () => {
  test("φ(t)", () => {
    for (const [t, value] of [
      [1, 0.7978845608028654],
      [2, 1.2533141373155],
      [10, 3.084327759799864],
      [1000, 31.61487189698008],
    ])
      expect(relative(phi(t), value)).toBeLessThan(5e-15);
    expect(phi(0)).toBe(0);
    // φ(t)·φ(t+1) = t across the change to the series.
    for (const t of [1, 7, 118, 119, 120, 121, 5000]) expect(relative(phi(t) * phi(t + 1), t)).toBeLessThan(1e-14);
  });

  test("n₀ at d = 1000, s = 20", () => {
    const l1 = l1SampleBound(1000, 20);
    const simplex = simplexSampleBound(1000, 20);
    expect(relative(l1.bound, 104.1813941297666)).toBeLessThan(1e-13);
    expect(relative(l1.t, 1.717436859614782)).toBeLessThan(1e-10);
    expect(relative(simplex.bound, 87.3710613850987)).toBeLessThan(1e-13);
    expect(relative(simplex.t, 1.485195808559604)).toBeLessThan(1e-10);
    expect(relative(orthantSamples(1000, 20), 509.3799303909093)).toBeLessThan(1e-13);
    expect(relative(ballSamples(1000), 999.000062562543)).toBeLessThan(1e-13);
    expect(relative(subspaceSamples(20), 19.50640082617698)).toBeLessThan(1e-13);
    expect(relative(l1SampleBound(200, 5).bound, 24.62479664772383)).toBeLessThan(1e-13);
    expect(l1SampleBound(50, 50)).toEqual({ bound: 50, t: 0 });
    expect(l1SampleBound(50, 0).bound).toBeLessThan(1e-300);
    expect(orthantSamples(5, 5)).toBe(phi(5) ** 2);
  });

  test("population gradient and the final constant", () => {
    const expected = [-0.7702882615949245, -1.072291437320177, 0.4687664675599037];
    populationGradient([-0.3, 0.8, 0.4], [1, 2, -0.5]).forEach((g, c) => expect(relative(g, expected[c])).toBeLessThan(1e-14));
    expect(Array.from(populationGradient([0, 0], [1, -2]))).toEqual([-0.5, 1]);
    expect(Array.from(populationGradient([0.5, -1], [0, 0]))).toEqual([0.5, -1]);
    expect(norm(populationGradient([0.3, 2], [0.3, 2]))).toBeLessThan(1e-15);
    // Opposite directions: θ = π, so nothing of w* is seen.
    populationGradient([-1, 2], [1, -2]).forEach((g, c) => expect(Math.abs(g - [-1, 2][c])).toBeLessThan(1e-15));
    expect(relative(finalConstant(), 0.2266217718626051)).toBeLessThan(1e-14);
  });

  test("atan and the normal density", () => {
    for (let x = 0; x < 20; x += 0.0373) expect(Math.abs(atan(x) - Math.atan(x))).toBeLessThan(5e-16);
    expect(atan(-0.5)).toBe(-atan(0.5));
    for (const x of [0, 0.3, 1.7, 9.1])
      expect(relative(normalDensity(x), Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI))).toBeLessThan(1e-14);
  });
});

test("Monte-Carlo widths agree with golden values and closed forms within 4.5 standard errors (seed 1)", async () => {
  const lab = await load({ precision: "f64" });
  const truth = new Float64Array(1000);
  for (let c = 0; c < 20; c++) truth[c * 50] = 1 / 20;
  for (const [constraint, golden, error] of [
    [{ kind: "l1", radius: 1 }, 102.9, 0.4],
    [{ kind: "simplex", total: 1 }, 86.1, 0.4],
    [{ kind: "l0", sparsity: 20 }, 162.2, 0.2],
    [{ kind: "non-negative" }, 509.3799303909093, 0],
    [{ kind: "l2", radius: norm(truth) }, 999.000062562543, 0],
    [{ kind: "box", lower: 0, upper: 1 }, 509.3799303909093, 0],
  ] as const) {
    const { samples, samplesError } = lab.gaussianWidth(constraint, truth, { draws: 400 });
    expect(
      Math.abs(samples - golden) / Math.sqrt(samplesError ** 2 + error ** 2),
      JSON.stringify([constraint, samples, samplesError]),
    ).toBeLessThan(4.5);
    const formula = minimalSamples(constraint, truth);
    if (formula?.kind === "exact") expect(formula.value).toBeCloseTo(golden, 9);
    // δ(C) ≤ bound and ω² ≥ δ(C) − 1.
    if (formula?.kind === "upper-bound") expect(samples - 4.5 * samplesError).toBeLessThanOrEqual(formula.value);
    if (constraint.kind === "l0") expect(formula).toBeNull();
  }
  expect(lab.gaussianWidth({ kind: "l1", radius: 1 }, truth, { draws: 5 })).toEqual(
    lab.gaussianWidth({ kind: "l1", radius: 1 }, truth, { draws: 5 }),
  );
  expect(() => lab.gaussianWidth({ kind: "l1", radius: 1 }, truth, { draws: 1 })).toThrow(/ARG_RANGE/);
  expect(() => lab.gaussianWidth({ kind: "l1", radius: 1 }, new Float64Array(0))).toThrow(/ARG_SHAPE/);
});

const WEIGHTS: readonly [PlantedWeights, (w: Float64Array, own: Constraint) => Constraint][] = [
  [{ kind: "sparse", sparsity: 4 }, (_w, own) => own],
  [{ kind: "sparse", sparsity: 4 }, () => ({ kind: "l0", sparsity: 6 })],
  [{ kind: "sparse", sparsity: 4 }, (w) => oracleConstraint("l1", w)],
  [{ kind: "sparse", sparsity: 4 }, () => ({ kind: "l1", radius: 5 })],
  [{ kind: "sparse", sparsity: 4 }, (w) => oracleConstraint("l2", w)],
  [{ kind: "sparse", sparsity: 4 }, (w) => oracleGroups(w, 3)],
  [{ kind: "group-sparse", groups: 2, groupSize: 3 }, (_w, own) => own],
  [{ kind: "non-negative", sparsity: 5 }, (_w, own) => own],
  [{ kind: "non-negative", sparsity: 5 }, () => ({ kind: "non-negative" })],
  [{ kind: "non-negative", sparsity: 5 }, (w) => ({ kind: "box", lower: 0, upper: Math.max(...w) })],
  [{ kind: "simplex", sparsity: 5 }, (_w, own) => own],
  [{ kind: "subspace", dimension: 6 }, (_w, own) => own],
  [{ kind: "dense" }, (_w, own) => own],
];

describe.each(
  WEIGHTS.map(([weights, choose]) => ({ weights, choose, name: `${JSON.stringify(weights)} with ${choose.toString().slice(0, 60)}` })),
)("$name", ({ weights, choose }) => {
  const setUp = async (
    trial: number,
    samples = 60,
  ): Promise<{ data: RegressionData; truth: Float64Array; k: Constraint; lab: Awaited<ReturnType<typeof load>> }> => {
    const lab = await load({ precision: "f64" });
    const data = lab.data.planted({ samples, features: 24, weights, seed: 41, trial });
    const { weights: truth, constraint } = data.truth as NonNullable<typeof data.truth>;
    return { data, truth, k: choose(truth, constraint), lab };
  };

  test("the cone holds all of K − w*, and no feasible direction does better than the supremum", async () => {
    const { truth, k } = await setUp(0);
    const words = new WordStream({ seed: 43, trial: 0, role: 0, part: 0 });
    const draw = (scale: number): Float64Array => truth.map((w) => w + scale * (2 * words.uniform() - 1));
    let best = 0;
    for (let tries = 0; tries < 500; tries++) {
      const z = draw(1);
      const u = projectOntoCone(k, truth, z);
      const supremum = coneSupremum(k, truth, z);
      expect(Math.abs(dot(u, z) - supremum * supremum), "P_C(z) is a point of a cone nearest to z").toBeLessThan(1e-11);
      const h = project(draw([0.01, 0.3, 3][tries % 3]), k).map((w, c) => w - truth[c]);
      if (norm(h) < 1e-9) continue;
      expect(dot(h, z)).toBeLessThanOrEqual(norm(h) * supremum + 1e-12);
      // h ∈ C: projecting it changes nothing.
      projectOntoCone(k, truth, h).forEach((x, c) => expect(Math.abs(x - h[c])).toBeLessThan(1e-6));
      best = Math.max(best, dot(h, z) / (norm(h) * supremum));
    }
    expect(best).toBeGreaterThan(0.1);
  });

  test("one-step certificates: no violation in random steps of fits", async () => {
    let steps = 0;
    for (let trial = 0; trial < 6; trial++)
      for (const samples of [15, 60, 400]) {
        const { data, truth, k, lab } = await setUp(trial, samples);
        const run = lab.start.relu(data, { projection: k, maxIterations: 10, stepSizes: trial % 2 === 0 ? { first: 2, rest: 1 } : 0.7 });
        let over = false;
        for (let tau = 0; !over; tau++) {
          const [before, gradient] = [run.weights(), run.gradient()];
          over = run.advance(1);
          const stepSize = trial % 2 === 0 ? (tau === 0 ? 2 : 1) : 0.7;
          const numbers = oneStepNumbers({ constraint: k, truth, before, gradient, stepSize, after: run.weights() });
          steps++;
          const slack = 1e-11 * (1 + numbers.errorBefore);
          for (const number of [numbers.factor, numbers.sharper, numbers.aPosteriori]) {
            if (number === null) continue;
            expect(numbers.errorAfter).toBeLessThanOrEqual(number.bound + slack);
            expect(number.verdict).toBe(number.ratio < 0.5 ? "halves" : number.ratio < 1 ? "contracts" : "vacuous");
          }
          if (numbers.sharper !== null && numbers.aPosteriori !== null)
            expect(numbers.aPosteriori.bound).toBeLessThanOrEqual(numbers.sharper.bound + slack);
        }
        run.dispose();
      }
    expect(steps).toBeGreaterThan(20);
  });
});

test("cones: the whole space inside, a refusal outside, nothing at a point", () => {
  const truth = Float64Array.of(0.5, 0, 0);
  const z = Float64Array.of(1, -2, 3);
  for (const k of [{ kind: "l1", radius: 1 } as const, { kind: "l2", radius: 1 } as const, { kind: "box", lower: -1, upper: 1 } as const])
    expect(projectOntoCone(k, truth, z)).toEqual(z);
  for (const k of [
    { kind: "l1", radius: 0.25 },
    { kind: "l2", radius: 0.25 },
    { kind: "simplex", total: 1 },
    { kind: "simplex", total: 0.25 },
    { kind: "l0", sparsity: 0 },
    { kind: "group-l0", groups: 0, groupSize: 2 },
  ] as const)
    expect(() => projectOntoCone(k, truth, z), JSON.stringify(k)).toThrow(/ARG_RANGE: the truth lies outside/);
  const zero = new Float64Array(3);
  for (const k of [{ kind: "l1", radius: 0 } as const, { kind: "l2", radius: 0 } as const, { kind: "simplex", total: 0 } as const])
    expect(coneSupremum(k, zero, z)).toBe(0);
});

test("the envelope is met at n = 8·n₀-like sizes and not at the paper's n = 625 (S1-T3); basin entry (S1-T5)", async () => {
  const lab = await load({ precision: "f64" });
  const errors = (samples: number, trial: number): number[] => {
    const data = lab.data.planted({ samples, features: 1000, weights: { kind: "sparse", sparsity: 20 }, trial });
    return lab.sync.fitRelu(data, { maxIterations: 12 }).trace.map(({ error }) => error as number);
  };
  const few = errors(625, 0);
  const many = errors(2503, 0);
  expect(checkEnvelope(many, 1).every(({ met }) => met)).toBe(true);
  const points = checkEnvelope(few, 1);
  expect(points[0].error, "‖w*‖ = 1 up to rounding").toBeCloseTo(1, 15);
  expect(points[0]).toMatchObject({ tau: 0, envelope: 1, met: true });
  expect(points[2].envelope).toBe(0.25);
  expect(points.some(({ met }) => !met)).toBe(true);
  const entry = basinEntry(many, 1);
  expect(entry).toMatchObject({ radius: 0.035, stayed: true });
  expect(many.findIndex((e) => e <= 0.035)).toBe(entry.entered);
  expect(basinEntry([1, 0.01, 0.5], 1)).toEqual({ radius: 7 / 200, entered: 1, stayed: false });
  expect(basinEntry([1, 0.5], 1)).toEqual({ radius: 7 / 200, entered: null, stayed: false });
});

test("Lemma 6.5: the four terms add up to h − ∇L, and the ones it bounds are small at large n (S1-T7)", async () => {
  const lab = await load({ precision: "f64" });
  for (const samples of [10, 300]) {
    const data = lab.data.planted({ samples, features: 15, weights: { kind: "sparse", sparsity: 3 }, seed: 4 });
    const { weights: truth, constraint } = data.truth as NonNullable<typeof data.truth>;
    const words = new WordStream({ seed: 44, trial: samples, role: 0, part: 0 });
    for (const scale of [0, 0.05, 1, 5]) {
      const w = truth.map((x) => (scale === 0 ? 0 : x + scale * (2 * words.uniform() - 1)));
      const run = lab.start.relu(data, { initialWeights: w });
      const gradient = run.gradient();
      run.dispose();
      const terms = lemma65Terms(data, w, truth);
      for (let c = 0; c < 15; c++) {
        const sum = terms.reduce((total, t) => total + t[c], 0);
        expect(Math.abs(sum - (w[c] - truth[c] - gradient[c]))).toBeLessThan(1e-13 * (1 + scale));
      }
      const report = lemma65(data, constraint, truth, w);
      expect(report.map(({ coefficient }) => coefficient).reduce((a, b) => a + b, 0)).toBe(finalConstant());
      expect(report.every(({ measured }) => measured >= 0 && measured < 60)).toBe(true);
    }
  }
});

test("deviations of Lemmas 6.1-6.4 shrink as 1/√n (S1-T6)", async () => {
  const lab = await load({ precision: "f64" });
  const measure = (samples: number): ReturnType<typeof lab.sampleDeviations> => {
    const data = lab.data.planted({ samples, features: 60, weights: { kind: "sparse", sparsity: 3 }, seed: 4 });
    const { weights: truth, constraint } = data.truth as NonNullable<typeof data.truth>;
    return lab.sampleDeviations(data, constraint, truth, { draws: 60 });
  };
  const [few, many] = [measure(100), measure(1600)];
  expect(few.directions).toBe(60);
  for (const key of ["quadratic", "bilinear", "weighted"] as const) {
    expect(few[key] / many[key], key).toBeGreaterThan(2);
    expect(few[key] / many[key], key).toBeLessThan(8);
  }
  expect(many.norm).toBeLessThan(4);
  expect(few.quadratic).toBe(few.weighted);
  expect(few.bilinear).toBeGreaterThanOrEqual(few.quadratic);
});

test("the sample gradient has the population gradient as its mean, within 4.5 standard errors in each coordinate (seeds 0…199)", async () => {
  const lab = await load({ precision: "f64" });
  const TRIALS = 200;
  const d = 6;
  const truthOf = lab.data.planted({ samples: 1, features: d, weights: { kind: "dense" }, seed: 51 }).truth as NonNullable<
    RegressionData["truth"]
  >;
  for (const w of [new Float64Array(d), Float64Array.of(0.5, -0.2, 0.8, 0.1, -0.4, 0.3), truthOf.weights.map((x) => -0.7 * x + 0.1)]) {
    const expected = populationGradient(w, truthOf.weights);
    const [mean, squares] = [new Float64Array(d), new Float64Array(d)];
    for (let trial = 0; trial < TRIALS; trial++) {
      const { X } = lab.data.planted({ samples: 300, features: d, weights: { kind: "dense" }, seed: 52, trial });
      const y = Float64Array.from({ length: 300 }, (_, i) => Math.max(0, dot(X.subarray(i * d, i * d + d), truthOf.weights)));
      const run = lab.start.relu(
        { samples: 300, features: d, X, y, name: "" },
        { initialWeights: w, projection: { kind: "l2", radius: 9 } },
      );
      run.gradient().forEach((g, c) => {
        mean[c] += g / TRIALS;
        squares[c] += (g * g) / TRIALS;
      });
      run.dispose();
    }
    mean.forEach((m, c) => expect(Math.abs(m - expected[c]) / Math.sqrt((squares[c] - m * m) / (TRIALS - 1))).toBeLessThan(4.5));
  }
});
