import { describe, expect, test } from "vitest";
import { type BinaryData, type Lab, load, type Precision, type TwoLayerOptions, type TwoLayerResult } from "../../src/index.js";
import { ReferenceTrainer } from "../reference/twoLayer.js";

// The trainers of S2 against plain loops: leaky SGD, both layers, held-out data.

const SETTINGS = [0.1, 0.5].flatMap((slope) =>
  (["first", "both"] as const).flatMap((layers) =>
    (["cycle", "shuffle", "uniform"] as const).map((sampling, s) => ({ slope, layers, sampling, hidden: [6, 10, 34][s], seed: 20 + s })),
  ),
);
const RELU_BOTH = { slope: 0, layers: "both", sampling: "shuffle", hidden: 12, seed: 31 } as const;
const NOISY = { slope: 0.25, layers: "first", sampling: "cycle", hidden: 6, seed: 32, method: "noisy", noiseStd: 3 } as const;
const ALL = [...SETTINGS, RELU_BOTH, NOISY];

type Setting = Pick<TwoLayerOptions, "slope" | "layers" | "sampling" | "hidden" | "method" | "noiseStd"> & { readonly seed: number };

const LAST_EPOCH = 15;

function setUp(lab: Lab, setting: Setting, derivAtZero: 0 | 0.5 | 1 = 1) {
  const v = 1 / Math.sqrt(setting.hidden);
  const data = lab.data.separable({ samples: 41, features: 17, seed: setting.seed });
  const options: TwoLayerOptions = {
    method: "plain",
    learningRate: 0.05,
    outputWeights: { plusMinus: v },
    initialWeights: { sphere: v },
    maxEpochs: LAST_EPOCH,
    trial: 2,
    derivAtZero,
    ...setting,
  };
  const start = lab.start.twoLayer(data, options);
  const { weights, initialOutputWeights } = start.result();
  start.dispose();
  const round = lab.precision === "f32" ? Math.fround : (x: number) => x;
  const reference = new ReferenceTrainer(data, weights, Array.from(initialOutputWeights), round, {
    method: "plain",
    sampling: "cycle",
    learningRate: 0.05,
    noiseStd: 0,
    trial: 2,
    derivAtZero,
    ...setting,
  });
  return { data, options, reference };
}

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  test.each(ALL)("primal, bit for bit: α = $slope, $layers, $sampling, k = $hidden", async (setting) => {
    const lab = await load({ precision });
    const { data, options, reference } = setUp(lab, setting);
    const run = lab.start.twoLayer(data, { ...options, engine: "primal" });
    let least = 1;
    let most = 1;
    const start = reference.v.slice();
    while (!run.done) {
      run.advance(1);
      reference.step();
      const ratios = reference.v.map((v, j) => v / start[j]);
      least = Math.min(least, ...ratios);
      most = Math.max(most, ...ratios);
      expect(run.snapshot(), `after step ${reference.steps}`).toMatchObject({
        updates: reference.updates,
        ratio: { min: least, max: most },
      });
    }
    const result = run.result();
    expect(Array.from(result.weights)).toEqual(reference.weights.flat());
    expect(Array.from(result.outputWeights)).toEqual(reference.v);
    expect(Array.from(result.initialOutputWeights)).toEqual(start);
    expect(reference.updates).toBeGreaterThan(20);
    expect(most > 1).toBe(setting.layers === "both");
    run.dispose();
  });

  test.each(ALL)("Gram agrees until the first near-tie: α = $slope, $layers, $sampling, k = $hidden", async (setting) => {
    const lab = await load({ precision });
    const { data, options, reference } = setUp(lab, setting);
    const run = lab.start.twoLayer(data, { ...options, engine: "gram" });
    const near = precision === "f32" ? 1e-4 : 1e-10;
    let compared = 0;
    while (!run.done) {
      const { smallest } = reference.step();
      if (smallest < near) break;
      run.advance(1);
      compared++;
      expect(run.snapshot().updates, `after step ${compared}, seed ${setting.seed}`).toBe(reference.updates);
    }
    expect(compared).toBeGreaterThan(20);
    run.dispose();
  });

  test.each([0, 0.5, 1] as const)("ties: the gate at 0 is α + (1 − α)·%s", async (derivAtZero) => {
    const lab = await load({ precision });
    for (const slope of [0, 0.1, 0.75]) {
      const { data, options } = setUp(lab, { slope, layers: "first", sampling: "cycle", hidden: 4, seed: 40 });
      const run = lab.start.twoLayer(data, { ...options, derivAtZero, initialWeights: "zero", engine: "primal" });
      run.advance(1);
      const { weights, initialOutputWeights } = run.result();
      const round = precision === "f32" ? Math.fround : (x: number) => x;
      const gate = [round(slope), round((round(slope) + 1) / 2), 1][derivAtZero * 2];
      for (let c = 0; c < 17; c++)
        expect(weights[c]).toBeCloseTo(0.05 * initialOutputWeights[0] * data.y[0] * gate * data.X[c], precision === "f32" ? 6 : 14);
      run.dispose();
    }
  });
});

