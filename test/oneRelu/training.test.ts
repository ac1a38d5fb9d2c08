import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import {
  type Constraint,
  load,
  type OneReluModel,
  type Precision,
  project,
  type RegressionData,
  type ReluOptions,
} from "../../src/index.js";
import * as naive from "../reference/oneRelu.js";

// fitRelu against obvious loops, step by step; its gradient against finite differences; endings; the same bits however it is driven.

const round = { f32: Math.fround, f64: (x: number): number => x } as const;
const MODELS: readonly OneReluModel[] = ["relu", "linear"];

/** Small integers over 4: every sum below is exact, so any order of summation has the same bits. */
function dyadicProblem(samples: number, features: number, part: number): RegressionData {
  const words = new WordStream({ seed: 31, trial: 0, role: 0, part });
  const draw = (length: number): Float64Array => Float64Array.from({ length }, () => (words.integer(9) - 4) / 4);
  return { samples, features, X: draw(samples * features), y: draw(samples), name: "dyadic" };
}

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  const rounded = round[precision];

  test("every step on planted data has the bits of the obvious loop: sparse forward, both models, three derivatives at 0", async () => {
    const lab = await load({ precision });
    const settings = MODELS.flatMap((model) => ([0, 0.5, 1] as const).map((derivAtZero) => ({ model, derivAtZero })));
    for (const [features, sparsity] of [
      [17, 2],
      [64, 16],
      [65, 1],
    ])
      for (const { model, derivAtZero } of settings) {
        const data = lab.data.planted({ samples: 83, features, weights: { kind: "sparse", sparsity }, model, noiseStd: 0.01, seed: 7 });
        const problem = { ...data, X: data.X, y: Array.from(data.y, rounded) };
        const run = lab.start.relu(data, { derivAtZero });
        let w: ArrayLike<number> = new Float64Array(features);
        for (let tau = 0; tau < 12; tau++) {
          const { squares, gradient } = naive.evaluate(problem, w, { linear: model === "linear", derivAtZero, round: rounded });
          expect(Array.from(run.gradient(), (x) => x + 0)).toEqual(gradient.map((x) => x + 0));
          expect(run.snapshot().residual).toBe(Math.sqrt(squares / 83));
          const mu = model === "relu" && tau === 0 ? 2 : 1;
          w = naive.topS(naive.step(w, gradient, mu, rounded), sparsity);
          run.advance(1);
          expect(
            Array.from(run.weights(), (x) => x + 0),
            `${model}, step ${tau}`,
          ).toEqual(w);
        }
        run.dispose();
      }
  });

  test("screened steps: the bits of the obvious loop all the way to the end", async () => {
    const lab = await load({ precision });
    for (const [trial, model, noiseStd] of [
      [0, "relu", 0],
      [1, "linear", 0],
      [2, "relu", 0.002],
      [3, "linear", 0.002],
    ] as const) {
      const [samples, features, sparsity] = [203, 330, 6];
      const law = { kind: "sparse", sparsity, entries: trial < 2 ? "signs" : "normal" } as const;
      const data = lab.data.planted({ samples, features, weights: law, model, noiseStd, seed: 19, trial });
      const problem = { ...data, y: Array.from(data.y, rounded) };
      const run = lab.start.relu(data, { maxIterations: 60 });
      let w: ArrayLike<number> = new Float64Array(features);
      let over = run.advance(0);
      for (let tau = 0; !over; tau++) {
        const { squares, gradient } = naive.evaluate(problem, w, { linear: model === "linear", derivAtZero: 0.5, round: rounded });
        expect(run.snapshot().residual, `${model}, step ${tau}`).toBe(Math.sqrt(squares / samples));
        w = naive.topS(naive.step(w, gradient, model === "relu" && tau === 0 ? 2 : 1, rounded), sparsity);
        over = run.advance(1);
        expect(
          Array.from(run.weights(), (x) => x + 0),
          `${model}, step ${tau}`,
        ).toEqual(w);
      }
      expect(run.screenedSteps, `${model} ${trial}`).toBeGreaterThan(2);
      expect(run.snapshot().iterations - run.screenedSteps).toBeGreaterThan(0);
      run.dispose();
    }
  });

  test("screened steps: features that come in late, by noise times a larger step or by growing oscillation, are not missed", async () => {
    const lab = await load({ precision });
    let late = 0;
    for (let trial = 0; trial < 12; trial++) {
      const model = MODELS[trial % 2];
      const data = lab.data.planted({
        samples: 200,
        features: 160,
        weights: { kind: "sparse", sparsity: 5, entries: "signs" },
        model,
        noiseStd: 0.05,
        seed: 29,
        trial,
      });
      // Calm, one long step, calm, then steps that make errors grow.
      const calm = new Array<number>(12).fill(1);
      const stepSizes = [...calm, 12 + trial, ...calm, ...new Array<number>(16).fill(2.2 + 0.1 * (trial % 5))];
      const options = { stepSizes, maxIterations: stepSizes.length };
      const k = { kind: "l0", sparsity: 5 } as const;
      const run = lab.start.relu(data, { ...options, projection: k });
      run.advance();
      const { options: _own, ...found } = run.result();
      expect(run.screenedSteps).toBeGreaterThan(3);
      run.dispose();
      expect(lab.sync.fitRelu(data, { ...options, projection: (w) => project(w, k) }), `trial ${trial}`).toMatchObject(found);
      late += found.trace.slice(12).filter(({ supportChanges }) => supportChanges > 0).length;
    }
    expect(late).toBeGreaterThan(5);
  });

  test("dense iterates: the gradient of dyadic data has the bits of the obvious loop", async () => {
    const lab = await load({ precision });
    const { lanes } = { lanes: precision === "f32" ? 4 : 2 };
    for (const samples of [1, 3, 31, 32, 33, 70])
      for (const features of [1, lanes - 1, lanes + 1, 2 * lanes + 3, 39])
        for (const model of MODELS)
          for (const derivAtZero of [0, 0.5, 1] as const) {
            const data = dyadicProblem(samples, features, samples * 100 + features);
            const { y: w } = dyadicProblem(features, 1, features);
            const run = lab.start.relu(data, { model, derivAtZero, initialWeights: w, projection: { kind: "non-negative" } });
            const { squares, gradient } = naive.evaluate(data, w, { linear: model === "linear", derivAtZero, round: rounded });
            expect(
              Array.from(run.gradient(), (x) => x + 0),
              `${samples} × ${features}`,
            ).toEqual(gradient.map((x) => x + 0));
            expect(run.snapshot().residual).toBe(Math.sqrt(squares / samples));
            run.dispose();
          }
  });

  test("dense runs stay within rounding of the obvious loop, whatever the projection", async () => {
    const lab = await load({ precision });
    const epsilon = precision === "f32" ? 2 ** -24 : 2 ** -53;
    const data = lab.data.planted({ samples: 200, features: 30, weights: { kind: "dense" }, noiseStd: 0.05, seed: 3 });
    const projections: Constraint[] = [
      { kind: "l1", radius: 3 },
      { kind: "l2", radius: 1 },
      { kind: "box", lower: -0.2, upper: 0.25 },
      { kind: "non-negative" },
      { kind: "simplex", total: 1 },
      { kind: "group-l0", groups: 8, groupSize: 3 },
      { kind: "non-negative-l0", sparsity: 9 },
    ];
    for (const projection of projections) {
      const run = lab.start.relu(data, { projection });
      let w: ArrayLike<number> = new Float64Array(30);
      for (let tau = 0; tau < 8; tau++) {
        const { gradient } = naive.evaluate(data, w, { linear: false, derivAtZero: 0.5, round: rounded });
        w = project(naive.step(w, gradient, tau === 0 ? 2 : 1, rounded), projection).map(rounded);
        run.advance(1);
        Array.from(run.weights()).forEach((x, c) => expect(Math.abs(x - w[c]), projection.kind).toBeLessThan(4000 * epsilon));
      }
      run.dispose();
    }
  });

  test("however it is driven, the same bits; several runs live at once", async () => {
    const lab = await load({ precision });
    const data = lab.data.planted({ samples: 120, features: 90, weights: { kind: "sparse", sparsity: 5 }, seed: 2 });
    const options: ReluOptions = { maxIterations: 15 };
    const whole = lab.sync.fitRelu(data, options);
    expect(whole.trace.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(await lab.fitRelu(data, options)).toEqual(whole);
    const prepared = lab.prepareRegression(data);
    const runs = [1, 2, 7].map((steps) => ({ steps, run: lab.start.relu(prepared, options) }));
    let over = false;
    while (!over) over = runs.map(({ steps, run }) => run.advance(steps)).every(Boolean);
    for (const { run } of runs) {
      expect(run.result()).toEqual(whole);
      run.dispose();
    }
    const chunks = lab.start.relu(data, options);
    while (!chunks.chunk()) expect(chunks.snapshot().status).toBe("running");
    expect(chunks.result()).toEqual(whole);
    // A result or a gradient asked for in between changes nothing.
    const watched = lab.start.relu(data, options);
    while (!watched.advance(1)) [watched.result(), watched.gradient()].forEach(() => undefined);
    watched.gradient();
    expect(watched.result()).toEqual(whole);
  });
});

