import { expect, test } from "vitest";
import { arcCosine, batchVarianceFactor } from "../../src/theory/index.js";
import { type DeepOptions, type Lab, load } from "../../src/index.js";
import { binomialLowerTail, binomialUpperTail } from "../../src/numerics/binomialTest.js";
import { lgamma } from "../../src/numerics/lgamma.js";
import { activations, output, outputGradients } from "../reference/deep.js";

// Laws that hold exactly at the start of S4 (W_l ~ N(0, 2/m_l)), for every width: given x_{l−1}, the pre-activations of a layer are m_l independent
// normals of variance 2‖x_{l−1}‖²/m_l. Thresholds are fixed beforehand: tails of 1e-6, 5 standard errors for means.

const SEED = 77;
const DRAWS = 300;
const LEVEL = 1e-6;
const hidden = [40, 64, 25, 52] as const;
const v = Float64Array.from({ length: 52 }, (_, j) => (j % 2 === 0 ? 1 : -1));

interface Layer {
  readonly width: number;
  /** x_{l−1} and x_l of both samples. */
  readonly before: readonly Float64Array[];
  readonly after: readonly Float64Array[];
}

const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, c) => sum + x * b[c], 0);

/** Each layer of each of the draws, for the two samples of data with correlation about 0.6. */
function draws(lab: Lab): Layer[][] {
  const X = Float64Array.of(1, 0, 0, 0.6, 0.8, 0);
  const data = { samples: 2, features: 3, X, y: Int8Array.of(1, -1), name: "two samples" };
  return Array.from({ length: DRAWS }, (_, trial) => {
    const options: DeepOptions = { hidden, outputWeights: v, learningRate: 1, maxSteps: 0, seed: SEED, trial };
    const { weights } = lab.sync.trainDeep(data, options);
    const network = { sizes: [3, ...hidden], W: weights.map((w) => Float64Array.from(w)), v };
    const passes = [0, 1].map((i) => activations(network, X.subarray(3 * i, 3 * i + 3)));
    return hidden.map((width, l) => ({ width, before: passes.map((all) => all[l]), after: passes.map((all) => all[l + 1]) }));
  });
}

/** P(χ²_k ≤ x) by the series of the incomplete gamma function. */
function chiSquareCdf(x: number, k: number): number {
  const [a, z] = [k / 2, x / 2];
  let [term, sum] = [1, 1];
  for (let t = 1; term > 1e-17 * sum; t++) sum += term *= z / (a + t);
  return Math.min(1, sum * Math.exp(a * Math.log(z) - z - lgamma(a + 1)));
}

test(`‖x_l‖² is a chain of χ² laws: seed ${SEED}, ${DRAWS} draws`, async () => {
  const lab = await load({ precision: "f64" });
  // Of the first sample: active units K ~ Bin(m, ½), and m‖x_l‖²/(2‖x_{l−1}‖²) ~ χ²_K given K, independently for all layers and draws.
  const found = draws(lab)
    .flat()
    .map(({ width, before: [x], after: [h] }) => ({
      width,
      active: h.filter((value) => value > 0).length,
      square: (width * inner(h, h)) / (2 * inner(x, x)),
    }));
  const [units, active, square] = (["width", "active", "square"] as const).map((key) => found.reduce((sum, one) => sum + one[key], 0));
  expect(binomialLowerTail(active, units, 0.5)).toBeGreaterThan(LEVEL);
  expect(binomialUpperTail(active, units, 0.5)).toBeGreaterThan(LEVEL);
  // The sum of all is χ² too.
  const total = chiSquareCdf(square, active);
  expect(Math.min(total, 1 - total)).toBeGreaterThan(LEVEL);
  // Each is uniform after its distribution function: Kolmogorov's distance, P(D ≥ t/√n) ≤ 2exp(−2t²).
  const uniform = found.map((one) => chiSquareCdf(one.square, one.active)).sort((a, b) => a - b);
  const n = uniform.length;
  const distance = uniform.reduce((most, u, i) => Math.max(most, (i + 1) / n - u, u - i / n), 0);
  expect(distance * Math.sqrt(n)).toBeLessThan(Math.sqrt(Math.log(2 / LEVEL) / 2));
  lab.dispose();
});

/** E[σ(Z₁)²σ(Z₂)²] for standard normals with this correlation (Cho and Saul, degree 2). */
function squaresKernel(rho: number): number {
  const theta = Math.acos(rho);
  return (3 * Math.sin(theta) * rho + (Math.PI - theta) * (1 + 2 * rho * rho)) / (2 * Math.PI);
}

