import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import {
  compressionBound,
  exactRootBound,
  idleConfidence,
  idlePassesFor,
  lemmaOneSlack,
  leakyUpdateBound,
  runAwareBound,
  updateBound,
  updateLowerBound,
  type UpdateBoundInput,
  zeroStartBound,
} from "../../src/theory/index.js";

// Golden values of the formulas, their symmetries, and their order. Expected values were computed with 30 digits.

const BASE: UpdateBoundInput = {
  hidden: 4,
  outputSquare: 4,
  smallestOutput: 1,
  learningRate: 0.01,
  separatorNorm: 10,
  initialRadius: 1,
  dataRadius: 1,
};
const WIDE = { ...BASE, dataRadius: 3 };
// v = (0.5, 2, −1, −0.25).
const UNEVEN = { ...BASE, outputSquare: 0.25 + 4 + 1 + 0.0625, smallestOutput: 0.25 };

const relative = (found: number, expected: number): number => Math.abs(found / expected - 1);

test.each([
  ["corrected, r = 1", updateBound(BASE), 115149.9510762741],
  ["corrected, r = 3", updateBound(WIDE), 129880.90245970828],
  ["printed, r = 1", updateBound(BASE, "printed"), 110349.9510762741],
  ["printed, r = 3", updateBound(WIDE, "printed"), 122947.56912637493],
  ["exact root, r = 1", exactRootBound(BASE), 96939.79642665722],
  ["exact root, r = 3", exactRootBound(WIDE), 109817.21340383451],
  ["W⁰ = 0", zeroStartBound(BASE), 81600],
  ["run-aware", runAwareBound(BASE, { psi: 1.5, phi: -3 }), 82308.25160086266],
  ["uneven v, corrected", updateBound(UNEVEN), 1551056.0898876206],
  ["uneven v, exact root", exactRootBound(UNEVEN), 1377256.4928861915],
  ["uneven v, printed", updateBound(UNEVEN, "printed"), 1536056.0898876206],
  ["leaky", leakyUpdateBound({ slope: 0.1, learningRate: 0.01, outputSquare: 4, separatorNorm: 10 }), 510000],
  ["leaky, printed", leakyUpdateBound({ slope: 0.1, learningRate: 0.01, outputSquare: 4, separatorNorm: 10 }, "printed"), 260000],
  ["passes, w = 50", idlePassesFor(1e-6, { weightRadius: 50, noiseStd: 10, rarerSign: 1 }), 48196172.4],
  ["passes, w = 30", idlePassesFor(1e-6, { weightRadius: 30, noiseStd: 10, rarerSign: 5 }), 2045.515],
  ["compression", compressionBound({ samples: 10_000, updates: 10 }).bound, 0.0976485811642414],
  ["compression, K = 5", compressionBound({ samples: 10_000, updates: 10, noisyUnits: 5 }).bound, 0.1253744683866392],
])("%s", (_name, found, expected) => {
  // As many digits as the expected value is given with.
  expect(relative(found, expected)).toBeLessThan(expected === 2045.515 || expected === 48196172.4 ? 1e-6 : 1e-14);
});

/** (cv, W/c, η/c²): the same problem in other units. */
const rescaledOutputs = (input: UpdateBoundInput, c: number): UpdateBoundInput => ({
  ...input,
  outputSquare: input.outputSquare * c * c,
  smallestOutput: input.smallestOutput * c,
  learningRate: input.learningRate / (c * c),
  initialRadius: (input.initialRadius ?? 0) / c,
});

/** (x/r, rω*, rW, r²η): the same problem in other units. */
const rescaledData = (input: UpdateBoundInput, r: number): UpdateBoundInput => ({
  ...input,
  dataRadius: (input.dataRadius ?? 1) / r,
  separatorNorm: input.separatorNorm * r,
  initialRadius: (input.initialRadius ?? 0) * r,
  learningRate: input.learningRate * r * r,
});

describe("errata 4: T_k must not depend on units", () => {
  test("the corrected bound does not, bit for bit by powers of two", () => {
    for (const input of [BASE, WIDE, UNEVEN])
      for (const scale of [2, 0.25, 8]) {
        for (const other of [rescaledOutputs(input, scale), rescaledData(input, scale)]) {
          expect(updateBound(other)).toBe(updateBound(input));
          expect(exactRootBound(other)).toBe(exactRootBound(input));
        }
      }
  });

  test("the printed bound does: it is a slip of the paper", () => {
    expect(relative(updateBound(rescaledOutputs(BASE, 2.5), "printed"), 127149.951076274)).toBeLessThan(1e-14);
    expect(relative(updateBound(rescaledOutputs(BASE, 2.5)), 115149.951076274)).toBeLessThan(1e-14);
    expect(updateBound(rescaledOutputs(BASE, 2), "printed")).not.toBe(updateBound(BASE, "printed"));
  });
});

