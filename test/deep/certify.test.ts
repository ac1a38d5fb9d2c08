import { expect, test } from "vitest";
import { deriveSeed, WordStream } from "../../src/data/streams.js";
import { type DeepOptions, load, lossOf, type NamedLoss } from "../../src/index.js";

// Certificates of S4 on random runs: sure statements hold, whatever the run; (C.6) means that the loss falls. INSTANCES=N for another number
// of runs. Seed 23.

const INSTANCES = Number((globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.INSTANCES ?? 12);
const CHOICES: readonly NamedLoss[] = ["hinge", "squared-hinge", "logistic", "exponential", { kind: "smoothed-hinge", width: 0.5 }];

test("random runs: every sure statement holds", async () => {
  const labs = { f32: await load({ precision: "f32" }), f64: await load({ precision: "f64" }) };
  let applied = 0;
  for (let instance = 0; instance < INSTANCES; instance++) {
    const words = new WordStream({ seed: deriveSeed(23, instance), trial: 0, role: 0, part: 0 });
    const lab = labs[words.integer(2) === 0 ? "f32" : "f64"];
    const samples = 4 + words.integer(12);
    const data = lab.data.separated({ samples, features: 4 + words.integer(6), separation: 0.1 + 0.4 * words.uniform(), seed: instance });
    const options: DeepOptions = {
      hidden: Array.from({ length: 1 + words.integer(4) }, () => 16 + 2 * words.integer(20)),
      learningRate: 0.002 + 0.02 * words.uniform(),
      loss: CHOICES[words.integer(CHOICES.length)],
      ...(words.integer(3) === 0 ? { batchSize: 1 + words.integer(samples) } : {}),
      maxSteps: 60,
      seed: instance,
    };
    const run = lab.sync.trainDeep(data, options);
    const certificates = lab.sync.certify(run, data);
    const sure = certificates.filter(({ statement }) => statement === "sure");
    applied += sure.filter(({ verdict }) => verdict === "holds").length;
    for (const certificate of certificates) expect(certificate.verdict, `instance ${instance}: ${certificate.text}`).not.toBe("violated");
    expect(sure.length).toBeGreaterThanOrEqual(run.options.batchSize === null ? 4 : 3);
  }
  expect(applied).toBeGreaterThanOrEqual(2 * INSTANCES);
  labs.f32.dispose();
  labs.f64.dispose();
});

test.each(["squared-hinge", "logistic"] as const)(
  "%s: the loss of gradient descent falls while (C.6) holds, and the first violation is reported",
  async (loss) => {
    const lab = await load({ precision: "f64" });
    const data = lab.data.separated({ samples: 20, features: 8, separation: 0.2, seed: 23 });
    const base: DeepOptions = { hidden: [64, 64], loss, seed: 23, maxSteps: 80, stopAtZeroError: false, learningRate: 0.002 };
    const slow = lab.sync.trainDeep(data, base);
    slow.trace.slice(1).forEach((point, k) => expect(point.loss).toBeLessThan(slow.trace[k].loss));
    const found = lab.sync.certify(slow, data).find(({ theorem }) => theorem === "S4 Lemma 5.4")!;
    expect(found.verdict).toBe("consistent");
    expect(found.numbers.firstViolation).toBeNull();
    expect(found.observed!).toBeGreaterThanOrEqual(found.bound!);
    // A step some hundred times too long.
    const fast = lab.sync.trainDeep(data, { ...base, learningRate: 1, maxSteps: 40 });
    const rise = fast.trace.findIndex((point, k) => k > 0 && point.loss > fast.trace[k - 1].loss);
    expect(rise).toBeGreaterThan(0);
    const broken = lab.sync.certify(fast, data).find(({ theorem }) => theorem === "S4 Lemma 5.4")!;
    expect(broken.verdict).toBe("not-applicable");
    expect(broken.numbers.firstRise).toBe(rise - 1);
    expect(broken.numbers.firstViolation!).toBeLessThanOrEqual(rise - 1);
    lab.dispose();
  },
);

test("measured numbers of the layers: norms, angles and counts are those of the obvious loops", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separated({ samples: 6, features: 5, separation: 0.3, seed: 23 });
  const hidden = [10, 8, 6];
  const found = lab.measureDeep(data, { hidden, seed: 23, betas: [0.1], operatorSamples: 6, sparsity: 3 });
  const { weights } = lab.sync.trainDeep(data, { hidden, learningRate: 1, maxSteps: 0, seed: 23 });
  const sizes = [5, ...hidden];
  const apply = (l: number, x: Float64Array): Float64Array =>
    Float64Array.from({ length: sizes[l + 1] }, (_, j) => x.reduce((sum, v, c) => sum + weights[l][j * sizes[l] + c] * v, 0));
  for (let i = 0; i < 6; i++) {
    let x = Float64Array.from(data.X.subarray(5 * i, 5 * i + 5));
    hidden.forEach((_, l) => {
      const z = apply(l, x);
      expect(found.nearZero[0].counts[l * 6 + i]).toBe(z.filter((value) => Math.abs(value) <= 0.1).length);
      x = z.map((value) => Math.max(0, value));
      expect(Math.abs(found.norms[l * 6 + i] - Math.sqrt(x.reduce((sum, value) => sum + value * value, 0)))).toBeLessThan(1e-13);
    });
  }
  const singular = (l: number): number => lab.sync.spectralNorm(weights[l], sizes[l + 1], sizes[l]);
  found.weightNorms.forEach((norm, l) => expect(Math.abs(norm - singular(l))).toBeLessThan(1e-10));
  // Operators: ‖W_2ᵀΣ_1W_1ᵀ‖ of each sample as a matrix; sparse ones lie below; with s = all, (vi) is the whole norm.
  const masked = (i: number): Float64Array => {
    const z = apply(0, Float64Array.from(data.X.subarray(5 * i, 5 * i + 5)));
    return Float64Array.from({ length: 8 * 5 }, (_, e) => {
      const [r, c] = [Math.floor(e / 5), e % 5];
      return z.reduce((sum, value, j) => sum + (value > 0 ? weights[1][r * 10 + j] * weights[0][j * 5 + c] : 0), 0);
    });
  };
  const norms = Array.from({ length: 6 }, (_, i) => lab.sync.spectralNorm(masked(i), 8, 5));
  const product = found.operators!.products.find(({ from, to }) => from === 1 && to === 2)!;
  expect(Math.abs(product.norm - Math.max(...norms))).toBeLessThan(1e-9);
  expect(product.sparse).toBeLessThanOrEqual(product.norm * (1 + 1e-12));
  expect(product.sparse).toBeGreaterThan(0.3 * product.norm);
  expect(Math.abs(found.separation[0] - 0.3)).toBeLessThan(1e-12);
  lab.dispose();
});

test("what is not a run of trainDeep is refused, also the run of other data", async () => {
  const lab = await load();
  const data = lab.data.separated({ samples: 6, features: 5, separation: 0.3 });
  const run = lab.sync.trainDeep(data, {
    hidden: 8,
    learningRate: 0.01,
    maxSteps: 3,
    loss: { value: lossOf("logistic").value, derivative: lossOf("logistic").derivative },
  });
  expect(lab.sync.certify(run, data).length).toBeGreaterThan(5);
  expect(() => lab.sync.certify(run, lab.data.separated({ samples: 7, features: 5, separation: 0.3 }))).toThrow(/ARG_SHAPE/);
  expect(() => lab.sync.certify({ ...run, trace: [] }, data)).toThrow(/ARG_TYPE/);
  expect(() => lab.sync.certify(run, data, { delta: 2 })).toThrow(/ARG_RANGE/);
  const wild = lab.sync.trainDeep(data, { hidden: 8, learningRate: 1e30, maxSteps: 30, loss: "squared-hinge" });
  expect(lab.sync.certify(wild, data).map(({ verdict }) => verdict)).toEqual(["not-applicable"]);
  lab.dispose();
});
