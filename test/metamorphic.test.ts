import { describe, expect, test } from "vitest";
import { type BinaryData, type Lab, load, type TwoLayerOptions, type TwoLayerResult } from "../src/index.js";

// Units must not matter (mission 7.4, 8.1): (x/r, rω*, rW, r²η, γ) and (cv, W/c, η/c², γ/c) leave every decision of a run and the corrected
// bounds alone, bit for bit where r and c are powers of two.

const SIZES = { samples: 30, features: 12, hidden: 5 };
const V = [1, -0.5, 2, -1, 0.25];
const SEEDS = [1, 2, 3];

interface Units {
  readonly r: number;
  readonly c: number;
}

function scaled(values: ArrayLike<number>, factor: number): Float64Array {
  return Float64Array.from(values, (value) => value * factor);
}

function problem(lab: Lab, seed: number, { r, c }: Units): { data: BinaryData; options: TwoLayerOptions } {
  const { separator: _known, ...data } = lab.data.separable({ samples: SIZES.samples, features: SIZES.features, seed });
  const initial = lab.data.separable({ samples: SIZES.hidden, features: SIZES.features, seed: seed + 100 }).X;
  return {
    data: { ...data, X: scaled(data.X, 1 / r) },
    options: {
      hidden: SIZES.hidden,
      outputWeights: scaled(V, c),
      initialWeights: scaled(initial, r / c),
      learningRate: (0.05 * r * r) / (c * c),
      noiseStd: 3 / c,
      maxEpochs: 300,
      seed,
    },
  };
}

const decisions = ({ status, steps, updates, updatesOf, loss, trainingError, deadSamples, halfGates }: TwoLayerResult): object => ({
  status,
  steps,
  updates,
  updatesOf,
  loss,
  trainingError,
  deadSamples,
  halfGates,
});

describe.each(["f32", "f64"] as const)("%s", (precision) => {
  test.each([
    ["plain", "cycle", "primal"],
    ["noisy", "cycle", "primal"],
    ["noisy", "cycle", "gram"],
    ["noisy", "shuffle", "gram"],
    ["noisy", "uniform", "primal"],
    ["noisy-all", "uniform", "gram"],
  ] as const)("%s, %s, %s: decisions, weights and bounds have the same bits in other units", async (method, sampling, engine) => {
    const lab = await load({ precision });
    for (const seed of SEEDS) {
      const plain = problem(lab, seed, { r: 1, c: 1 });
      const more = { method, sampling, engine };
      const run = lab.sync.trainTwoLayer(plain.data, { ...plain.options, ...more });
      const [one] = lab.sync.certify(run, plain.data);
      expect(run.updates).toBeGreaterThan(3);
      for (const units of [
        { r: 4, c: 1 },
        { r: 1 / 32, c: 1 },
        { r: 1, c: 8 },
        { r: 2, c: 1 / 16 },
      ]) {
        const other = problem(lab, seed, units);
        const same = lab.sync.trainTwoLayer(other.data, { ...other.options, ...more });
        expect(decisions(same), JSON.stringify(units)).toEqual(decisions(run));
        expect(scaled(same.weights, units.c / units.r)).toEqual(Float64Array.from(run.weights));
        const [again] = lab.sync.certify(same, other.data);
        expect({ verdict: again.verdict, bound: again.bound }).toEqual({ verdict: one.verdict, bound: one.bound });
        for (const name of ["corrected", "exactRoot", "runAware"]) expect(again.numbers[name], name).toBe(one.numbers[name]);
      }
    }
  });
});

test("the margin oracle's answer scales exactly, far beyond where squares leave f64", async () => {
  const lab = await load({ precision: "f64" });
  const { separator: _known, ...data } = lab.data.separable({ samples: 30, features: 12, seed: 5 });
  const found = lab.sync.margin(data);
  for (const scale of [2 ** -3, 2 ** 40, 2 ** -520, 2 ** 520, 2 ** -900, 2 ** 900]) {
    const other = lab.sync.margin({ ...data, X: scaled(data.X, scale) });
    expect(other.norm * scale, `${scale}`).toBe(found.norm);
    expect(other.normAtLeast * scale).toBe(found.normAtLeast);
    expect(scaled(other.separator!, scale)).toEqual(found.separator);
    expect(other.witness).toEqual({ ...found.witness, residual: found.witness.residual * scale });
  }
});