test("a sweep over a large X is cut into chunks without a trace in the bits", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.planted({ samples: 900, features: 6000, model: "linear", weights: { kind: "sparse", sparsity: 4 } });
  const run = lab.start.relu(data, { maxIterations: 1 });
  let chunks = 0;
  while (!run.chunk()) chunks++;
  expect(chunks).toBeGreaterThan(1);
  const { gradient } = naive.evaluate(data, new Float64Array(6000), { linear: true, derivAtZero: 0.5, round: round.f64 });
  expect(Array.from(run.weights(), (x) => x + 0)).toEqual(naive.topS(naive.step(new Float64Array(6000), gradient, 1, round.f64), 4));
});

test("w₁ = P(2/n Σ y x) exactly from w₀ = 0 (S1 §6.2)", async () => {
  const lab = await load({ precision: "f64" });
  const [n, d] = [64, 40]; // n a power of two: 2/n is exact
  const data = lab.data.planted({ samples: n, features: d, weights: { kind: "sparse", sparsity: 4 }, seed: 11 });
  const sum = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) sum[c] += data.y[i] * data.X[i * d + c];
  const run = lab.start.relu(data);
  run.advance(1);
  expect(run.weights()).toEqual(
    project(
      sum.map((x) => (2 / n) * x),
      { kind: "l0", sparsity: 4 },
    ),
  );
});

