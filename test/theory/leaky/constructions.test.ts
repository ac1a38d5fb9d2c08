import { describe, expect, test } from "vitest";
import { WordStream } from "../../../src/data/streams.js";
import { type BinaryData, load } from "../../../src/index.js";
import {
  badMinimum,
  type BadMinimum,
  classifyCriticalPoint,
  memorizingNetwork,
  nonConvexityWitness,
  overfitData,
  plusMinusForm,
} from "../../../src/theory/index.js";
import { networkOutputs } from "../../../src/theory/leaky/network.js";

// S2-C1, S2-C2, footnote 5, the witness of Proposition 1: what is constructed is what the theorem promises, by numbers.

const lab = await load({ precision: "f64" });
const stream = (trial: number): WordStream => new WordStream({ seed: 21, trial, role: 5, part: 0 });
const refused = (code: string): unknown => expect.objectContaining({ name: "RelulabError", code });

/** A change with every ‖Δw_j‖ = size, in random directions; with `frobenius`, of the whole. */
function moved(weights: Float64Array, features: number, size: number, draws: WordStream, frobenius = false): Float64Array {
  const change = weights.map(() => 2 * draws.uniform() - 1);
  const length = frobenius ? weights.length : features;
  for (let start = 0; start < change.length; start += length) {
    const part = change.subarray(start, start + length);
    const norm = Math.sqrt(part.reduce((sum, x) => sum + x * x, 0));
    for (let c = 0; c < length; c++) part[c] *= size / norm;
  }
  return weights.map((w, e) => w + change[e]);
}

/** The change that wakes or spoils a sample soonest: dead, all rows along x; live, against y in one half and with it in the other. */
function worstMoves({ weights, pairs }: BadMinimum, data: BinaryData, dead: readonly number[], size: number): Float64Array[] {
  const { features, samples, X, y } = data;
  return Array.from({ length: samples }, (_, i) => {
    const x = Float64Array.from(X.subarray(i * features, (i + 1) * features));
    const norm = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
    const sign = (row: number): number => (dead.includes(i) ? 1 : row < pairs ? -y[i] : y[i]);
    return weights.map((w, e) => w + (size * sign(Math.floor(e / features)) * x[e % features]) / norm);
  });
}

describe("bad minima of Theorem 8", () => {
  for (let number = 0; number < 30; number++) {
    const draws = stream(number);
    const [samples, features, pairs] = [1 + draws.integer(39), 1 + draws.integer(14), 1 + draws.integer(7)];
    const outputWeight = 0.1 * 100 ** draws.uniform();
    const name = `n = ${samples}, d = ${features}, k = ${pairs}, v = ${outputWeight.toFixed(3)}`;

    test(`${name}: at least half dead, gradient 0, and the radius is exact`, () => {
      const data = lab.data.separable({ samples, features, seed: 300 + number });
      const minimum = badMinimum(data, { pairs, outputWeight });
      const { proof, weights, outputWeights } = minimum;
      const point = classifyCriticalPoint(minimum, data);
      expect(point).toMatchObject({ kind: "localMinimum", violating: point.dead });
      expect(point.dead.length * 2).toBeGreaterThanOrEqual(samples);
      expect(proof.loss).toBe(point.dead.length / samples);
      expect(Math.abs(proof.rowRadius / point.radius - 1)).toBeLessThan(1e-9);
      expect(proof.frobeniusRadius).toBeGreaterThanOrEqual(proof.rowRadius);
      const same = { kind: "localMinimum", loss: point.loss, dead: point.dead };
      for (let i = 0; i < 20; i++) {
        const inside = (1 - 1e-9) * (i < 10 ? 1 : draws.uniform());
        const rows = moved(weights, features, proof.rowRadius * inside, draws);
        expect(classifyCriticalPoint({ weights: rows, outputWeights }, data)).toMatchObject(same);
        const whole = moved(weights, features, proof.frobeniusRadius * inside, draws, true);
        expect(classifyCriticalPoint({ weights: whole, outputWeights }, data)).toMatchObject(same);
      }
      for (const rows of worstMoves(minimum, data, point.dead, proof.rowRadius * (1 - 1e-9)))
        expect(classifyCriticalPoint({ weights: rows, outputWeights }, data)).toMatchObject(same);
      const beyond = worstMoves(minimum, data, point.dead, proof.rowRadius * 1.001).map((rows) =>
        classifyCriticalPoint({ weights: rows, outputWeights }, data),
      );
      expect(beyond.some((one) => one.kind !== "localMinimum" || one.loss !== point.loss)).toBe(true);
    });
  }

  test("plain SGD does not move from 100 points of the ball", () => {
    const data = lab.data.separable({ samples: 24, features: 6, seed: 5 });
    const { weights, outputWeights, proof } = badMinimum(data, { pairs: 3 });
    for (let i = 0; i < 100; i++) {
      const initialWeights = moved(weights, 6, proof.rowRadius * (1 - 1e-9), stream(100 + i));
      const sampling = i % 2 === 0 ? "uniform" : "cycle";
      const run = lab.sync.trainTwoLayer(data, {
        hidden: 6,
        method: "plain",
        sampling,
        learningRate: 0.1,
        outputWeights,
        initialWeights,
        maxEpochs: 400,
      });
      expect(run).toMatchObject({ status: "stuck", updates: 0 });
      expect(run.weights).toEqual(initialWeights);
      expect(run.loss).toBeGreaterThanOrEqual(0.5);
    }
  });

  test("a separator that does not separate is refused with the sample", () => {
    const data = lab.data.separable({ samples: 10, features: 4, seed: 3 });
    const separator = data.separator!.map((w) => w / 2);
    expect(() => badMinimum(data, { pairs: 2, separator })).toThrow(/sample \d+ has 0\.\d+/);
    expect(() => badMinimum(data, { pairs: 2, separator: separator.map((w) => -w) })).toThrow(refused("ARG_RANGE"));
    const { separator: _none, ...bare } = data;
    expect(() => badMinimum(bare, { pairs: 2 })).toThrow(refused("ARG_TYPE"));
    expect(() => badMinimum(data, { pairs: 0 })).toThrow(refused("ARG_RANGE"));
    expect(() => badMinimum(data, { pairs: 2, outputWeight: 0 })).toThrow(refused("ARG_RANGE"));
    expect(() => badMinimum(data, { pairs: 2, hidden: 4 } as never)).toThrow(refused("ARG_UNKNOWN"));
  });
});

