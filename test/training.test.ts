import { describe, expect, test } from "vitest";
import { type BinaryData, load, type Precision, type TwoLayerOptions } from "../src/index.js";
import { defaultOutputWeights } from "../src/models/twoLayer.js";
import { ReferenceTrainer } from "./reference/twoLayer.js";

// Both engines against Algorithm 1 written out in plain TypeScript. Seeds are in the table: a failure names its row.

const SETTINGS = [
  { hidden: 2, method: "noisy", sampling: "cycle", derivAtZero: 1, seed: 7 },
  { hidden: 5, method: "plain", sampling: "shuffle", derivAtZero: 0, seed: 8 },
  { hidden: 7, method: "noisy", sampling: "uniform", derivAtZero: 0.5, seed: 9 },
  { hidden: 10, method: "noisy-all", sampling: "cycle", derivAtZero: 1, seed: 10 },
  { hidden: 13, method: "plain", sampling: "uniform", derivAtZero: 1, seed: 11 },
  { hidden: 18, method: "noisy", sampling: "shuffle", derivAtZero: 1, seed: 12 },
] as const;

const v = (hidden: number): number[] => Array.from(defaultOutputWeights(hidden));
const EPOCHS = 12;

async function setUp(precision: Precision, setting: (typeof SETTINGS)[number]) {
  const lab = await load({ precision });
  const data = lab.data.separable({ samples: 37, features: 19, seed: setting.seed });
  const options: TwoLayerOptions = { ...setting, learningRate: 0.01, noiseStd: 5, trial: 3, maxEpochs: EPOCHS };
  const start = lab.start.twoLayer(data, options);
  const initial = start.result().weights;
  start.dispose();
  const round = precision === "f32" ? Math.fround : (x: number) => x;
  const reference = new ReferenceTrainer(data, initial, v(setting.hidden), round, {
    learningRate: 0.01,
    noiseStd: 5,
    trial: 3,
    ...setting,
  });
  return { lab, data, options, reference };
}

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  test.each(SETTINGS)(
    "the primal engine takes the decisions of the plain loop, bit for bit: $method $sampling k=$hidden",
    async (setting) => {
      const { lab, data, options, reference } = await setUp(precision, setting);
      const run = lab.start.twoLayer(data, { ...options, engine: "primal" });
      while (!run.done) {
        run.advance(1);
        reference.step();
        expect(run.snapshot().updates, `after step ${reference.steps}`).toBe(reference.updates);
      }
      expect(Array.from(run.result().weights)).toEqual(reference.weights.flat());
      expect(reference.updates).toBeGreaterThan(20);
      run.dispose();
    },
  );

  test.each(SETTINGS)("the Gram engine agrees until the first near-tie: $method $sampling k=$hidden", async (setting) => {
    const { lab, data, options, reference } = await setUp(precision, setting);
    const run = lab.start.twoLayer(data, { ...options, engine: "gram" });
    const near = precision === "f32" ? 1e-3 : 1e-9;
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
});

test.each(["primal", "gram"] as const)("chunking, async and sync driving give the same bits: %s", async (engine) => {
  const lab = await load();
  const data = lab.data.separable({ samples: 60, features: 40, seed: 5 });
  const options: TwoLayerOptions = { hidden: 4, learningRate: 0.01, noiseStd: 10, seed: 2, engine };
  const whole = lab.sync.trainTwoLayer(data, options);
  expect(await lab.trainTwoLayer(data, options)).toEqual(whole);
  for (const steps of [1, 7, 61]) {
    const run = lab.start.twoLayer(data, options);
    while (!run.advance(steps));
    expect(run.result()).toEqual(whole);
    run.dispose();
  }
  expect(whole.status).toBe("global-minimum");
});

test("the Gram engine reaches the primal engine's outcome", async () => {
  const lab = await load();
  for (let seed = 1; seed <= 20; seed++) {
    const data = lab.data.separable({ samples: 50, features: 30, seed });
    for (const method of ["plain", "noisy"] as const) {
      const options: TwoLayerOptions = { hidden: 6, method, learningRate: 0.01, noiseStd: 10, seed };
      const [primal, gram] = (["primal", "gram"] as const).map((engine) => lab.sync.trainTwoLayer(data, { ...options, engine }));
      expect(gram.status, `seed ${seed}`).toBe(primal.status);
      expect(gram.deadSamples, `seed ${seed}`).toEqual(primal.deadSamples);
    }
  }
});

