import { expect, test } from "vitest";
import { WordStream } from "../../../src/data/streams.js";
import { load } from "../../../src/index.js";
import { badMinimum, leakyDescent } from "../../../src/theory/index.js";
import { networkOutputs } from "../../../src/theory/leaky/network.js";

// S2 Proposition 1 (S2-T5): with a leaky ReLU the loss falls along W̃* wherever it is positive.

const lab = await load({ precision: "f64" });

test("500 random nets: ⟨∂L, W̃*⟩ is at most −α‖v‖₁·violating/n, and is the slope of the loss along W̃*", () => {
  let violated = 0;
  for (let i = 0; i < 500; i++) {
    const draws = new WordStream({ seed: 8, trial: i, role: 5, part: 0 });
    const [samples, features, hidden] = [1 + draws.integer(20), 1 + draws.integer(6), 2 + draws.integer(5)];
    const data = lab.data.separable({ samples, features, seed: 40 + i });
    const slope = 0.01 + 0.98 * draws.uniform();
    const outputWeights = Array.from(
      { length: hidden },
      (_, j) => (j === 0 ? 1 : j === 1 ? -1 : draws.integer(2) * 2 - 1) * (0.1 + draws.uniform()),
    );
    const weights = Float64Array.from({ length: hidden * features }, () => 4 * draws.uniform() - 2);
    const found = leakyDescent({ weights, outputWeights }, slope, data);
    const loss = (W: ArrayLike<number>): number =>
      networkOutputs({ weights: W, outputWeights }, data, slope).reduce((sum, f, s) => sum + Math.max(0, 1 - data.y[s] * f), 0) / samples;
    expect(found.loss).toBeCloseTo(loss(weights), 12);
    expect(found.global).toBe(found.violating.length === 0);
    expect(found.inner).toBeLessThanOrEqual(found.atMost * (1 - 1e-9));
    if (found.global) continue;
    violated++;
    expect(found.atMost).toBeLessThan(0);
    const h = 1e-9;
    const ahead = weights.map((w, e) => w + h * Math.sign(outputWeights[Math.floor(e / features)]) * data.separator![e % features]);
    // Kinks closer than h·‖ω‖ would spoil a difference quotient: allow for few and small ones.
    const quotient = (loss(ahead) - loss(weights)) / h;
    expect(Math.abs(quotient / found.inner - 1)).toBeLessThan(1e-3);
  }
  expect(violated).toBeGreaterThan(300);
});

test("the bad minimum of ReLU is no critical point of leaky ReLU", () => {
  const data = lab.data.separable({ samples: 30, features: 5, seed: 2 });
  const minimum = badMinimum(data, { pairs: 3 });
  expect(minimum.proof.loss).toBeGreaterThanOrEqual(0.5);
  const found = leakyDescent(minimum, 0.001, data);
  expect(found.global).toBe(false);
  expect(found.inner).toBeLessThan(0);
});

test("bad arguments are refused; a separator that does not separate, with the sample", () => {
  const data = lab.data.separable({ samples: 5, features: 3, seed: 2 });
  const net = { weights: new Float64Array(6).fill(1), outputWeights: [1, -1] };
  expect(() => leakyDescent(net, 0, data)).toThrow(expect.objectContaining({ code: "ARG_RANGE" }));
  expect(() => leakyDescent(net, 1, data)).toThrow(expect.objectContaining({ code: "ARG_RANGE" }));
  expect(() => leakyDescent({ ...net, weights: [1] }, 0.1, data)).toThrow(expect.objectContaining({ code: "ARG_SHAPE" }));
  expect(() => leakyDescent(net, 0.1, data, [0, 0, 0])).toThrow(/sample 0 has 0/);
});
