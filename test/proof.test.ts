import { expect, test } from "vitest";
import { load } from "../src/index.js";

// The inequalities of the proof of Theorem 1 (S0 eq. 18-24, S0-T2) at every non-zero update of small runs, in f64.

test("each update moves φ up by at least η and ψ² by at most η²‖v‖²‖x‖² + 2η; Cauchy-Schwarz holds", async () => {
  const lab = await load({ precision: "f64" });
  for (let seed = 1; seed <= 12; seed++) {
    const outputWeights = seed % 2 === 0 ? [1, 1, -1, -1] : [0.5, 2, -1, -0.25];
    const learningRate = seed % 3 === 0 ? 0.5 : 0.01;
    const data = lab.data.separable({ samples: 20, features: 8, seed });
    const run = lab.start.twoLayer(data, { hidden: 4, outputWeights, learningRate, noiseStd: 5, seed, maxEpochs: 200, engine: "primal" });
    const smallest = Math.min(...outputWeights.map(Math.abs));
    const square = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
    const separator = Array.from(data.separator!);
    const target = outputWeights.flatMap((v) => separator.map((w) => (Math.sign(v) * w) / smallest));
    const psiSquare = (weights: readonly number[]): number => square(weights);
    const phi = (weights: readonly number[]): number => weights.reduce((sum, w, e) => sum + w * target[e], 0);
    let before = Array.from(run.result().weights);
    let seen = 0;
    while (!run.done) {
      const { steps, updates } = run.snapshot();
      run.advance(1);
      if (run.snapshot().updates === updates) continue;
      seen++;
      const i = steps % data.samples;
      const x = Array.from(data.X.subarray(i * 8, i * 8 + 8));
      const after = Array.from(run.result().weights);
      const growth = learningRate * learningRate * square(outputWeights) * square(x) + 2 * learningRate;
      const allowance = 1e-13 * Math.max(1, psiSquare(after));
      expect(psiSquare(after) - psiSquare(before), `ψ², seed ${seed}, step ${steps}`).toBeLessThanOrEqual(growth + allowance);
      expect(phi(after) - phi(before), `φ, seed ${seed}, step ${steps}`).toBeGreaterThanOrEqual(
        learningRate - 1e-11 * Math.abs(phi(after)),
      );
      expect(phi(after)).toBeLessThanOrEqual(Math.sqrt(psiSquare(after) * square(target)) * (1 + 1e-12));
      before = after;
    }
    expect(seen, `seed ${seed}`).toBeGreaterThan(3);
    run.dispose();
  }
});