/** Figure 1 of S0 in exact binary numbers: data, the four critical points and what is known of them. */
const FIGURE_1: BinaryData = {
  samples: 3,
  features: 2,
  X: Float64Array.of(0.5, 0.5, 0.75, 0.25, -0.5, 0.5),
  y: Int8Array.of(1, 1, -1),
  name: "Figure 1",
};
const CRITICAL = [
  { name: "a", weights: [4, 0, -4, 0], loss: 0, dead: [], updates: [0, 0] },
  { name: "b", weights: [4, 0, 0, -4], loss: 1 / 3, dead: [2], updates: [96, 12] },
  { name: "c", weights: [0, -4, -4, 0], loss: 2 / 3, dead: [0, 1], updates: [96, 12] },
  { name: "d", weights: [1, -4, -1, -4], loss: 1, dead: [0, 1, 2], updates: [160, 20] },
];

test.each(CRITICAL)(
  "Figure 1 $name: plain SGD stays, Algorithm 1 leaves after the known number of updates",
  async ({ weights, loss, dead, updates }) => {
    for (const precision of ["f32", "f64"] as const)
      for (const engine of ["primal", "gram"] as const) {
        const lab = await load({ precision });
        const base = { hidden: 2, initialWeights: weights, engine } as const;
        const plain = lab.sync.trainTwoLayer(FIGURE_1, { ...base, method: "plain", learningRate: 0.5 });
        expect(plain).toMatchObject({
          status: loss === 0 ? "global-minimum" : "stuck",
          loss,
          trainingError: loss,
          updates: 0,
          deadSamples: dead,
        });
        expect(Array.from(plain.weights)).toEqual(weights);
        for (const [i, learningRate] of [1 / 16, 1 / 2].entries())
          for (const noiseStd of [1, 10, 30])
            for (const sampling of ["cycle", "uniform"] as const)
              for (const seed of [1, 2, 3]) {
                const options: TwoLayerOptions = { ...base, learningRate, noiseStd, sampling, seed, maxEpochs: 1_000_000 };
                expect(lab.sync.trainTwoLayer(FIGURE_1, options), JSON.stringify(options)).toMatchObject({
                  status: "global-minimum",
                  loss: 0,
                  updates: updates[i],
                });
              }
      }
  },
);

test("on basis data Algorithm 1 needs at least d·⌈1/(η·Σ v²)⌉ updates, and exactly d with a huge step (S0 Theorem 2)", async () => {
  const lab = await load();
  const data = lab.data.basis(16);
  const slow = lab.sync.trainTwoLayer(data, { hidden: 4, initialWeights: "zero", learningRate: 1 / 16, noiseStd: 1 });
  expect(slow.status).toBe("global-minimum");
  expect(slow.updates).toBeGreaterThanOrEqual(16 * 8);
  expect(lab.sync.trainTwoLayer(data, { hidden: 4, initialWeights: "zero", learningRate: 2 ** 20, method: "plain" })).toMatchObject({
    status: "global-minimum",
    updates: 16,
  });
});

test("plain SGD is stuck exactly where a slow look at every sample finds no unit that could move", async () => {
  const lab = await load({ precision: "f64" });
  let stuck = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const data = lab.data.separable({ samples: 30, features: 20, seed });
    const run = lab.sync.trainTwoLayer(data, { hidden: 4, method: "plain", learningRate: 0.01, seed });
    const active = (i: number): boolean =>
      [0, 1, 2, 3].some(
        (j) => Array.from(run.weights.subarray(j * 20, j * 20 + 20)).reduce((z, w, c) => z + w * data.X[i * 20 + c], 0) > 0,
      );
    const dead = Array.from({ length: 30 }, (_, i) => i).filter((i) => !active(i));
    if (run.status === "stuck") stuck++;
    if (run.status === "stuck") expect(run.deadSamples, `seed ${seed}`).toEqual(dead);
    else expect(run.status, `seed ${seed}`).toBe("global-minimum");
  }
  expect(stuck).toBeGreaterThan(5);
});
