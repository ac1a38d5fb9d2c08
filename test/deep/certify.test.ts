import { expect, test } from "vitest";
import { type Certificate, type DeepOptions, load, lossOf } from "../../src/index.js";
import { layerPairs } from "../../src/theory/deep/betweenLayers.js";
import { activations, outputGradients } from "../reference/deep.js";

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
  const [W] = run.weights;
  const altered: readonly (readonly [object, RegExp])[] = [
    [{ weights: [W.slice(1)] }, /ARG_SHAPE.*weights\[0\] must have 40 numbers/],
    [{ weights: [] }, /ARG_SHAPE.*1 layers/],
    [{ weights: ["a"] }, /ARG_TYPE/],
    [{ weights: [W.map(() => NaN)] }, /ARG_RANGE.*weights of layer 1 differ/],
    [{ weights: [W.map((x, e) => (e === 39 ? -x : x))] }, /weights of layer 1 differ/],
    [{ steps: 2 }, /weights of layer 1 differ after 2 steps/],
    [{ outputWeights: run.outputWeights.map((v) => -v) }, /outputWeights/],
    [{ trace: [...run.trace].reverse() }, /trace\[0\] is step 3, .*not step 0/],
    [{ trace: run.trace.slice(0, 2) }, /trace has 2 evaluations, not 4/],
    [{ trace: run.trace.map((point) => ({ ...point, slopeSum: 1 })) }, /slopeSum 1, not/],
    [{ trace: [null] }, /ARG_TYPE.*trace\[0\]/],
    [{ loss: 0 }, /loss is 0, not/],
    [{ errors: 0 }, /errors is 0, not/],
    [{ status: "perfect" }, /ARG_RANGE.*status/],
    [{ status: "zero-error" }, /loss is/],
    [{ status: "diverged", divergedAt: { step: 2, layer: 1 } }, /does not diverge/],
    [{ options: { ...run.options, seed: 2 } }, /weights of layer 1 differ/],
  ];
  for (const [change, message] of altered) expect(() => lab.sync.certify({ ...run, ...change } as typeof run, data)).toThrow(message);
  const mirrored = { ...data, y: data.y.map((y) => -y) };
  expect(() => lab.sync.certify(run, mirrored)).toThrow(/on these data/);
  expect(() => lab.sync.certify(run, data, { delta: 2 })).toThrow(/ARG_RANGE/);
  const wild = lab.sync.trainDeep(data, { hidden: 8, learningRate: 1e30, maxSteps: 30, loss: "squared-hinge" });
  expect(lab.sync.certify(wild, data).map(({ verdict }) => verdict)).toEqual(["not-applicable"]);
  const elsewhere = { ...wild, divergedAt: { step: wild.divergedAt!.step, layer: 2 - (wild.divergedAt!.layer % 2) + 1 } };
  expect(() => lab.sync.certify(elsewhere, data)).toThrow(/divergedAt is step/);
  // Runs that were looked at, or stopped, before their end are runs too.
  for (const steps of [0, 2]) {
    const part = lab.start.deep(data, { hidden: 8, learningRate: 0.01, batchSize: 4, evaluateEvery: 2 });
    part.advance(steps);
    expect(lab.sync.certify(part.result(), data).length).toBeGreaterThan(5);
    part.chunk();
    part.cancel();
    expect(lab.sync.certify(part.result(), data).length).toBeGreaterThan(5);
    part.dispose();
  }
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
  // Of the two layers, the one nearer to its bound; with probability 0.95.
  const t = Math.sqrt(2 * Math.log(2 / 0.05));
  const bounds = [Math.sqrt(2 / 20) * (Math.sqrt(20) + Math.sqrt(6) + t), Math.sqrt(2 / 12) * (Math.sqrt(12) + Math.sqrt(20) + t)];
  const shares = start.weightNorms.map((norm, l) => norm / bounds[l]);
  const matrices = found("Theorem 5.1 (i), ‖W_l‖₂");
  close(matrices.observed! / matrices.bound!, Math.max(...shares));
  expect([matrices.statement, matrices.confidence, matrices.verdict]).toEqual(["probability", 0.95, "consistent"]);
  expect(found("Theorem 5.1 (i), ‖x_l‖").numbers["layer 2"]).toBe(Math.max(...Array.from(start.norms.slice(12), (x) => Math.abs(x - 1))));
  lab.dispose();
});

const verdictOf = (certificates: readonly Certificate[], theorem: string): string | undefined =>
  certificates.find((one) => one.theorem === `S4 ${theorem}`)?.verdict;

