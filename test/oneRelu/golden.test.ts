import { expect, test } from "vitest";
import { sha256Hex } from "../../src/data/sha256.js";
import { type Constraint, load, type Precision, type RegressionData } from "../../src/index.js";
import { canonicalJson } from "../../src/sweep/index.js";

// One hash for Node, Chromium and Firefox: data, weights, traces. Whoever changes it raises `numericsVersion`.

const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "76a6a0e7b074193a45dc2239960f0df5201527fecfdb7ce3bf96faca2fefc88b",
  f64: "c55fe9e1cad5a622af790c3d197eebd2ea403f56d7420567bf5ebddaec87da42",
};

const LAWS = [
  { kind: "sparse", sparsity: 4 },
  { kind: "group-sparse", groups: 3, groupSize: 4 },
  { kind: "non-negative", sparsity: 5 },
  { kind: "simplex" },
  { kind: "subspace", dimension: 6 },
  { kind: "dense" },
] as const;

test.each<Precision>(["f32", "f64"])("data and runs have the golden bits: %s", async (precision) => {
  const lab = await load({ precision });
  const hashes: string[] = [];
  const fit = (data: RegressionData, options: object): void => {
    // The options are no result.
    const { weights, options: _options, ...rest } = lab.sync.fitRelu(data, { maxIterations: 25, ...options });
    hashes.push(sha256Hex(new Uint8Array(weights.buffer)), canonicalJson(rest));
  };
  for (const weights of LAWS)
    for (const model of ["relu", "linear"] as const) {
      const data = lab.data.planted({ samples: 61, features: 37, weights, model, noiseStd: 0.05, seed: 8 });
      hashes.push(sha256Hex(new Uint8Array(data.X.buffer)), sha256Hex(new Uint8Array(data.y.buffer)));
      fit(data, {});
      fit(data, { derivAtZero: 0, stepSizes: [1.5, 0.5], initialWeights: new Float64Array(37).fill(0.125) });
      for (const projection of [
        { kind: "l1", radius: 2 },
        { kind: "box", lower: -0.3, upper: 0.3 },
        { kind: "non-negative-l0", sparsity: 7 },
      ] satisfies Constraint[])
        fit(data, { projection });
    }
  expect(sha256Hex(new TextEncoder().encode(hashes.join("\n")))).toBe(GOLDEN[precision]);
});
