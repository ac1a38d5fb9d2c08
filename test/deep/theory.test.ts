import { expect, test } from "vitest";
import { load, lossOf, type NamedLoss } from "../../src/index.js";
import { WordStream } from "../../src/data/streams.js";
import {
  arcCosine,
  batchVarianceFactor,
  goodNodeProbability,
  layerCorrelations,
  lemmaC1Slack,
  limitGram,
  limitKernel,
  nearZeroCounts,
  stopLevel,
  stoppingTime,
  symmetricEigenvalues,
  zouOrders,
} from "../../src/theory/index.js";
import { drawBatch } from "../../src/train/batch.js";

// Golden values of S4's closed forms; its case tables against the formulas as printed; its lemmas on random numbers. Seed 17.

const close = (found: number, expected: number, tolerance = 1e-14): void => {
  expect(Math.abs(found - expected), `${found} for ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
};

test("arc-cosine kernel, angle map and H∞ have their golden values", () => {
  [0.0913721419177438, 0.1591549430918953, 0.3044988905221147, 0.454769199422336].forEach((value, i) =>
    close(arcCosine([-0.3, 0, 0.5, 0.9][i]), value),
  );
  const expected = [0.6089977810442294, 0.683905650898706, 0.7381281923010005, 0.778895137394332, 0.8104542010046283];
  layerCorrelations(0.5, 5).forEach((rho, l) => close(rho, expected[l]));
  close(limitKernel(-0.3), -0.06045199739689826);
  close(limitKernel(0.5), 1 / 6);
  expect(layerCorrelations(1, 3)).toEqual([1, 1, 1]);
  // Lemma A.3 with its θ³ coefficient: κ(1 − θ²/2) = ½ − θ²/4 + θ³/(6π) + O(θ⁵).
  for (const theta of [0.05, 0.1, 0.2]) {
    const rest = arcCosine(1 - (theta * theta) / 2) - (0.5 - (theta * theta) / 4 + theta ** 3 / (6 * Math.PI));
    expect(Math.abs(rest)).toBeLessThan(0.1 * theta ** 5);
  }
  // Lemma A.11 with Z1Z2 on its right side (errata 55): E[σσ] ≥ ½E[Z1Z2].
  for (let rho = -1; rho <= 1; rho += 0.01) expect(arcCosine(rho)).toBeGreaterThanOrEqual(rho / 2 - 1e-16);
});

test("arc-cosine kernel against sampled ReLU products", async () => {
  const lab = await load({ precision: "f64" });
  const draws = 200_000;
  const { X } = lab.data.separable({ samples: draws, features: 2, seed: 17 });
  for (const rho of [-0.3, 0.5, 0.9]) {
    const across = Math.sqrt(1 - rho * rho);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const product = Math.max(0, X[2 * i]) * Math.max(0, rho * X[2 * i] + across * X[2 * i + 1]);
      sum += product;
      squares += product * product;
    }
    const mean = sum / draws;
    // 5 standard errors: 3e-7 for each of three.
    expect(Math.abs(mean - arcCosine(rho))).toBeLessThan(5 * Math.sqrt((squares / draws - mean * mean) / draws));
  }
  lab.dispose();
});

test("λ_min of H∞: the oracle has known spectra, and separation makes it positive", async () => {
  // The second difference matrix of size n has eigenvalues 2 − 2cos(kπ/(n+1)).
  const n = 9;
  const T = Float64Array.from({ length: n * n }, (_, e) => {
    const apart = Math.abs(Math.floor(e / n) - (e % n));
    return apart === 0 ? 2 : apart === 1 ? -1 : 0;
  });
  symmetricEigenvalues(T, n).forEach((value, k) => close(value, 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 1e-13));
  const lab = await load({ precision: "f64" });
  const data = lab.data.separated({ samples: 20, features: 10, separation: 0.1, closePairs: 0, seed: 17 });
  const H = limitGram(data);
  const eigenvalues = symmetricEigenvalues(H, 20);
  expect(eigenvalues[0]).toBeGreaterThan(0);
  close(
    eigenvalues.reduce((a, b) => a + b),
    20 * 0.5,
    1e-12,
  );
  // Two equal samples make it singular.
  const twice = { samples: 2, features: 2, X: Float64Array.of(0.6, 0.8, 0.6, 0.8) };
  expect(Math.abs(symmetricEigenvalues(limitGram(twice), 2)[0])).toBeLessThan(1e-15);
  lab.dispose();
});

test("near-zero counts, good nodes, variance factor, stop rule", () => {
  const counts = nearZeroCounts(1024, 0.001);
  close(counts.expected, 18.48578680642626, 1e-13);
  close(counts.limit, 18.48736427369288);
  close(counts.bound, 65.536);
  // Both branches of erf meet.
  close(
    nearZeroCounts(1024, ((0.1 * Math.sqrt(2)) / 32) * (1 - 1e-12)).expected,
    nearZeroCounts(1024, ((0.1 * Math.sqrt(2)) / 32) * (1 + 1e-12)).expected,
    1e-10,
  );
  close(goodNodeProbability(50, 0.1), 1.072204856200883e-4);
  close(batchVarianceFactor(10, 4), 1 / 6);
  expect(batchVarianceFactor(10, 10)).toBe(0);
  expect(stopLevel(lossOf({ kind: "smoothed-hinge", width: 0.5 }), 10)).toBe(0.075);
});

test("Lemma C.1 on random numbers", () => {
  const words = new WordStream({ seed: 17, trial: 0, role: 0, part: 0 });
  for (let t = 0; t < 2000; t++) {
    const [a, b, p] = [Math.exp(6 * words.uniform() - 3), Math.exp(6 * words.uniform() - 3), t % 10 === 0 ? 0.5 : words.uniform()];
    const scale = Math.abs(a - b) / b ** (2 * p) + 1;
    expect(lemmaC1Slack(a, b, p)).toBeGreaterThanOrEqual(-1e-12 * scale);
    expect(Math.abs(lemmaC1Slack(a, a, p))).toBeLessThan(1e-12);
  }
});

test("Lemma D.2: the mean over batches without replacement has exactly the variance factor, over all batches and over drawn ones", () => {
  const u = [3, -1, 4, -2, -5, 1];
  const [n, B] = [u.length, 2];
  const meanSquare = u.reduce((sum, x) => sum + x * x, 0) / n;
  expect(u.reduce((a, b) => a + b)).toBe(0);
  let [all, pairs] = [0, 0];
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) [all, pairs] = [all + ((u[i] + u[j]) / B) ** 2, pairs + 1];
  close(all / pairs, batchVarianceFactor(n, B) * meanSquare, 1e-13);
  // As the trainer draws them: each of the 15 pairs is as likely (chi-square with 14 degrees of freedom, 42.6 at 1e-4).
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const counts = new Map<string, number>();
  const draws = 15_000;
  for (let step = 0; step < draws; step++) {
    const key = Array.from(drawBatch(order, B, { seed: 17, trial: 0, step }))
      .sort((a, b) => a - b)
      .join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(Array.from(order)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(counts.size).toBe(15);
  let chi = 0;
  for (const count of counts.values()) chi += (count - draws / 15) ** 2 / (draws / 15);
  expect(chi).toBeLessThan(42.6);
});

const BASE = { samples: 7, layers: 3, separation: 0.2, epsilon: 0.01, batch: 2 } as const;
const [n, L, phi, eps, B] = [7, 3, 0.2, 0.01, 2];
const log = Math.log(1 / eps);
// 8.9, row by row: m and K·η·mφ as printed for p = 0.3, 0.5 and 0.8.
const TABLE = [
  ["gd", Infinity, 0.3, n ** 25.4, n ** 4.4, n ** 7.4],
  ["gd", Infinity, 0.5, n ** 25 * log, n ** 4 * log, n ** 7 * log],
  ["gd", Infinity, 0.8, n ** 24.4 * eps ** -0.6, n ** 3.4 * eps ** -0.6, n ** 6.4 * eps ** -0.6],
  ["gd", 1, 0.3, n ** 26, n ** 5, n ** 8],
  ["gd", 1, 0.5, n ** 26 + n ** 25 * log, n ** 5 + n ** 4 * log, n ** 8 + n ** 7 * log],
  ["gd", 1, 0.8, n ** 26 + n ** 24.4 * eps ** -0.6, n ** 5 + n ** 3.4 * eps ** -0.6, n ** 8 + n ** 6.4 * eps ** -0.6],
  ["sgd", Infinity, 0.3, n ** 28.8, n ** 4.4, n ** 10.8],
  ["sgd", Infinity, 0.5, n ** 28 * log ** 2, n ** 4 * log, n ** 10 * log],
  ["sgd", Infinity, 0.8, n ** 26.8 * eps ** -1.2, n ** 3.4 * eps ** -0.6, n ** 8.8 * eps ** -0.6],
  ["sgd", 1, 0.3, n ** 28, n ** 5 + n ** 4.4, n ** 11.4],
  ["sgd", 1, 0.5, n ** 28 + n ** 26 * log ** 2, n ** 5 + n ** 4 * log, n ** 11 + n ** 10 * log],
  ["sgd", 1, 0.8, n ** 28 + n ** 24.8 * eps ** -1.2, n ** 5 + n ** 3.4 * eps ** -0.6, n ** 10.4 + n ** 8.8 * eps ** -0.6],
] as const;

test.each(TABLE)("case table: %s, α₀ = %s, p = %s", (algorithm, alpha0, p, width, etaSteps, steps) => {
  const orders = zouOrders({ ...BASE, algorithm, p, alpha0 });
  const m = width * L ** 38 * phi ** -8;
  close(orders.width.value, m, 1e-11);
  close(orders.etaSteps.value, etaSteps / (m * phi), 1e-11);
  close(orders.steps.value, steps * L ** 9 * phi ** -2 * (algorithm === "sgd" ? B ** -2 : 1), 1e-11);
  close(orders.tau.value, n ** -9 * L ** -17 * phi ** 3, 1e-11);
  const sgdTime = L ** -19 * n ** (alpha0 === 1 ? -9 : -10) * phi ** 3 * m ** -0.5;
  close(orders.time.value, algorithm === "gd" ? L ** -38 * n ** -21 * phi ** 7 : sgdTime, 1e-11);
  const rate =
    algorithm === "gd" ? phi / (n ** 3 * L ** 9 * m) : Math.min(n ** -3, B * n ** -4 * phi, phi * n ** (2 * p - 7) * B ** 2) / (L ** 9 * m);
  close(orders.learningRate.value, rate, 1e-11);
  expect(new Set(Object.values(orders).map(({ label }) => label))).toEqual(new Set(["order, constant 1"]));
  const own = zouOrders({ ...BASE, algorithm, p, alpha0, width: 512 });
  close(own.width.value, m, 1e-11);
  close(own.etaSteps.value, etaSteps / (512 * phi), 1e-11);
});

test("the printed variants differ where the errata say, and only there", () => {
  const gd = { ...BASE, algorithm: "gd", p: 0.8, alpha0: 1 } as const;
  close(zouOrders({ ...gd, errata: "printed" }).width.value, (n ** 24.4 + n ** 26 * eps ** -0.6) * L ** 38 * phi ** -8, 1e-11);
  const sgd = { ...BASE, algorithm: "sgd", p: 0.5, alpha0: Infinity } as const;
  close(zouOrders({ ...sgd, errata: "printed" }).width.value, n ** 28 * log * L ** 38 * phi ** -8, 1e-11);
  close(zouOrders({ ...sgd, batchInTime: true }).time.value / zouOrders(sgd).time.value, B, 1e-11);
  for (const p of [0.3, 0.5]) expect(zouOrders({ ...gd, p, errata: "printed" }).width.value).toBe(zouOrders({ ...gd, p }).width.value);
  expect(zouOrders({ ...gd, samples: 1e8, layers: 1000 }).width.value).toBe(Infinity);
  expect(zouOrders({ ...gd, samples: 1e8, layers: 1000 }).width.log10).toBeGreaterThan(325);
});

test("(C.8) and (C.9): the explicit stopping time for every registered loss", () => {
  const input = { samples: 5, width: 64, separation: 0.5, c0: 2, initialLoss: 1.3, epsilon: 0.01 };
  for (const name of ["hinge", "squared-hinge", "logistic", "exponential", { kind: "smoothed-hinge", width: 0.5 }] as NamedLoss[]) {
    const { p, alpha0, alpha1 } = lossOf(name).constants!;
    const integral = p === 0.5 ? Math.log(130) : (1.3 ** (1 - 2 * p) - 0.01 ** (1 - 2 * p)) / (1 - 2 * p);
    const expected = (2 * 5 ** 5 * 1.3) / (2 * 64 * 0.5 * alpha0 ** 2) + (2 * 5 ** (5 - 2 * p) * integral) / (2 * 64 * 0.5 * alpha1 ** 2);
    close(stoppingTime({ ...input, p, alpha0, alpha1 }), expected, 1e-12);
  }
  expect(stoppingTime({ ...input, p: 1, alpha0: 1, alpha1: 1, epsilon: 2 })).toBe(0);
});
