import { expect, test } from "vitest";
import { load, type RegressionData } from "../../src/index.js";
import type { Certificate } from "../../src/theory/index.js";

const find = (certificates: readonly Certificate[], theorem: string): Certificate => certificates.find((one) => one.theorem === theorem)!;
const sparse = { features: 200, weights: { kind: "sparse", sparsity: 4 }, seed: 2 } as const;

test("with many samples the envelope is kept, with few it is not: what was not checked must then fail", async () => {
  const lab = await load({ precision: "f64" });
  const many = lab.data.planted({ ...sparse, samples: 1000 });
  const kept = find(lab.sync.certify(lab.sync.fitRelu(many, { maxIterations: 30 }), many), "S1 Theorem 3.1");
  expect(kept).toMatchObject({ verdict: "consistent", statement: "probability", confidence: null });
  expect(kept.observed!).toBeLessThanOrEqual(1);
  const few = lab.data.planted({ ...sparse, samples: 110 });
  const run = await lab.fitRelu(few, { maxIterations: 30 });
  const certificates = await lab.certify(run, few);
  expect(certificates).toEqual(lab.sync.certify(run, lab.prepareRegression(few)));
  expect(JSON.parse(JSON.stringify(certificates))).toEqual(certificates);
  const missed = find(certificates, "S1 Theorem 3.1");
  expect(missed.verdict).toBe("not-applicable");
  expect(missed.text).toMatch(
    /is not met: [\d.]+ \(largest error over its envelope .*Either this is one of the draws .* or what was not checked fails here: .*n > c·n₀ \(n = [\d.]+·n₀; c is not printed\)/,
  );
  expect(missed.numbers.samplesOverMinimal).toBeCloseTo(110 / missed.numbers.minimalSamples!, 12);
});

test("the one-step numbers bound every step, for ℓ0 and for convex sets", async () => {
  const lab = await load({ precision: "f64" });
  const laws = [
    { kind: "sparse", sparsity: 4 },
    { kind: "simplex", sparsity: 5 },
    { kind: "non-negative" },
    { kind: "dense" },
    { kind: "group-sparse", groups: 2, groupSize: 4 },
  ] as const;
  for (const weights of laws)
    for (const model of ["relu", "linear"] as const) {
      const data = lab.data.planted({ samples: 300, features: 80, weights, model, seed: 5 });
      const certificates = lab.sync.certify(lab.sync.fitRelu(data, { maxIterations: 15 }), data);
      const steps = certificates.filter(({ theorem }) => theorem.startsWith("S1 one step"));
      expect(steps.length, weights.kind).toBe(weights.kind === "sparse" || weights.kind === "group-sparse" ? 3 : 1);
      for (const { verdict, text } of steps) expect(["holds", "vacuous"], `${weights.kind}, ${model}: ${text}`).toContain(verdict);
    }
});

test("noise, negative targets, other settings, a w* outside K: named as failing assumptions", async () => {
  const lab = await load({ precision: "f64" });
  const text = (data: RegressionData, options: object = {}): string =>
    find(lab.sync.certify(lab.sync.fitRelu(data, { maxIterations: 10, ...options }), data), "S1 Theorem 3.1").text;
  const data = lab.data.planted({ ...sparse, samples: 300 });
  expect(text(lab.data.planted({ ...sparse, samples: 300, noiseStd: 0.1 }))).toMatch(/Needed: The targets are those of w\*, without noise/);
  expect(text(lab.data.planted({ ...sparse, samples: 300, noiseStd: 1e-9 }))).toMatch(
    /Needed: The targets are those of w\*, without noise/,
  );
  const negative = { ...data, y: data.y.map((y, i) => (i === 0 ? -1 : y)) };
  expect(text(negative)).toMatch(/without noise .*1 targets below 0/);
  expect(text(data, { stepSizes: 0.5 })).toMatch(/Needed: w₀ = 0, the paper's step sizes and sgn\(0\)/);
  expect(text(data, { derivAtZero: 1 })).toMatch(/Found: w₀ = 0, μ = 2, 1, sgn\(0\) = 1/);
  expect(text(data, { projection: { kind: "l0", sparsity: 3 } })).toMatch(/Needed: w\* lies in K/);
});

test("without a truth nothing applies, and a projection of one's own has no cone", async () => {
  const lab = await load({ precision: "f64" });
  const { truth: _truth, ...data } = lab.data.planted({ ...sparse, samples: 300 });
  const projection = { kind: "l0", sparsity: 4 } as const;
  const [only, ...rest] = lab.sync.certify(lab.sync.fitRelu(data, { projection, maxIterations: 5 }), data);
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ verdict: "not-applicable", text: expect.stringMatching(/Needed: The targets come from a known w\*/) });
  const planted = lab.data.planted({ ...sparse, samples: 300 });
  const own = lab.sync.fitRelu(planted, { projection: (w) => w, maxIterations: 5 });
  const certificates = lab.sync.certify(own, planted);
  expect(find(certificates, "S1 one step").verdict).toBe("not-applicable");
  expect(() => lab.sync.certify(own, lab.data.planted({ ...sparse, features: 100, samples: 300 }))).toThrow(
    expect.objectContaining({ code: "ARG_SHAPE" }),
  );
});
