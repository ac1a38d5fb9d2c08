import { expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import { load, type TwoLayerOptions } from "../../src/index.js";

// Theorem 1 and the inequalities of its proof on random small problems. `npm run certify:random` makes 10,000 of them instead of 500.

const INSTANCES = Number((globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.INSTANCES ?? 500);
const SEED = 20_261_125;

function instance(number: number) {
  const stream = new WordStream({ seed: SEED, trial: number, role: 5, part: 0 });
  const between = (low: number, high: number): number => low + stream.integer(high - low + 1);
  const spread = (low: number, high: number): number => low * (high / low) ** stream.uniform();
  const pick = <T>(choices: readonly T[]): T => choices[stream.integer(choices.length)];
  const hidden = between(2, 8);
  const outputWeights = Array.from({ length: hidden }, (_, j) => (j === 0 ? 1 : j === 1 ? -1 : pick([-1, 1])) * spread(0.25, 4));
  const options: TwoLayerOptions = {
    hidden,
    outputWeights,
    method: pick(["plain", "noisy", "noisy", "noisy"] as const),
    learningRate: spread(1e-3, 1),
    noiseStd: spread(0.1, 30),
    initialWeights: pick(["zero", "gaussian", { ball: spread(0.1, 10) }] as const),
    sampling: pick(["cycle", "shuffle", "uniform"] as const),
    derivAtZero: pick([0, 1] as const),
    engine: pick(["primal", "gram"] as const),
    bias: pick([true, false]),
    maxEpochs: 300,
    seed: SEED,
    trial: number,
    checkProof: true,
  };
  return { options, samples: between(1, 60), features: between(1, 20), precision: pick(["f32", "f64"] as const) };
}

test(`updates stay below every form of T_k and no inequality of the proof breaks: ${INSTANCES} instances, seed ${SEED}`, async () => {
  const labs = { f32: await load({ precision: "f32" }), f64: await load({ precision: "f64" }) };
  let moved = 0;
  let tightest = Infinity;
  for (let number = 0; number < INSTANCES; number++) {
    const { options, samples, features, precision } = instance(number);
    const lab = labs[precision];
    const data = lab.data.separable({ samples, features, seed: SEED, trial: number });
    const run = lab.sync.trainTwoLayer(data, options);
    const name = `instance ${number}: ${precision} n=${samples} d=${features} ${JSON.stringify(options)}`;
    expect(run.proof, name).toMatchObject({ updates: run.updates, violations: 0, firstViolation: null });
    const certificates = lab.sync.certify(run, data);
    for (const { theorem, verdict, text } of certificates)
      expect(["holds", "consistent", "vacuous", "not-applicable"], `${name}\n${theorem}: ${text}`).toContain(verdict);
    const [bound, aware] = certificates;
    expect(bound.verdict, name).toBe("holds");
    expect(aware.verdict, name).toBe("holds");
    const { corrected, exactRoot, runAware } = bound.numbers as Record<string, number>;
    expect(runAware, name).toBeLessThanOrEqual(exactRoot * (1 + 1e-9));
    expect(exactRoot, name).toBeLessThanOrEqual(corrected * (1 + 1e-9));
    if (run.updates > 0) moved++;
    tightest = Math.min(tightest, aware.slack ?? Infinity);
  }
  expect(moved).toBeGreaterThan(INSTANCES / 2);
  console.log(`${INSTANCES} instances, seed ${SEED}: ${moved} with updates, tightest bound ${tightest.toFixed(3)} times the updates`);
});
