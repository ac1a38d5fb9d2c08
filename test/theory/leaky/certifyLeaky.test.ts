import { expect, test } from "vitest";
import { load, type TwoLayerOptions } from "../../../src/index.js";
import { type Certificate, deadCoordinates, leakyStartBound, lowerBoundSequence } from "../../../src/theory/index.js";

// One certificate for every theorem of S2; what fails is named.

const find = (certificates: readonly Certificate[], theorem: string): Certificate => certificates.find((one) => one.theorem === theorem)!;
const lab = await load({ precision: "f64" });
const data = lab.data.separable({ samples: 40, features: 20, seed: 6 });
const usual = 1 / Math.sqrt(10);
const LEAKY: TwoLayerOptions = {
  hidden: 10,
  method: "plain",
  slope: 0.2,
  learningRate: 0.05,
  outputWeights: { plusMinus: usual },
  initialWeights: { sphere: usual },
  seed: 3,
};

test("a leaky run gets the certificates of S2, all of them met", async () => {
  for (const precision of ["f32", "f64"] as const) {
    const own = await load({ precision });
    const run = own.sync.trainTwoLayer(data, LEAKY);
    expect(run.status).toBe("global-minimum");
    const certificates = own.sync.certify(run, data);
    expect(certificates).toEqual(await own.certify(run, own.prepare(data)));
    expect(JSON.parse(JSON.stringify(certificates))).toEqual(certificates);
    expect(certificates.map(({ theorem, verdict }) => [theorem, verdict])).toEqual([
      ["S2 Theorem 2", "holds"],
      ["S2 Theorem 2, measured start", "holds"],
      ["S2 Corollary 3", "holds"],
      ["S2 proof of Theorem 2", "not-applicable"],
      ["S2 Proposition 1", "holds"],
      ["S2 Theorem 5", "not-applicable"],
      ["S2 Theorem 6", "vacuous"],
      ["S2 Theorem 10", "not-applicable"],
    ]);
    const [two, , three] = certificates;
    expect(two.observed).toBe(run.updates);
    expect(Math.abs(three.bound! / two.bound! - 1)).toBeLessThan(1e-5);
    expect(two.numbers.exactRoot!).toBeLessThan(two.bound!);
  }
});

test("the measured start is that of W⁰", () => {
  const initialWeights = Float64Array.from({ length: 200 }, (_, e) => ((e * 7) % 11) / 40 - 0.1);
  const run = lab.sync.trainTwoLayer(data, { ...LEAKY, initialWeights });
  const margin = lab.sync.margin(data);
  const aware = find(lab.sync.certify(run, data, { margin }), "S2 Theorem 2, measured start");
  let [phi, square] = [0, 0];
  initialWeights.forEach((w, e) => {
    phi += w * (e < 100 ? usual : -usual) * margin.separator![e % 20];
    square += w * w;
  });
  expect(aware.numbers.phi).toBeCloseTo(phi, 12);
  expect(aware.numbers.psi).toBeCloseTo(Math.sqrt(square), 12);
  const input = { slope: 0.2, learningRate: 0.05, separatorNorm: margin.norm, dataRadius: margin.radius, outputSquare: 10 * usual * usual };
  expect(aware.bound! / leakyStartBound(input, { psi: Math.sqrt(square), phi })).toBeCloseTo(1, 10);
});

test("both layers: eq. 13 with the c and C of the run; Corollary 3 does not apply and says why", () => {
  const run = lab.sync.trainTwoLayer(data, { ...LEAKY, layers: "both", learningRate: 0.002, maxEpochs: 200_000 });
  const certificates = lab.sync.certify(run, data);
  const two = find(certificates, "S2 Theorem 2, both layers");
  expect(two).toMatchObject({ verdict: "holds", numbers: { smallestRatio: run.ratio.min, largestRatio: run.ratio.max } });
  expect(run.ratio.max).toBeGreaterThan(1);
  expect(find(certificates, "S2 Corollary 3").text).toMatch(/Needed: Only the first layer is trained/);
  const wild = lab.sync.trainTwoLayer(data, { ...LEAKY, layers: "both", learningRate: 20, maxEpochs: 5 });
  expect(wild.ratio.min).toBeLessThan(0);
  expect(lab.sync.certify(wild, data)[0].text).toMatch(/Needed: No output weight changes its sign .*Found: c = −/);
});

test("what a run lacks is named: other output weights, another size, noise, data without a separator", () => {
  const texts = (options: Partial<TwoLayerOptions>, theorem: string): string =>
    find(lab.sync.certify(lab.sync.trainTwoLayer(data, { ...LEAKY, ...options }), data), theorem).text;
  const uneven = Array.from({ length: 10 }, (_, j) => (j < 3 ? 1 : -0.5));
  expect(texts({ outputWeights: uneven }, "S2 Theorem 2")).toMatch(/Needed: Half of the output weights are v, half −v/);
  expect(texts({ outputWeights: uneven }, "S2 Theorem 2, measured start")).toMatch(/holds/);
  expect(texts({ initialWeights: { ball: 3 } }, "S2 Corollary 3")).toMatch(/Needed: R = v = 1\/√\(2k\)/);
  expect(texts({ method: "noisy", noiseStd: 1 }, "S2 Theorem 2")).toMatch(/Needed: SGD of batch 1 without noise/);
  expect(texts({ initialWeights: new Float64Array(200).fill(0.01) }, "S2 Theorem 6")).toMatch(/Needed: W⁰ does not depend on the data/);
  const twins = { samples: 2, features: 1, X: Float64Array.of(1, 1), y: Int8Array.of(1, -1), name: "twins" };
  const run = lab.sync.trainTwoLayer(twins, { ...LEAKY, maxEpochs: 5 });
  for (const { verdict, text, theorem } of lab.sync.certify(run, twins).filter((one) => !one.theorem.endsWith("5"))) {
    expect(verdict, theorem).toBe("not-applicable");
    if (theorem !== "S2 Theorem 10" && !theorem.startsWith("S2 proof")) expect(text).toMatch(/linearly separable/);
  }
});