/** Hinge loss of one sample, f64. */
function lossAt(W: Float64Array, v: Float64Array, x: Float64Array, y: number, slope: number): number {
  let f = 0;
  v.forEach((vj, j) => {
    let z = 0;
    x.forEach((xc, c) => (z += xc * W[j * x.length + c]));
    f += vj * Math.max(slope * z, z);
  });
  return Math.max(0, 1 - y * f);
}

test.each([
  [0.1, "first"],
  [0.5, "both"],
  [0, "both"],
] as const)("one step is minus η times the gradient by finite differences: α = %s, %s", async (slope, layers) => {
  const lab = await load({ precision: "f64" });
  for (let seed = 1; seed <= 10; seed++) {
    const data = lab.data.separable({ samples: 3, features: 5, seed });
    const x = Float64Array.from(data.X.subarray(0, 5));
    const options: TwoLayerOptions = { hidden: 4, slope, layers, method: "plain", learningRate: 1, initialWeights: { box: 0.05 }, seed };
    const run = lab.start.twoLayer(data, { ...options, engine: "primal" });
    const before = run.result();
    run.advance(1);
    const after = run.result();
    run.dispose();
    const W = Float64Array.from(before.weights);
    const v = before.outputWeights;
    const h = 1e-6;
    const slopeOf = (values: Float64Array, e: number): number => {
      const kept = values[e];
      values[e] = kept + h;
      const up = lossAt(W, v, x, data.y[0], slope);
      values[e] = kept - h;
      const down = lossAt(W, v, x, data.y[0], slope);
      values[e] = kept;
      return (up - down) / (2 * h);
    };
    W.forEach((_, e) => expect(after.weights[e] - before.weights[e], `seed ${seed}`).toBeCloseTo(-slopeOf(W, e), 7));
    v.forEach((_, j) => {
      const change = after.outputWeights[j] - before.outputWeights[j];
      expect(change, `seed ${seed}`).toBeCloseTo(layers === "both" ? -slopeOf(v, j) : 0, 7);
    });
  }
});

// S2-T6: one sample per coordinate, all +1; W⁰ pushes every unit to the wrong side. All numbers are binary, so the counts are exact.
const SEQUENCES = [
  { features: 16, slope: 1 / 4, learningRate: 1 / 16, updates: 736 },
  { features: 64, slope: 1 / 8, learningRate: 1 / 64, updates: 12_160 },
  { features: 16, slope: 1 / 4, learningRate: 2 ** 20, updates: 16 },
  { features: 64, slope: 1 / 8, learningRate: 2 ** 20, updates: 64 },
];

test.each(SEQUENCES)(
  "S2 Theorem 10: d = $features, η = $learningRate makes exactly $updates updates",
  async ({ updates, features, ...rest }) => {
    for (const precision of ["f32", "f64"] as const) {
      const lab = await load({ precision });
      for (const units of [2, 8])
        for (const engine of ["primal", "gram"] as const) {
          const hidden = 2 * units;
          const v = 1 / Math.sqrt(hidden);
          const initialWeights = Float64Array.from(
            { length: hidden * features },
            (_, e) => ((e < units * features ? -1 : 1) * v) / Math.sqrt(features),
          );
          const options: TwoLayerOptions = { hidden, ...rest, method: "plain", outputWeights: { plusMinus: v }, initialWeights, engine };
          const run = lab.sync.trainTwoLayer(lab.data.basis(features), options);
          expect(run, `${precision} ${engine} k = ${units}`).toMatchObject({ status: "global-minimum", updates, loss: 0 });
        }
    }
  },
);

test("leaky SGD is never stuck, and both engines end at a minimum", async () => {
  const lab = await load();
  for (let seed = 1; seed <= 20; seed++)
    for (const layers of ["first", "both"] as const)
      for (const engine of ["primal", "gram"] as const) {
        const { data, options } = setUp(lab, { slope: 0.1, layers, sampling: "uniform", hidden: 4, seed });
        const run = lab.sync.trainTwoLayer(data, { ...options, maxEpochs: 20_000, engine });
        expect(run.status, `seed ${seed}`).toBe("global-minimum");
        expect(run.loss).toBe(0);
      }
});

test("a sample of zeros moves nothing: stuck with a slope too", async () => {
  const lab = await load();
  const data: BinaryData = { samples: 2, features: 2, X: Float32Array.of(0, 0, 1, 0), y: Int8Array.of(1, 1), name: "a zero row" };
  for (const layers of ["first", "both"] as const)
    for (const sampling of ["cycle", "uniform"] as const)
      for (const engine of ["primal", "gram"] as const) {
        const run = lab.sync.trainTwoLayer(data, { hidden: 2, slope: 0.5, layers, sampling, method: "plain", learningRate: 0.5, engine });
        expect(run).toMatchObject({ status: "stuck", deadSamples: [0], trainingError: 0.5 });
      }
});

