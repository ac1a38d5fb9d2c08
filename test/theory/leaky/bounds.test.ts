import { expect, test } from "vitest";
import { WordStream } from "../../../src/data/streams.js";
import {
  basisSuccess,
  basisThresholds,
  basisUpdates,
  leakyStartBound,
  leakyUpdateBound,
  lowerBoundSequence,
  overparameterizedBound,
  type OverparameterizedInput,
  overparameterizedRoot,
  sequenceLowerBound,
  sizeFreeBound,
} from "../../../src/theory/index.js";

// Formulas of S2: golden values (computed with 30 digits), symmetries, order.

const usual = (pairs: number): number => 1 / Math.sqrt(2 * pairs);
const BASE: OverparameterizedInput = {
  pairs: 10,
  slope: 0.1,
  learningRate: 0.001,
  outputWeight: usual(10),
  separatorNorm: 5,
  initialRadius: usual(10),
};
const SEQUENCE = { features: 25, pairs: 10, slope: 0.1, learningRate: 0.001 };
/** The dyadic settings of 8.8. */
const EXACT = [
  { features: 16, pairs: 2, slope: 1 / 4, learningRate: 1 / 16 },
  { features: 64, pairs: 8, slope: 1 / 8, learningRate: 1 / 64 },
];
const upper = ({ features, pairs, slope, learningRate }: (typeof EXACT)[number]): number =>
  overparameterizedBound({
    pairs,
    slope,
    learningRate,
    outputWeight: usual(pairs),
    initialRadius: usual(pairs),
    separatorNorm: Math.sqrt(features),
  });

test.each([
  ["M_k", overparameterizedBound(BASE), 5809783.53579028],
  ["M_k, r = 3", overparameterizedBound({ ...BASE, dataRadius: 3 }), 5831195.985596081],
  ["M_k, c = 0.8, C = 1.3", overparameterizedBound({ ...BASE, smallestRatio: 0.8, largestRatio: 1.3 }), 8932730.762611194],
  ["M_k, root", overparameterizedRoot(BASE), 5200577.136491288],
  ["Corollary 3", sizeFreeBound({ slope: 0.1, learningRate: 0.01, separatorNorm: 5 }), 583387.2343937891],
  ["B1", sequenceLowerBound(SEQUENCE).B1, 74997.5],
  ["B2", sequenceLowerBound(SEQUENCE).B2, 2504750],
  ["exact sequence 1, B1", sequenceLowerBound(EXACT[0]).B1, 508],
  ["exact sequence 1, B2", sequenceLowerBound(EXACT[0]).B2, 4096],
  ["exact sequence 1, M_k", upper(EXACT[0]), 11039.753831586806],
  ["exact sequence 2, B1", sequenceLowerBound(EXACT[1]).B1, 8184],
  ["exact sequence 2, B2", sequenceLowerBound(EXACT[1]).B2, 262144],
  ["exact sequence 2, M_k", upper(EXACT[1]), 602367.5019436401],
  ["P(d = 64, k = 6)", basisSuccess({ features: 64, pairs: 6 }), 0.3649865242439074],
  ["P(d = 1024, k = 10)", basisSuccess({ features: 1024, pairs: 10 }), 0.3676997394112712],
  ["fails up to", basisThresholds(64, 0.1).failsUpTo, 4.796745527300278],
  ["succeeds from", basisThresholds(64, 0.1).succeedsFrom, 9.321928094887362],
  ["updates on basis data", basisUpdates({ features: 16, largestWeight: 5, learningRate: 0.3, outputWeight: 0.5 }), 16 * 34],
])("%s", (_name, found, expected) => {
  expect(Math.abs(found / expected - 1)).toBeLessThan(3e-15);
});

test("errata 28: with min as printed B1 falls below the mandatory descent and the bound is lost", () => {
  const printed = sequenceLowerBound(SEQUENCE, "printed");
  expect(printed.B1).toBeCloseTo(50_000, 8);
  expect(printed.bound).toBeLessThan(sequenceLowerBound(SEQUENCE).bound);
  const large = { ...SEQUENCE, learningRate: 1000 };
  expect(sequenceLowerBound(large, "printed").B2).toBeLessThan(0);
  expect(sequenceLowerBound(large).bound).toBe(25);
});

/** One scalar pair: all coordinates and all units of a half do the same (8.8). */
function simulate({ features, pairs, slope, learningRate }: (typeof EXACT)[number], radius: number, v: number): number {
  let [w, u] = [-radius / Math.sqrt(features), radius / Math.sqrt(features)];
  for (let copies = 0; ; copies++) {
    const value = pairs * v * ((w > 0 ? w : slope * w) - (u > 0 ? u : slope * u));
    if (value >= 1) return copies * features;
    w += learningRate * v * (w >= 0 ? 1 : slope);
    u -= learningRate * v * (u >= 0 ? 1 : slope);
  }
}

