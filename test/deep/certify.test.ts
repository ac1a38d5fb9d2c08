import { expect, test } from "vitest";
import { type Certificate, type DeepOptions, load, lossOf } from "../../src/index.js";
import { layerPairs } from "../../src/theory/deep/betweenLayers.js";
import { activations } from "../reference/deep.js";

// Certificates of S4: (C.6) means that the loss falls; numbers are those of obvious loops. Seed 23.

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

test("Theorem 5.3 (v) and (vi) behind a step are those of the matrices themselves, made by obvious loops", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separated({ samples: 6, features: 5, separation: 0.3, seed: 23 });
  const hidden = [10, 8, 6];
  const run = lab.sync.trainDeep(data, {
    hidden,
    learningRate: 0.01,
    loss: "squared-hinge",
    maxSteps: 1,
    seed: 23,
    stopAtZeroError: false,
  });
  const certificates = lab.sync.certify(run, data);
  const found = (theorem: string): Certificate => certificates.find((one) => one.theorem === `S4 ${theorem}`)!;
  const sizes = [5, ...hidden];
  const W = run.weights.map((w) => Float64Array.from(w));
  const samples = Array.from({ length: 6 }, (_, i) => activations({ sizes, W, v: run.outputWeights }, data.X.subarray(5 * i, 5 * i + 5)));
  // ∏_{r=from}^{to}Σ_rW_rᵀ as (m_to, m_{from−1}) numbers, a layer at a time.
  const product = (x: readonly Float64Array[], from: number, to: number): Float64Array => {
    const columns = sizes[from - 1];
    let P = Float64Array.from({ length: columns * columns }, (_, e) => (e % (columns + 1) === 0 ? 1 : 0));
    for (let r = from; r <= to; r++) {
      const before = P;
      P = Float64Array.from({ length: sizes[r] * columns }, (_, e) => {
        const j = Math.floor(e / columns);
        let sum = 0;
        for (let c = 0; c < sizes[r - 1]; c++) sum += W[r - 1][j * sizes[r - 1] + c] * before[c * columns + (e % columns)];
        return x[r][j] > 0 ? sum : 0;
      });
    }
    return P;
  };
  const five = found("Theorem 5.3 (v)");
  const norms = [
    [1, 2],
    [1, 3],
    [2, 3],
  ].map(([from, to]) => {
    const norm = Math.max(...samples.map((x) => lab.sync.spectralNorm(product(x, from, to), sizes[to], sizes[from - 1])));
    expect(Math.abs(five.numbers[`layers ${from} to ${to}, at the end`]! - norm)).toBeLessThan(1e-9);
    return norm;
  });
  expect([five.numbers.samples, five.numbers.pairs]).toEqual([6, 3]);
  expect(Math.abs(five.observed! - Math.max(...norms) / 3)).toBeLessThan(1e-9);
  const tau = Math.max(...Object.values(found("Lemma B.6").numbers as Record<string, number>));
  const six = found("Theorem 5.3 (vi)");
  const sparse = [1, 2, 3].map((l) => {
    const s = Math.min(sizes[l - 1], Math.ceil(3 ** (4 / 3) * tau ** (2 / 3) * sizes[l]));
    const tops = samples.map((x) => {
      const P = product(x, l, 3);
      const row = Array.from({ length: sizes[l - 1] }, (_, c) =>
        run.outputWeights.reduce((sum, v, j) => sum + v * P[j * sizes[l - 1] + c], 0),
      );
      const largest = row.sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, s);
      return Math.sqrt(largest.reduce((sum, value) => sum + value * value, 0));
    });
    expect(Math.abs(six.numbers[`layer ${l}, at the end`]! - Math.max(...tops))).toBeLessThan(1e-12);
    return Math.max(...tops);
  });
  // The sparsity must matter for this to be a test of it.
  expect(Math.ceil(3 ** (4 / 3) * tau ** (2 / 3) * 6)).toBeLessThan(8);
  expect(Math.abs(six.observed! - Math.max(...sparse) / (3 ** (5 / 3) * tau ** (1 / 3) * Math.sqrt(10 * Math.log(10))))).toBeLessThan(
    1e-12,
  );
  lab.dispose();
});

test("pairs of layers: all of them, or some with the last among them", () => {
  expect(layerPairs(1, 15)).toEqual([]);
  expect(layerPairs(4, Infinity)).toEqual([
    [1, 2],
    [1, 3],
    [2, 3],
    [1, 4],
    [2, 4],
    [3, 4],
  ]);
  const some = layerPairs(1000, 15);
  expect(new Set(some.map(String)).size).toBe(15);
  expect(some.every(([from, to]) => from >= 1 && from < to && to <= 1000)).toBe(true);
  expect(some.at(-1)).toEqual([999, 1000]);
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

test("SGD: Lemmas 5.6 and 5.7 have the constants of the run, and Theorem 5.1 (i) speaks of samples and of matrices", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separated({ samples: 12, features: 6, separation: 0.3, seed: 23 });
  // All samples in a batch: every step is one of the whole loss, which the trace tells of.
  const run = lab.sync.trainDeep(data, {
    hidden: [20, 12],
    learningRate: 0.01,
    batchSize: 12,
    evaluateEvery: 1,
    maxSteps: 30,
    stopAtZeroError: false,
    seed: 23,
  });
  const certificates = lab.sync.certify(run, data);
  const found = (theorem: string): Certificate => certificates.find((one) => one.theorem === `S4 ${theorem}`)!;
  expect(certificates.map(({ theorem }) => theorem)).not.toContain("S4 Lemma 5.5");
  const close = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(2e-9 * Math.abs(b));
  const [six, seven] = [found("Lemma 5.6"), found("Lemma 5.7")];
  const asked = run.trace.slice(0, -1).reduce((sum, { slopeSum }) => sum + slopeSum ** 2, 0);
  const fall = run.trace[0].loss - run.trace.at(-1)!.loss;
  close(six.observed!, fall / (((0.01 * 12 * 0.3) / (2 * 12 ** 5)) * asked));
  expect([six.statement, six.verdict, six.numbers.intervals]).toEqual(["probability", "consistent", 30]);
  expect(six.assumptions.filter(({ status }) => status === "unchecked").map(({ id }) => id)).toContain("mean");
  const steepest = Math.max(...run.trace.slice(0, -1).map(({ slopeSum }) => slopeSum / 12));
  close(seven.numbers["largest (1/B)Σ|ℓ'|"]!, steepest);
  close(seven.bound!, 30 * 0.01 * seven.numbers.c1! * 4 * Math.sqrt(20) * steepest);
  expect([seven.statement, seven.verdict, seven.numbers.rho0]).toEqual(["sure", "holds", 1]);
  close(seven.numbers["kη that keeps within this radius"]! * (seven.bound! / (30 * 0.01)), seven.observed!);
  const start = lab.measureDeep(data, { hidden: [20, 12], seed: 23 });
  expect(found("Theorem 5.1 (i), ‖W_l‖₂").observed).toBe(Math.max(...start.weightNorms));
  expect(found("Theorem 5.1 (i), ‖x_l‖").numbers["layer 2"]).toBe(Math.max(...Array.from(start.norms.slice(12), (x) => Math.abs(x - 1))));
  lab.dispose();
});