describe("memorizing networks of Theorem 7", () => {
  const sizes = [
    [40, 6],
    [100, 11],
    [60, 4],
    [30, 20],
  ] as const;

  test.each(sizes)("n = %i, d = %i: rotating gates interpolate at the theorem's k and at the least, α = 0 and 0.1", (n, d) => {
    for (let seed = 1; seed <= 5; seed++) {
      const data = lab.data.separable({ samples: n, features: d, seed });
      const draws = stream(1000 + seed);
      // Labels that no linear classifier knows: the construction takes any targets.
      const targets = Float64Array.from({ length: n }, () => (draws.integer(2) === 0 ? 2 : -2));
      for (const slope of [0, 0.1])
        for (const pairs of [Math.max(2, Math.ceil(n / d)), 2 * Math.ceil(n / (2 * d - 2))]) {
          const net = memorizingNetwork(data, { slope, pairs, targets, seed });
          expect(net.outputWeights.length).toBe(2 * pairs);
          const f = networkOutputs(net, data, slope);
          f.forEach((value, i) => expect(Math.abs(value - targets[i])).toBeLessThan(1e-9));
          expect(net.proof).toMatchObject({ hidden: 2 * pairs, theoremPairs: 2 * Math.ceil(n / (2 * d - 2)), rank: d });
          expect(net.proof.largestError).toBeLessThan(1e-9);
        }
    }
  });

  test.each(sizes)("n = %i, d = %i: bumps interpolate too, with about twice the units", (n, d) => {
    const data = lab.data.separable({ samples: n, features: d, seed: 2 });
    const positive = data.y.filter((y) => y > 0).length;
    for (const slope of [0, 0.1]) {
      const net = memorizingNetwork(data, { slope, method: "bump", outputWeight: 0.5 });
      expect(net.proof.largestError).toBeLessThan(2e-9);
      expect(net.pairs).toBe(2 * (Math.ceil(positive / (d - 1)) + Math.ceil((n - positive) / (d - 1))));
      expect(net.pairs).toBeGreaterThanOrEqual(net.proof.theoremPairs);
    }
  });

  test("targets 2y and −2y_true: training loss exactly 0, every test sample wrong", () => {
    const all = lab.data.separable({ samples: 60, features: 10, seed: 9 });
    const part = (from: number, to: number): BinaryData => ({
      ...all,
      samples: to - from,
      X: all.X.slice(from * 10, to * 10),
      y: all.y.slice(from, to),
    });
    const [training, unseen] = [part(0, 40), part(40, 60)];
    const { data, targets, trainingSamples } = overfitData(training, unseen);
    expect(trainingSamples).toBe(40);
    const net = memorizingNetwork(data, { slope: 0.1, targets });
    const loss = networkOutputs(net, training, 0.1).reduce((sum, f, i) => sum + Math.max(0, 1 - training.y[i] * f), 0);
    expect(loss).toBe(0);
    const wrong = networkOutputs(net, unseen, 0.1).filter((f, i) => !(unseen.y[i] * f > 0)).length;
    expect(wrong).toBe(20);
    expect(() => overfitData(training, { samples: 40, features: 5, X: unseen.X, y: training.y, name: "narrow" })).toThrow(
      refused("ARG_SHAPE"),
    );
  });

  test("features that are 0 everywhere, few samples, spare pairs", () => {
    const data = lab.data.separable({ samples: 20, features: 5, seed: 4 });
    const X = new Float64Array(20 * 8);
    for (let i = 0; i < 20; i++) for (let c = 0; c < 5; c++) X[i * 8 + (c < 2 ? c : c + 2)] = data.X[i * 5 + c];
    const padded: BinaryData = { samples: 20, features: 8, X, y: data.y, name: "with empty features" };
    expect(memorizingNetwork(padded, { slope: 0 }).proof).toMatchObject({ rank: 5, fewestPairs: 4 });
    expect(memorizingNetwork(padded, { slope: 0 }).proof.largestError).toBeLessThan(1e-9);
    expect(memorizingNetwork(padded, { slope: 0.2, method: "bump" }).proof.largestError).toBeLessThan(1e-9);
    for (const [n, pairs] of [
      [1, 2],
      [2, 2],
      [3, 9],
      [20, 30],
    ] as const)
      for (const method of ["rotating-gates", "bump"] as const) {
        const some: BinaryData = { ...data, samples: n, X: data.X.slice(0, 5 * n), y: data.y.slice(0, n) };
        const options = method === "bump" ? { method } : { method, pairs };
        expect(memorizingNetwork(some, { slope: 0.3, ...options }).proof.largestError).toBeLessThan(1e-9);
      }
  });

  test("bad arguments and samples that are not in general position are refused", () => {
    const data = lab.data.separable({ samples: 40, features: 6, seed: 1 });
    for (const slope of [-0.1, 1, NaN]) expect(() => memorizingNetwork(data, { slope })).toThrow(refused("ARG_RANGE"));
    expect(() => memorizingNetwork(data, { slope: 0, pairs: 0 })).toThrow(refused("ARG_RANGE"));
    expect(() => memorizingNetwork(data, { slope: 0, pairs: 6 })).toThrow(/pairs must be an integer ≥ 7/);
    expect(() => memorizingNetwork(data, { slope: 0, targets: [1, 2] })).toThrow(refused("ARG_SHAPE"));
    expect(() => memorizingNetwork(data, { slope: 0, method: "magic" as never })).toThrow(refused("ARG_RANGE"));
    const twins: BinaryData = { samples: 3, features: 2, X: Float64Array.of(1, 2, 1, 2, 3, 1), y: Int8Array.of(1, -1, 1), name: "twins" };
    expect(() => memorizingNetwork(twins, { slope: 0 })).toThrow(refused("DATA_DEPENDENT"));
    expect(() => memorizingNetwork(twins, { slope: 0, method: "bump" })).toThrow(refused("DATA_DEPENDENT"));
    const zero: BinaryData = { ...twins, X: Float64Array.of(1, 2, 0, 0, 3, 1) };
    expect(() => memorizingNetwork(zero, { slope: 0 })).toThrow(/sample 1 is 0/);
  });
});

