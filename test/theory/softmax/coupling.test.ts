import { expect, test } from "vitest";
import { type LabelledData, load } from "../../../src/index.js";
import { coupling, type CouplingInput } from "../../../src/theory/softmax/coupling.js";
import { preactivations, probabilities, pullOf, type SoftmaxNetwork } from "../../../src/theory/softmax/network.js";
import { pseudoGradient } from "../../../src/theory/softmax/pseudoGradient.js";

// S3-T3 and S3-T4 on networks whose weights are made by hand: no trainer takes part.

const lab = await load({ precision: "f64" });
const DATA = lab.data.mixture({ samples: 30, features: 6, classes: 3, components: 2, spread: { kind: "gaussian", std: 0.3 }, seed: 4 });

/** Normal numbers of a stream of their own. */
const normals = (length: number, seed: number): Float64Array =>
  Float64Array.from(lab.data.mixture({ samples: 1, features: length, classes: 1, seed, means: { std: 1 } }).X);

function network(hidden: number, move: number, seed = 1): SoftmaxNetwork {
  const { classes, features } = DATA;
  const initialWeights = normals(hidden * features, seed).map((w) => w / Math.sqrt(hidden));
  const shift = normals(hidden * features, seed + 1);
  const weights = initialWeights.map((w, e) => w + (move * shift[e]) / Math.sqrt(hidden));
  return { classes, hidden, features, outputWeights: normals(classes * hidden, seed + 2), initialWeights, weights };
}

const rowOf = (X: ArrayLike<number>, s: number, features: number): number[] =>
  Array.from({ length: features }, (_, c) => X[s * features + c]);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, c) => sum + x * b[c], 0);

/** −log o_y, as the paper writes it. */
function loss(
  { classes, hidden, features, outputWeights }: SoftmaxNetwork,
  w: ArrayLike<number>,
  { X, labels }: LabelledData,
  s: number,
): number {
  const x = rowOf(X, s, features);
  const h = Array.from({ length: hidden }, (_, r) => Math.max(0, dot(rowOf(w, r, features), x)));
  const f = Array.from({ length: classes }, (_, i) => h.reduce((sum, z, r) => sum + outputWeights[i * hidden + r] * z, 0));
  return Math.log(f.reduce((sum, z) => sum + Math.exp(z), 0)) - f[labels[s]];
}

const base = (net: SoftmaxNetwork, more: Partial<CouplingInput> = {}): CouplingInput => ({
  ...net,
  X: DATA.X,
  samples: DATA.samples,
  trainingRadius: 3,
  learningRate: 0.01,
  steps: 3,
  initialStd: 1 / Math.sqrt(net.hidden),
  rounding: 2 ** -53,
  points: DATA.samples,
  ...more,
});

test("pre-activations and probabilities are what their definitions say, for any number of samples", () => {
  const net = network(7, 0.5);
  for (const samples of [1, 2, 3, 4, 5, 30]) {
    const Z = preactivations(net.weights, DATA.X, { hidden: 7, samples, features: 6 });
    expect(Z.length).toBe(7 * samples);
    for (let r = 0; r < 7; r++)
      for (let s = 0; s < samples; s++) expect(Z[r * samples + s]).toBeCloseTo(dot(rowOf(net.weights, r, 6), rowOf(DATA.X, s, 6)), 12);
    const o = probabilities(net, Z, samples);
    for (let s = 0; s < samples; s++) expect(-Math.log(o[s * 3 + DATA.labels[s]])).toBeCloseTo(loss(net, net.weights, DATA, s), 10);
  }
});

test("the pseudo-gradient at the start is the gradient of the loss, by differences", () => {
  const net = network(5, 0);
  const { norms } = pseudoGradient(net, DATA, DATA.samples);
  const total = (w: ArrayLike<number>): number =>
    Array.from({ length: DATA.samples }, (_, s) => loss(net, w, DATA, s)).reduce((a, b) => a + b, 0) / DATA.samples;
  for (let r = 0; r < 5; r++) {
    let square = 0;
    for (let c = 0; c < 6; c++) {
      const [up, down] = [1e-6, -1e-6].map((h) => total(Float64Array.from(net.weights, (w, e) => (e === 6 * r + c ? w + h : w))));
      square += ((up - down) / 2e-6) ** 2;
    }
    expect(Math.sqrt(square) / norms[r]).toBeCloseTo(1, 6);
  }
});