test("the gradient is that of the loss: central differences away from kinks", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.planted({ samples: 50, features: 8, weights: { kind: "dense" }, noiseStd: 0.3, seed: 5 });
  const words = new WordStream({ seed: 5, trial: 1, role: 0, part: 0 });
  const projection = { kind: "box", lower: -Infinity, upper: Infinity } as const;
  const h = 1e-5;
  for (const model of MODELS)
    for (let tries = 0; tries < 10; tries++) {
      const w = Float64Array.from({ length: 8 }, () => 2 * words.uniform() - 1);
      const at = (c: number, move: number): number => {
        const run = lab.start.relu(data, { model, projection, initialWeights: w.map((x, j) => x + (j === c ? move : 0)) });
        const { residual } = run.result();
        run.dispose();
        return residual * residual;
      };
      const run = lab.start.relu(data, { model, projection, initialWeights: w });
      const gradient = run.gradient();
      run.dispose();
      let product = Infinity;
      for (let i = 0; i < 50; i++) product = Math.min(product, Math.abs(w.reduce((sum, x, c) => sum + x * data.X[i * 8 + c], 0)));
      if (product < 10 * h) continue; // a kink is near
      // L = (1/n)Σ r² has gradient (2/n)Σ r x; the linear model's direction in S1 §4 leaves out the 2.
      const factor = model === "relu" ? 1 : 2;
      for (let c = 0; c < 8; c++) expect(Math.abs((at(c, h) - at(c, -h)) / (2 * h) - factor * gradient[c])).toBeLessThan(1e-8);
    }
});