test("a loss that rises, or steps that nobody looked at, take from sure statements what they rest on", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separated({ samples: 8, features: 5, separation: 0.3, seed: 23 });
  // Least at the margin −1: the loss falls below ℓ(0)/n while samples are on the wrong side.
  const rising = { value: (x: number) => (x + 1) * (x + 1), derivative: (x: number) => 2 * (x + 1) };
  const wrong = lab.sync.trainDeep(data, { hidden: 64, learningRate: 0.005, loss: rising, lossTarget: 0.01, seed: 23, maxSteps: 2000 });
  expect([wrong.status, wrong.errors > 0]).toEqual(["loss-target", true]);
  expect(verdictOf(lab.sync.certify(wrong, data), "Corollary 4.3")).toBe("not-applicable");
  const options: DeepOptions = { hidden: 32, learningRate: 0.01, seed: 23, maxSteps: 6, stopAtZeroError: false };
  expect(verdictOf(lab.sync.certify(lab.sync.trainDeep(data, options), data), "Lemma 5.5")).toBe("holds");
  const seldom = lab.sync.trainDeep(data, { ...options, evaluateEvery: 5 });
  const five = lab.sync.certify(seldom, data).find(({ theorem }) => theorem === "S4 Lemma 5.5")!;
  expect([five.verdict, five.text.includes("Found: 1 of 6.")]).toEqual(["not-applicable", true]);
  // One class: it is that, not the loss, of which there is none.
  const alone = { ...data, y: data.y.map(() => 1) };
  const first = lab.sync.certify(lab.sync.trainDeep(alone, { ...options, maxSteps: 2 }), alone)[0];
  expect(first.text).toContain("two classes");
  lab.dispose();
});

test("steps so short that rounding of the weights is most of them break no bound on the path", async () => {
  const lab = await load();
  for (let seed = 1; seed <= 5; seed++)
    for (const learningRate of [3e-8, 1e-7, 3e-7, 1e-6, 1e-5])
      for (const more of [{}, { batchSize: 5 }]) {
        const data = lab.data.separated({ samples: 12, features: 6, separation: 0.3, seed });
        const run = lab.sync.trainDeep(data, { hidden: [2, 2, 2], learningRate, seed, maxSteps: 20, stopAtZeroError: false, ...more });
        for (const { verdict, text } of lab.sync.certify(run, data)) expect(verdict, text).not.toBe("violated");
      }
  lab.dispose();
});

test("Theorem 5.3 (ii) counts the layers up to l, and (vii) the units of the last layer", async () => {
  const lab = await load({ precision: "f64" });
  const data = lab.data.separated({ samples: 6, features: 5, separation: 0.3, seed: 23 });
  const hidden = [10, 8, 16];
  const options: DeepOptions = { hidden, learningRate: 0.01, loss: "squared-hinge", seed: 23, stopAtZeroError: false };
  const [start, end] = [0, 1].map((maxSteps) => lab.sync.trainDeep(data, { ...options, maxSteps }));
  const certificates = lab.sync.certify(end, data);
  const found = (item: string): Certificate => certificates.find(({ theorem }) => theorem === `S4 Theorem 5.3 (${item})`)!;
  const sizes = [5, ...hidden];
  const nets = [start, end].map(({ weights, outputWeights }) => ({ sizes, W: weights.map((w) => Float64Array.from(w)), v: outputWeights }));
  const row = (i: number) => data.X.subarray(5 * i, 5 * i + 5);
  let sum = 0;
  const ratios = hidden.map((m, l) => {
    sum += lab.sync.spectralNorm(
      nets[1].W[l].map((w, e) => w - nets[0].W[l][e]),
      m,
      sizes[l],
    );
    const moved = Array.from({ length: 6 }, (_, i) => {
      const [before, after] = nets.map((net) => activations(net, row(i))[l + 1]);
      return Math.sqrt(before.reduce((square, x, j) => square + (x - after[j]) ** 2, 0));
    });
    return Math.max(...moved) / (3 * sum);
  });
  expect(Math.abs(found("ii").observed! - Math.max(...ratios))).toBeLessThan(1e-9);
  const loss = lossOf("squared-hinge");
  const constants = nets.map((net) => {
    const gradient = new Float64Array(16 * 8);
    let slopes = 0;
    for (let i = 0; i < 6; i++) {
      const x = activations(net, row(i));
      const f = x[3].reduce((total, h, j) => total + net.v[j] * h, 0);
      const slope = loss.derivative(data.y[i] * f);
      slopes -= slope;
      outputGradients(net, row(i))[2].forEach((g, e) => (gradient[e] += (slope * data.y[i] * g) / 6));
    }
    return gradient.reduce((square, g) => square + g * g, 0) / (((16 * 0.3) / 6 ** 5) * slopes * slopes);
  });
  expect(Math.abs(found("vii").observed! / Math.min(...constants) - 1)).toBeLessThan(1e-9);
  lab.dispose();
});