test(`every layer maps correlations as the arc-cosine kernel says: seed ${SEED}, ${DRAWS} draws`, async () => {
  const lab = await load({ precision: "f64" });
  const all = draws(lab);
  hidden.forEach((width, l) => {
    // ⟨x_l, x_l'⟩/(2‖x_{l−1}‖‖x'_{l−1}‖) is a mean of m independent products: mean κ(ρ), variance (E[σ²σ'²] − κ²)/m given layer l − 1.
    const scores = all.map((layers) => {
      const { before, after } = layers[l];
      const norms = Math.sqrt(inner(before[0], before[0]) * inner(before[1], before[1]));
      const rho = inner(before[0], before[1]) / norms;
      const kappa = arcCosine(rho);
      return (inner(after[0], after[1]) / (2 * norms) - kappa) / Math.sqrt((squaresKernel(rho) - kappa * kappa) / width);
    });
    const mean = scores.reduce((sum, z) => sum + z, 0) / DRAWS;
    expect(Math.abs(mean), `layer ${l + 1}: mean`).toBeLessThan(5 / Math.sqrt(DRAWS));
    // Of a standardised mean of m products: fourth moment 3 + (excess)/m; a product has excess 22 at ρ = 1, 34 at ρ = 0.
    const square = scores.reduce((sum, z) => sum + z * z, 0) / DRAWS;
    expect(Math.abs(square - 1), `layer ${l + 1}: variance`).toBeLessThan(5 * Math.sqrt((2 + 40 / width) / DRAWS));
  });
  lab.dispose();
});

/** Every choice of `size` of the first `count` numbers. */
function choices(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, last) => last).flatMap((last) => choices(last, size - 1).map((rest) => [...rest, last]));
}

test(`steps of SGD scatter about the gradient's by (n − B)/(B(n − 1)) of the samples' own scatter (Lemma D.2): seed ${SEED}`, async () => {
  const lab = await load({ precision: "f64" });
  const [n, B, steps] = [9, 4, 600];
  const data = lab.data.separated({ samples: n, features: 5, separation: 0.3, seed: SEED });
  const learningRate = 1 / 64;
  const options: DeepOptions = { hidden: [8, 6], learningRate, seed: SEED, stopAtZeroError: false, maxSteps: 0 };
  const start = lab.sync.trainDeep(data, options);
  const network = { sizes: [5, 8, 6], W: start.weights.map((w) => Float64Array.from(w)), v: start.outputWeights };
  const { loss } = start.options;
  const gradients = Array.from({ length: n }, (_, i) => {
    const x = data.X.subarray(5 * i, 5 * i + 5);
    const slope = loss.derivative(data.y[i] * output(network, x)) * data.y[i];
    return Float64Array.from(outputGradients(network, x).flatMap((g) => Array.from(g, (value) => slope * value)));
  });
  const meanOver = (samples: readonly number[]): Float64Array =>
    gradients[0].map((_, e) => samples.reduce((sum, i) => sum + gradients[i][e], 0) / samples.length);
  const all = meanOver(Array.from({ length: n }, (_, i) => i));
  const apart = (g: Float64Array): number => inner(g, g) - 2 * inner(g, all) + inner(all, all);
  // Over all 126 batches the law is exact.
  const squares = choices(n, B).map((batch) => apart(meanOver(batch)));
  const mean = squares.reduce((a, b) => a + b) / squares.length;
  const expected = (batchVarianceFactor(n, B) * gradients.reduce((sum, g) => sum + apart(g), 0)) / n;
  expect(squares.length).toBe(126);
  expect(Math.abs(mean - expected)).toBeLessThan(1e-12 * expected);
  // Over the batches that the trainer draws: 5 standard errors of the mean, from the variance over all batches.
  const variance = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0) / squares.length;
  let sum = 0;
  for (let trial = 0; trial < steps; trial++) {
    const initialWeights = network.W;
    const { weights } = lab.sync.trainDeep(data, { ...options, initialWeights, batchSize: B, maxSteps: 1, trial });
    const taken = Float64Array.from(weights.flatMap((w, l) => Array.from(w, (x, e) => (network.W[l][e] - x) / learningRate)));
    sum += apart(taken);
  }
  expect(Math.abs(sum / steps - expected)).toBeLessThan(5 * Math.sqrt(variance / steps));
  // With replacement the factor would be 1/B: the test must tell them apart.
  expect((expected * (n - 1)) / (n - B) - expected).toBeGreaterThan(10 * Math.sqrt(variance / steps));
  lab.dispose();
});