describe("endings", () => {
  const setUp = async (extra = {}): Promise<{ lab: Awaited<ReturnType<typeof load>>; data: RegressionData }> => {
    const lab = await load({ precision: "f64" });
    return { lab, data: lab.data.planted({ samples: 200, features: 100, weights: { kind: "sparse", sparsity: 5 }, seed: 3, ...extra }) };
  };

  test("error target, residual target, stalled, budget", async () => {
    const { lab, data } = await setUp();
    const reached = lab.sync.fitRelu(data, { errorTarget: 1e-6 });
    expect(reached).toMatchObject({ status: "error-target" });
    expect(reached.error).toBeLessThanOrEqual(1e-6);
    expect(reached.trace.at(-2)?.error).toBeGreaterThan(1e-6);
    const fitted = lab.sync.fitRelu(data, { residualTarget: 1e-6 });
    expect(fitted).toMatchObject({ status: "residual-target" });
    expect(fitted.trace.map(({ residual }) => residual <= 1e-6)).toEqual([...fitted.trace.slice(1).map(() => false), true]);
    expect(lab.sync.fitRelu(data, { maxIterations: 3 })).toMatchObject({ status: "budget", iterations: 3 });
    expect(lab.sync.fitRelu(data, { maxIterations: 0 })).toMatchObject({ status: "budget", iterations: 0, support: [], error: 1 });
    const stalled = lab.sync.fitRelu(data, { stallTolerance: 1e-9 });
    expect(stalled).toMatchObject({ status: "stalled" });
    expect(stalled.iterations).toBeLessThan(60);
    // An exact fixed point: nothing to learn from y = 0.
    const nothing = { ...data, y: new Float64Array(200) };
    expect(lab.sync.fitRelu(nothing, { projection: { kind: "l0", sparsity: 3 } })).toMatchObject({
      status: "stalled",
      iterations: 2,
      residual: 0,
    });
  });

  test("a schedule that still changes is not taken for a standstill", async () => {
    const { lab, data } = await setUp();
    const nothing = { ...data, y: new Float64Array(200) };
    expect(lab.sync.fitRelu(nothing, { stepSizes: [1, 1, 1, 1, 2] })).toMatchObject({ status: "stalled", iterations: 5 });
    const run = lab.start.relu(data, { stepSizes: [0.5, 0.25] });
    const g0 = run.gradient();
    run.advance(1);
    expect(run.weights()).toEqual(
      project(
        g0.map((g) => -0.5 * g),
        { kind: "l0", sparsity: 5 },
      ),
    );
    const [w1, g1] = [run.weights(), run.gradient()];
    run.advance(1);
    expect(run.weights()).toEqual(
      project(
        w1.map((w, c) => w - 0.25 * g1[c]),
        { kind: "l0", sparsity: 5 },
      ),
    );
  });

  test("divergence is reported with the last finite weights", async () => {
    const { lab, data } = await setUp();
    for (const model of MODELS) {
      const result = lab.sync.fitRelu(data, { model, stepSizes: 1e30, projection: { kind: "box", lower: -Infinity, upper: Infinity } });
      expect(result.status).toBe("diverged");
      expect(result.weights.every((w) => w - w === 0)).toBe(true);
      expect(result.iterations).toBeGreaterThan(0);
    }
  });

  test("cancelled: at once, with the residual of where it stood, and the memory given back", async () => {
    const { lab, data } = await setUp();
    const run = lab.start.relu(data);
    run.advance(2);
    run.chunk();
    run.cancel();
    const result = run.result();
    expect(result).toMatchObject({ status: "cancelled", iterations: 3 });
    expect(result.trace.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3]);
    run.dispose();
    run.dispose();
    expect(() => run.result()).toThrow(/DISPOSED/);
    const abort = new AbortController();
    abort.abort();
    expect(await lab.fitRelu(data, { signal: abort.signal })).toMatchObject({ status: "cancelled", iterations: 0 });
    const bytes = lab.idleBytes;
    for (let trial = 0; trial < 200; trial++) lab.sync.fitRelu(data, { maxIterations: 2 });
    expect(lab.idleBytes).toBe(bytes);
  });

  test("a projection that fails in the middle gives a RelulabError and the memory back", async () => {
    const { lab, data } = await setUp();
    lab.sync.fitRelu(data, { maxIterations: 1 });
    const bytes = lab.idleBytes;
    let calls = 0;
    const wrong = (w: Float64Array): Float64Array => (++calls === 3 ? w.subarray(1) : w);
    expect(() => lab.sync.fitRelu(data, { projection: wrong })).toThrow(/ARG_SHAPE: fitRelu\(\): the projection must return 100 numbers/);
    expect(lab.idleBytes).toBe(bytes);
    await expect(lab.fitRelu(data, { projection: () => new Float64Array(100).fill(NaN) })).rejects.toMatchObject({ code: "ARG_RANGE" });
  });
});