test("run-aware ≤ exact root ≤ corrected for every start within ρ: 2,000 settings, seed 5", () => {
  const stream = new WordStream({ seed: 5, trial: 0, role: 5, part: 0 });
  const spread = (low: number, high: number): number => low * (high / low) ** stream.uniform();
  for (let i = 0; i < 2000; i++) {
    const hidden = 2 + stream.integer(20);
    const smallestOutput = spread(0.01, 10);
    const input: UpdateBoundInput = {
      hidden,
      smallestOutput,
      outputSquare: hidden * smallestOutput * smallestOutput * spread(1, 50),
      learningRate: spread(1e-4, 10),
      separatorNorm: spread(0.1, 1000),
      initialRadius: spread(1e-3, 100),
      dataRadius: spread(0.1, 20),
    };
    const psi = Math.sqrt(hidden) * input.initialRadius! * stream.uniform();
    const most = (psi * Math.sqrt(hidden) * input.separatorNorm) / smallestOutput;
    const phi = most * (2 * stream.uniform() - 1);
    const root = exactRootBound(input);
    expect(runAwareBound(input, { psi, phi }), JSON.stringify({ input, psi, phi })).toBeLessThanOrEqual(root * (1 + 1e-12));
    expect(root).toBeLessThanOrEqual(updateBound(input) * (1 + 1e-12));
  }
});

test("lower bound on basis data: the counted form is never below the printed one when the positive units carry no more than all", () => {
  expect(updateLowerBound({ features: 16, learningRate: 1 / 16, outputWeights: [1, 1, -1, -1] })).toEqual({ printed: 64, counted: 128 });
  expect(updateLowerBound({ features: 9, learningRate: 1000, outputWeights: [1, -1] }).counted).toBe(9);
});

test("Proposition 1 and its inverse", () => {
  const input = { weightRadius: 2, dataRadius: 3, noiseStd: 5, rarerSign: 4 };
  for (const delta of [0.5, 0.01, 1e-9]) expect(1 - idleConfidence(idlePassesFor(delta, input), input)).toBeCloseTo(delta, 12);
  expect(idleConfidence(0, input)).toBe(0);
  expect(idlePassesFor(1e-6, { ...input, weightRadius: 1e6 })).toBe(Infinity);
});

test("a compression bound at or above 1, or with n < 2c, says nothing", () => {
  expect(compressionBound({ samples: 1000, updates: 100 }).informative).toBe(false);
  expect(compressionBound({ samples: 100, updates: 51 }).bound).toBe(Infinity);
  expect(compressionBound({ samples: 10_000, updates: 10 })).toMatchObject({ informative: true, confidence: 1 - 0.05 / 0.95 });
});

test("Lemma 1 holds for noise where Algorithm 1 puts it, and fails elsewhere: 20,000 draws, seed 6", () => {
  const stream = new WordStream({ seed: 6, trial: 0, role: 5, part: 0 });
  const symmetric = (size: number): number => size * (2 * stream.uniform() - 1);
  let broken = 0;
  for (let i = 0; i < 20_000; i++) {
    const k = 2 + stream.integer(8);
    const [v, z] = [Array.from({ length: k }, () => symmetric(3)), Array.from({ length: k }, () => symmetric(5))];
    const y = stream.integer(2) === 0 ? 1 : -1;
    const noise = v.map((vj) => (y * vj >= 0 ? symmetric(10) : 0));
    expect(lemmaOneSlack(y, v, z, noise), `draw ${i}`).toBeGreaterThanOrEqual(0);
    if (
      lemmaOneSlack(
        y,
        v,
        z,
        v.map((vj) => (y * vj < 0 ? symmetric(10) : 0)),
      ) < 0
    )
      broken++;
  }
  expect(broken).toBeGreaterThan(1000);
});

test.each([
  () => updateBound({ ...BASE, hidden: 1 }),
  () => updateBound({ ...BASE, learningRate: 0 }),
  () => updateBound({ ...BASE, separatorNorm: Infinity }),
  () => updateBound({ ...BASE, initialRadius: -1 }),
  () => exactRootBound({ ...BASE, dataRadius: NaN }),
  () => runAwareBound(BASE, { psi: -1, phi: 0 }),
  () => leakyUpdateBound({ slope: 0, learningRate: 0.1, outputSquare: 1, separatorNorm: 1 }),
  () => updateLowerBound({ features: 4, learningRate: 0.1, outputWeights: [-1, -1] }),
  () => idleConfidence(3, { weightRadius: 1, noiseStd: 0, rarerSign: 1 }),
  () => idlePassesFor(0, { weightRadius: 1, noiseStd: 1, rarerSign: 1 }),
  () => compressionBound({ samples: 100, updates: 1.5 }),
  () => compressionBound({ samples: 100, updates: 1, delta: 0.9 }),
])("preconditions are checked: %s", (call) => {
  expect(call).toThrow(expect.objectContaining({ name: "RelulabError", code: "ARG_RANGE" }));
});