test("the sequence of Theorem 10 takes the known number of updates, between the bounds", () => {
  expect(EXACT.map((input) => simulate(input, usual(input.pairs), usual(input.pairs)))).toEqual([736, 12_160]);
  expect(simulate(SEQUENCE, usual(10), usual(10))).toBe(99_075);
  expect(simulate({ ...EXACT[0], learningRate: 2 ** 20 }, 0.5, 0.5)).toBe(16);
  const { data, options, bound } = lowerBoundSequence(EXACT[0]);
  expect(data).toMatchObject({ samples: 16, features: 16 });
  expect(options).toMatchObject({ hidden: 4, method: "plain", sampling: "cycle", slope: 1 / 4, learningRate: 1 / 16 });
  expect(Array.from(options.outputWeights)).toEqual([0.5, 0.5, -0.5, -0.5]);
  expect(new Set(options.initialWeights.subarray(0, 32))).toEqual(new Set([-0.125]));
  expect(new Set(options.initialWeights.subarray(32))).toEqual(new Set([0.125]));
  expect(bound.bound).toBe(508);
});

test("200 random sequences, seed 7: lower bound ≤ simulated updates ≤ root form ≤ M_k, and the printed bound is never above", () => {
  const stream = new WordStream({ seed: 7, trial: 0, role: 5, part: 0 });
  const spread = (low: number, high: number): number => low * (high / low) ** stream.uniform();
  for (let i = 0; i < 200; i++) {
    const input = {
      features: 1 + stream.integer(40),
      pairs: 1 + stream.integer(12),
      slope: spread(0.02, 0.9),
      learningRate: spread(1e-3, 30),
    };
    const [v, R] = [spread(0.05, 2), spread(0.01, 2)];
    const updates = simulate(input, R, v);
    const given = { ...input, outputWeight: v, initialRadius: R };
    const name = JSON.stringify({ given, updates });
    expect(updates, name).toBeGreaterThanOrEqual(sequenceLowerBound(given).bound * (1 - 1e-12));
    expect(sequenceLowerBound(given, "printed").bound, name).toBeLessThanOrEqual(sequenceLowerBound(given).bound);
    const upperInput = { ...given, separatorNorm: Math.sqrt(input.features) };
    expect(updates, name).toBeLessThanOrEqual(overparameterizedRoot(upperInput));
    expect(overparameterizedRoot(upperInput), name).toBeLessThanOrEqual(overparameterizedBound(upperInput) * (1 + 1e-12));
  }
});

test("M_k is the same in all units, Corollary 3 for all k, and the measured start is never worse than the root form", () => {
  for (const scale of [2, 0.25]) {
    const data = { dataRadius: 1 / scale, separatorNorm: 5 * scale, initialRadius: usual(10) * scale, learningRate: 0.001 * scale * scale };
    const outputs = {
      outputWeight: usual(10) * scale,
      initialRadius: usual(10) / scale,
      learningRate: 0.001 / (scale * scale),
    };
    for (const change of [data, outputs]) {
      expect(overparameterizedBound({ ...BASE, ...change })).toBeCloseTo(overparameterizedBound(BASE), 7);
      expect(overparameterizedRoot({ ...BASE, ...change })).toBeCloseTo(overparameterizedRoot(BASE), 7);
    }
  }
  for (const pairs of [1, 7, 500])
    expect(overparameterizedBound({ ...BASE, pairs, outputWeight: usual(pairs), initialRadius: usual(pairs) })).toBeCloseTo(
      sizeFreeBound(BASE),
      7,
    );
  // R√(2k) is ψ₀ at most, and then φ₀ = −ψ₀·‖Ω‖ is the worst start: the root form itself.
  const square = 20 * BASE.outputWeight * BASE.outputWeight;
  const psi = BASE.initialRadius! * Math.sqrt(20);
  const worst = -psi * Math.sqrt(square) * 5;
  const start = { slope: 0.1, learningRate: 0.001, separatorNorm: 5, outputSquare: square };
  expect(leakyStartBound(start, { psi, phi: worst })).toBeLessThanOrEqual(overparameterizedRoot(BASE) * (1 + 1e-12));
  expect(leakyStartBound(start, { psi, phi: 0 })).toBeLessThan(leakyStartBound(start, { psi, phi: worst }));
  expect(leakyStartBound(start, { psi: 0, phi: 0 })).toBeCloseTo(leakyUpdateBound(start), 6);
});

test.each([
  () => overparameterizedBound({ ...BASE, pairs: 0 }),
  () => overparameterizedBound({ ...BASE, pairs: 2.5 }),
  () => overparameterizedBound({ ...BASE, slope: 0 }),
  () => overparameterizedBound({ ...BASE, slope: 1 }),
  () => overparameterizedBound({ ...BASE, smallestRatio: 0 }),
  () => overparameterizedRoot({ ...BASE, slope: -0.1 }),
  () => sizeFreeBound({ slope: 0.1, learningRate: 0, separatorNorm: 5 }),
  () => leakyStartBound({ ...BASE, outputSquare: 0 }, { psi: 1, phi: 0 }),
  () => sequenceLowerBound({ ...SEQUENCE, slope: 1 }),
  () => lowerBoundSequence({ ...SEQUENCE, pairs: 0 }),
  () => basisSuccess({ features: 4, pairs: 0 }),
  () => basisThresholds(4, 0),
  () => basisUpdates({ features: 4, largestWeight: 1, learningRate: 0 }),
])("preconditions are checked: %s", (call) => {
  expect(call).toThrow(expect.objectContaining({ name: "RelulabError", code: "ARG_RANGE" }));
});