test("one's own projection gives the run of the same constraint", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.planted({ samples: 150, features: 60, weights: { kind: "sparse", sparsity: 4 }, seed: 9 });
  for (const k of [{ kind: "l0", sparsity: 4 } as const, { kind: "l1", radius: 1.5 } as const]) {
    const { options: _options, ...own } = lab.sync.fitRelu(data, { projection: (w) => project(w, k), maxIterations: 20 });
    expect(lab.sync.fitRelu(data, { projection: k, maxIterations: 20 })).toMatchObject(own);
  }
});

test("every kind of planted weights is feasible for its oracle constraint and found again from enough samples", async () => {
  const lab = await load({ precision: "f64" });
  const laws = [
    { kind: "sparse", sparsity: 4 },
    { kind: "sparse", sparsity: 4, entries: "signs" },
    { kind: "group-sparse", groups: 2, groupSize: 3 },
    { kind: "non-negative" },
    { kind: "non-negative", sparsity: 4 },
    { kind: "simplex" },
    { kind: "simplex", sparsity: 4 },
    { kind: "subspace", dimension: 5 },
    { kind: "dense" },
  ] as const;
  for (const weights of laws)
    for (const model of MODELS) {
      const data = lab.data.planted({ samples: 900, features: 40, weights, model, seed: 13 });
      const truth = data.truth as NonNullable<typeof data.truth>;
      const w = truth.weights;
      const size = weights.kind === "simplex" ? w.reduce((s, x) => s + x, 0) : w.reduce((s, x) => s + x * x, 0);
      expect(Math.abs(size - 1), weights.kind).toBeLessThan(1e-14);
      project(w, truth.constraint).forEach((x, c) => expect(Math.abs(x - w[c])).toBeLessThan(1e-15));
      if ("sparsity" in weights) expect(w.filter((x) => x !== 0).length).toBe(weights.sparsity);
      expect(lab.sync.fitRelu(data, { errorTarget: 1e-8 }).status, data.name).toBe("error-target");
    }
});