test.each(["primal", "gram"] as const)("chunks, async and sync give the same bits, traces included: %s", async (engine) => {
  const lab = await load();
  const test = lab.data.separable({ samples: 50, features: 17, seed: 77 });
  for (const layers of ["first", "both"] as const) {
    const { data, options } = setUp(lab, { slope: 0.1, layers, sampling: "shuffle", hidden: 10, seed: 3 });
    const all: TwoLayerOptions = { ...options, engine, test, epochTrace: true, trace: [0, 17, 100] };
    const whole = lab.sync.trainTwoLayer(data, all);
    expect(await lab.trainTwoLayer(data, all)).toEqual(whole);
    for (const steps of [1, 7, 41, 43]) {
      const run = lab.start.twoLayer(data, all);
      while (!run.advance(steps));
      expect(run.result(), `steps ${steps}`).toEqual(whole);
      run.dispose();
    }
  }
});

/** 0/1 error on data, f64 sums over the weights of a run. */
function slowError({ weights, outputWeights, hidden, features, options }: TwoLayerResult, { X, y, samples }: BinaryData): number {
  const slope = weights instanceof Float32Array ? Math.fround(options.slope) : options.slope;
  let errors = 0;
  for (let i = 0; i < samples; i++) {
    let f = 0;
    for (let j = 0; j < hidden; j++) {
      let z = 0;
      for (let c = 0; c < features; c++) z += X[i * features + c] * weights[j * features + c];
      f += outputWeights[j] * Math.max(slope * z, z);
    }
    if (!(y[i] * f > 0)) errors++;
  }
  return errors / samples;
}

test("epoch points are what f64 sums over the weights of that moment give", async () => {
  for (const precision of ["f32", "f64"] as const) {
    const lab = await load({ precision });
    const held = lab.prepare(lab.data.separable({ samples: 300, features: 17, seed: 78 }));
    for (const [seed, layers] of (["first", "both", "first"] as const).entries())
      for (const engine of ["primal", "gram"] as const) {
        const { data, options } = setUp(lab, { slope: seed < 2 ? 0.1 : 0, layers, sampling: "shuffle", hidden: 10, seed: 50 + seed });
        const prepared = lab.prepare(data);
        const asked: TwoLayerOptions = { ...options, engine, test: held };
        const { epochTrace, ...whole } = lab.sync.trainTwoLayer(prepared, { ...asked, epochTrace: true });
        const { epochTrace: _none, ...untraced } = lab.sync.trainTwoLayer(prepared, asked);
        expect({ ...untraced, options: 0 }).toEqual({ ...whole, options: 0 });
        const run = lab.start.twoLayer(prepared, asked);
        for (const point of epochTrace ?? []) {
          const { loss, trainingError, testError, updates, ratio } = run.result();
          const { min: ratioMin, max: ratioMax } = ratio;
          expect(point).toEqual({ epoch: point.epoch, loss, trainingError, testError, updates, ratioMin, ratioMax });
          expect(testError).toBe(slowError(run.result(), held.dense()));
          if (!run.done) run.advance(41);
        }
        expect(epochTrace?.length).toBe(whole.epochs + 1);
        run.dispose();
      }
  }
});

test("a full epoch trace repeats its last point once nothing changes", async () => {
  const lab = await load();
  const { data, options } = setUp(lab, { slope: 0.1, layers: "first", sampling: "cycle", hidden: 6, seed: 4 });
  const asked = { ...options, maxEpochs: 400 };
  const { epochTrace: short = [], status } = lab.sync.trainTwoLayer(data, { ...asked, epochTrace: true });
  const { epochTrace: full = [], epochs, steps } = lab.sync.trainTwoLayer(data, { ...asked, epochTrace: "full" });
  expect(status).toBe("global-minimum");
  expect(full.length).toBe(401);
  expect(short.length).toBe(epochs + 1);
  expect(steps).toBe(epochs * 41);
  expect(full.slice(0, short.length)).toEqual(short);
  expect(full.at(-1)).toEqual({ ...short.at(-1), epoch: 400 });
  expect(full[0]).toMatchObject({ epoch: 0, updates: 0, testError: null, ratioMin: 1, ratioMax: 1 });
});

test("symmetries: powers of two in data and in the second layer move no decision", async () => {
  const lab = await load({ precision: "f64" });
  const { data, options } = setUp(lab, { slope: 0.25, layers: "first", sampling: "shuffle", hidden: 4, seed: 9 });
  const base = lab.sync.trainTwoLayer(data, { ...options, outputWeights: { plusMinus: 1 }, initialWeights: { sphere: 0.5 } });
  const scaled = { ...data, X: (data.X as Float64Array).map((x) => x / 4), separator: new Float64Array(17) };
  const inData = lab.sync.trainTwoLayer(scaled, {
    ...options,
    learningRate: 0.05 * 16,
    outputWeights: { plusMinus: 1 },
    initialWeights: { sphere: 2 },
  });
  const inV = lab.sync.trainTwoLayer(data, {
    ...options,
    learningRate: 0.05 / 4,
    outputWeights: { plusMinus: 2 },
    initialWeights: { sphere: 0.25 },
  });
  for (const run of [inData, inV]) expect(Array.from(run.updatesOf)).toEqual(Array.from(base.updatesOf));
  expect(base.updates).toBeGreaterThan(20);
});