test("compression says something once there are many more samples than updates, and takes a held-out error where there is one", () => {
  const X = Float64Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? 0.5 : -0.5) * (1 + (i % 7) / 10));
  const y = Int8Array.from(X, (x) => (x > 0 ? 1 : -1));
  const wide = { samples: 8000, features: 1, X, y, name: "two rays", separator: Float64Array.of(2) };
  const options = { ...LEAKY, slope: 0.5, learningRate: 1 };
  const run = lab.sync.trainTwoLayer(wide, { ...options, test: { ...wide, samples: 10, X: X.slice(0, 10), y: y.slice(0, 10) } });
  const certificates = lab.sync.certify(run, wide);
  expect(find(certificates, "S2 Theorem 5")).toMatchObject({ verdict: "consistent", observed: 0, statement: "probability" });
  const six = find(certificates, "S2 Theorem 6");
  expect(six).toMatchObject({ verdict: "consistent", observed: 0, confidence: 0.95 });
  expect(six.text).toMatch(/errors per held-out sample/);
  expect(six.bound!).toBeGreaterThan(find(certificates, "S2 Theorem 5").bound!);
});

test("8.8: the lower-bound sequences take 736, 12,160 and d updates, bit for bit, and are certified", () => {
  for (const [features, pairs, slope, learningRate, updates, bound] of [
    [16, 2, 1 / 4, 1 / 16, 736, 508],
    [64, 8, 1 / 8, 1 / 64, 12_160, 8184],
    [16, 2, 1 / 4, 2 ** 20, 16, 16],
  ] as const) {
    const { data: basis, options } = lowerBoundSequence({ features, pairs, slope, learningRate });
    const run = lab.sync.trainTwoLayer(basis, options);
    expect(run).toMatchObject({ status: "global-minimum", updates, loss: 0 });
    const ten = find(lab.sync.certify(run, basis), "S2 Theorem 10");
    expect(ten).toMatchObject({ verdict: "holds", observed: updates, numbers: { bound } });
    const other = lab.sync.trainTwoLayer(basis, { ...options, initialWeights: "gaussian", maxEpochs: 9 });
    expect(find(lab.sync.certify(other, basis), "S2 Theorem 10").text).toMatch(/Needed: Rows −/);
  }
});

test("ReLU on basis data: Theorem 9 and Lemma 12 follow W⁰, Theorem 8 by construction; other ReLU runs keep those of S0", () => {
  let stuck = 0;
  const names = ["S2 Lemma 12", "S2 Theorem 9", "S2 Theorem 9, updates", "S2 Theorem 8"];
  for (let trial = 0; trial < 40; trial++) {
    const basis = lab.data.basis(8);
    const initialWeights = trial % 2 === 0 ? "gaussian" : { box: 2 };
    const run = lab.sync.trainTwoLayer(basis, { hidden: 6, method: "plain", learningRate: 0.1, initialWeights, trial });
    const certificates = lab.sync.certify(run, basis);
    for (const name of names) expect(find(certificates, name).verdict, name).toBe("holds");
    expect(find(certificates, "S2 Theorem 9").numbers.dead).toBe(deadCoordinates(run.weights, run.outputWeights, 8).length);
    expect(find(certificates, "S2 Theorem 8").observed!).toBeGreaterThanOrEqual(0.5);
    if (run.status === "stuck") stuck++;
  }
  expect(stuck).toBeGreaterThan(10);
  expect(stuck).toBeLessThan(40);
  const noisy = lab.sync.trainTwoLayer(lab.data.basis(8), { hidden: 6, learningRate: 0.1, noiseStd: 5 });
  expect(find(lab.sync.certify(noisy, lab.data.basis(8)), "S2 Lemma 12").text).toMatch(/without noise/);
  const plain = lab.sync.trainTwoLayer(data, { hidden: 6, method: "plain", learningRate: 0.1 });
  expect(lab.sync.certify(plain, data).every(({ theorem }) => theorem.startsWith("S0"))).toBe(true);
  const both = lab.sync.trainTwoLayer(data, { hidden: 6, method: "plain", layers: "both", learningRate: 0.01 });
  const [one, three, ...rest] = lab.sync.certify(both, data);
  expect(one.text).toMatch(/Needed: Only the first layer is trained/);
  expect([three.theorem, rest]).toEqual(["S0 Theorem 3", []]);
  const flipped = lab.sync.trainTwoLayer(data, { hidden: 2, method: "plain", layers: "both", learningRate: 5, maxEpochs: 3 });
  expect(flipped.ratio.min).toBeLessThan(0);
  expect(lab.sync.certify(flipped, data).length).toBe(2);
});