test("the same seed has the same X, w* and values for both models and all sparsities; noise has its own stream", async () => {
  const lab = await load({ precision: "f64" });
  const make = (sparsity: number, extra = {}): RegressionData =>
    lab.data.planted({ samples: 20, features: 30, weights: { kind: "sparse", sparsity }, seed: 4, trial: 2, ...extra });
  const [small, large] = [make(3), make(6)];
  expect(large.X).toEqual(small.X);
  const values = (data: RegressionData): Float64Array => data.truth?.weights as Float64Array;
  const support = Array.from(values(small).keys()).filter((c) => values(small)[c] !== 0);
  const ratio = values(large)[support[0]] / values(small)[support[0]];
  for (const c of support) expect(values(large)[c] / values(small)[c]).toBeCloseTo(ratio, 14);
  const linear = make(3, { model: "linear" });
  expect(values(linear)).toEqual(values(small));
  expect(Array.from(linear.y, (y) => Math.max(0, y))).toEqual(Array.from(small.y));
  const noisy = make(3, { noiseStd: 0.5 });
  expect(noisy.X).toEqual(small.X);
  const noise = Array.from(noisy.y, (y, i) => (y - small.y[i]) / 0.5);
  expect(noise.every((e) => e !== 0 && Math.abs(e) < 6)).toBe(true);
  expect(make(3, { trial: 3 }).X).not.toEqual(small.X);
});

test("prepared data: withTargets shares X, keeps nothing of the arrays it was made from, other precisions are refused", async () => {
  const lab = await load({ precision: "f64" });
  const options = { samples: 80, features: 50, weights: { kind: "sparse", sparsity: 3 }, seed: 6 } as const;
  const [relu, linear] = [lab.data.planted(options), lab.data.planted({ ...options, model: "linear" })];
  const expected = [lab.sync.fitRelu(relu), lab.sync.fitRelu(linear)];
  const copy = { ...relu, X: relu.X.slice(), y: relu.y.slice() };
  const prepared = lab.prepareRegression(copy);
  copy.X.fill(0);
  copy.y.fill(0);
  expect([lab.sync.fitRelu(prepared), lab.sync.fitRelu(prepared.withTargets(linear))]).toEqual(expected);
  expect(() => prepared.withTargets(lab.data.planted({ ...options, samples: 79 }))).toThrow(/DATA_SHAPE/);
  const other = await load({ precision: "f32" });
  expect(() => other.sync.fitRelu(prepared)).toThrow(/prepared for f64, this lab has f32/);
});

test("hold-out finds the planted sparsity, the same way each time", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.planted({
    samples: 400,
    features: 80,
    weights: { kind: "sparse", sparsity: 8, entries: "signs" },
    noiseStd: 0.1,
    seed: 21,
  });
  const candidates = [2, 4, 8, 16, 40].map((sparsity) => ({ kind: "l0", sparsity }) as const);
  const { truth, ...own } = data;
  expect(truth?.constraint).toEqual(candidates[2]);
  const chosen = lab.sync.chooseByHoldOut(own, { candidates, maxIterations: 60 });
  expect(chosen).toMatchObject({ index: 2, projection: candidates[2] });
  expect(chosen.residuals.length).toBe(5);
  expect(await lab.chooseByHoldOut(own, { candidates, maxIterations: 60 })).toEqual(chosen);
  expect(lab.sync.chooseByHoldOut(own, { candidates, maxIterations: 60, seed: 2 }).residuals).not.toEqual(chosen.residuals);
  const refused =
    (change: object): (() => unknown) =>
    () =>
      lab.sync.chooseByHoldOut(own, { candidates, ...change });
  expect(refused({ candidates: [] })).toThrow(/ARG_SHAPE/);
  expect(refused({ holdOut: 0 })).toThrow(/ARG_RANGE/);
  expect(refused({ holdOut: 1 })).toThrow(/DATA_TOO_FEW/);
  expect(refused({ projection: candidates[0] })).toThrow(/ARG_UNKNOWN/);
  const abort = new AbortController();
  abort.abort();
  await expect(lab.chooseByHoldOut(own, { candidates, signal: abort.signal })).rejects.toMatchObject({ code: "CANCELLED" });
});