test("v is the largest p·E v over components; accuracy and loss are those of w", () => {
  const net = network(9, 0.8);
  const { v, accuracy, loss: mean } = pseudoGradient(net, DATA, DATA.samples);
  const o = probabilities(net, preactivations(net.weights, DATA.X, { hidden: 9, samples: 30, features: 6 }), 30);
  let largest = 0;
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 2; b++) {
      const own = Array.from({ length: 30 }, (_, s) => s).filter((s) => DATA.labels[s] === a && DATA.components![s] === b);
      largest = Math.max(largest, own.reduce((sum, s) => sum + 1 - o[s * 3 + a], 0) / 30);
    }
  expect(v).toBeCloseTo(largest, 12);
  const losses = Array.from({ length: 30 }, (_, s) => loss(net, net.weights, DATA, s));
  expect(mean).toBeCloseTo(losses.reduce((a, b) => a + b, 0) / 30, 10);
  const right = Array.from({ length: 30 }, (_, s) => o.indexOf(Math.max(...o.subarray(3 * s, 3 * s + 3))) === 3 * s + DATA.labels[s]);
  expect(accuracy).toBeCloseTo(right.filter(Boolean).length / 30, 12);
});

test("no move, no changed mask; a large move changes about half; the exact share lies above the changed one", () => {
  const still = coupling(base(network(50, 0)));
  expect(still).toMatchObject({ changed: 0, coupledUnits: 1, aPosteriori: 0, broken: 0 });
  const far = coupling(base(network(50, 100)));
  expect(far.changed).toBeGreaterThan(0.4);
  expect(far.changed).toBeLessThan(0.6);
  expect(far.aPosteriori).toBeGreaterThan(0.95);
  let last = 0;
  for (const move of [0.001, 0.01, 0.1, 1]) {
    const { changed, aPosteriori } = coupling(base(network(200, move)));
    expect(changed).toBeLessThanOrEqual(aPosteriori);
    expect(aPosteriori).toBeGreaterThan(last);
    last = aPosteriori;
  }
});

test("the a-priori share grows with ηt and speaks of every move that such steps can make", () => {
  const net = network(100, 0);
  const shares = [0, 1, 10, 100, 1e6].map((steps) => coupling(base(net, { steps })).aPriori);
  expect(shares[0]).toBe(0);
  expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  expect(shares[4]).toBe(1);
  // The worst move: every unit against the sign of its pre-activation, as far as the bound allows.
  const pull = pullOf(net);
  const radius = 3;
  for (const s of [0, 7]) {
    const x = rowOf(DATA.X, s, 6);
    const norm = Math.sqrt(dot(x, x));
    const weights = Float64Array.from(net.initialWeights, (w, e) => {
      const r = Math.floor(e / 6);
      const sign = dot(rowOf(net.initialWeights, r, 6), x) >= 0 ? -1 : 1;
      return w + (sign * 0.01 * 3 * pull[r] * radius * x[e % 6]) / norm;
    });
    const found = coupling(base({ ...net, weights }, { X: Float64Array.from(x), samples: 1, trainingRadius: radius }));
    expect(found.broken).toBe(0);
    expect(found.changed).toBeCloseTo(found.aPriori, 12);
    expect(found.changed).toBeGreaterThan(0);
  }
});

test("a pair that had to keep its mask and did not is counted", () => {
  const net = network(20, 0);
  const flipped = { ...net, weights: Float64Array.from(net.initialWeights, (w) => -w) };
  expect(coupling(base(flipped, { steps: 0 })).broken).toBe(20 * 30);
});

test("Lemma 5.1 as printed: L, τ and the share", () => {
  const net = network(40, 0);
  const { printed } = coupling(base(net, { points: 6 }));
  const gradient = Math.max(...pullOf(net)) * 3;
  expect(printed.gradient).toBe(gradient);
  expect(printed.tau).toBeCloseTo(2 * gradient * 0.03, 12);
  expect(printed.units).toBeCloseTo(1 - Math.E * printed.tau * 6 * Math.sqrt(40), 10);
});