test("footnote 5: any net becomes one with ±v and the same function, 300 draws", () => {
  const draws = stream(5000);
  const symmetric = (): number => 2 * draws.uniform() - 1;
  for (let i = 0; i < 300; i++) {
    const [hidden, features, samples] = [1 + draws.integer(6), 1 + draws.integer(6), 5];
    const slope = draws.integer(2) === 0 ? 0 : draws.uniform();
    const net = {
      weights: Float64Array.from({ length: hidden * features }, symmetric),
      outputWeights: Float64Array.from({ length: hidden }, () => (draws.integer(5) === 0 ? 0 : 3 * symmetric())),
    };
    const data = { X: Float64Array.from({ length: samples * features }, symmetric), samples, features };
    const v = 0.1 + draws.uniform();
    const form = plusMinusForm(net, v);
    expect(Array.from(form.outputWeights)).toEqual(Array.from({ length: 2 * hidden }, (_, j) => (j < hidden ? v : -v)));
    const [before, after] = [networkOutputs(net, data, slope), networkOutputs(form, data, slope)];
    before.forEach((f, s) => expect(after[s]).toBeCloseTo(f, 12));
  }
  expect(() => plusMinusForm({ weights: [1, 2, 3], outputWeights: [1, 2] })).toThrow(refused("ARG_SHAPE"));
  expect(() => plusMinusForm({ weights: [1, 2], outputWeights: [1, NaN] })).toThrow(refused("ARG_RANGE"));
  expect(() => plusMinusForm({ weights: [], outputWeights: [] })).toThrow(refused("ARG_RANGE"));
});

test("Proposition 1.2: the loss is not convex, with its exact gap", () => {
  const { outputs, losses, gap } = nonConvexityWitness([0.5, -1], 0.25);
  expect(outputs).toEqual([0, 1.5625, 1.25]);
  expect(losses).toEqual([1, 2.5625, 2.25]);
  expect(gap).toBe(0.46875);
  expect(nonConvexityWitness([2], 0).gap).toBe(2);
  expect(() => nonConvexityWitness([0, 0], 0.5)).toThrow(refused("ARG_RANGE"));
  expect(() => nonConvexityWitness([1], 1)).toThrow(refused("ARG_RANGE"));
});
