import { expect, test } from "vitest";
import { WordStream } from "../../../src/data/streams.js";
import { type InitialWeights, load, type TwoLayerOptions } from "../../../src/index.js";
import { lowerBoundSequence } from "../../../src/theory/index.js";

// S2 Theorems 2, 4 and 10 on random small problems. The suite makes 200 and 40 of them, `npm run certify:random` 10,000 and 2,000.

const INSTANCES = Number((globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.INSTANCES ?? 200);
const SEQUENCES = Math.ceil(INSTANCES / 5);
const SEED = 20_262_002;

const labs = { f32: await load({ precision: "f32" }), f64: await load({ precision: "f64" }) };

function draws(trial: number) {
  const stream = new WordStream({ seed: SEED, trial, role: 5, part: 0 });
  return {
    between: (low: number, high: number): number => low + stream.integer(high - low + 1),
    spread: (low: number, high: number): number => low * (high / low) ** stream.uniform(),
    pick: <T>(choices: readonly T[]): T => choices[stream.integer(choices.length)],
  };
}

function instance(number: number) {
  const { between, spread, pick } = draws(number);
  const pairs = between(1, 6);
  const usual = 1 / Math.sqrt(2 * pairs);
  const paper = pick([true, false]);
  const v = paper ? usual : spread(0.1, 2);
  const R = paper ? usual : spread(0.05, 3);
  const options: TwoLayerOptions = {
    hidden: 2 * pairs,
    method: "plain",
    slope: spread(0.02, 0.9),
    layers: pick(["first", "first", "both"] as const),
    learningRate: spread(1e-2, 1),
    outputWeights: { plusMinus: v },
    initialWeights: pick<InitialWeights>([{ sphere: R }, { ball: R }, { box: R }, "zero"]),
    sampling: pick(["cycle", "shuffle", "uniform"] as const),
    derivAtZero: pick([0, 0.5, 1] as const),
    bias: pick([true, false]),
    maxEpochs: 20_000,
    seed: SEED,
    trial: number,
  };
  return { options, samples: between(1, 30), features: between(1, 15), precision: pick(["f32", "f64"] as const) };
}

test(`updates stay below every form of M_k: ${INSTANCES} instances, seed ${SEED}`, async () => {
  let moved = 0;
  let applied = 0;
  let tightest = Infinity;
  for (let number = 0; number < INSTANCES; number++) {
    const { options, samples, features, precision } = instance(number);
    const lab = labs[precision];
    const data = lab.data.separable({ samples, features, seed: SEED, trial: number });
    const run = lab.sync.trainTwoLayer(data, options);
    const certificates = lab.sync.certify(run, data);
    const name = `instance ${number}: ${precision} n=${samples} d=${features} ${JSON.stringify(options)}`;
    for (const { theorem, verdict, text } of certificates)
      expect(["holds", "consistent", "vacuous", "not-applicable"], `${name}\n${theorem}: ${text}`).toContain(verdict);
    const [two, aware, corollary] = certificates;
    if (run.updates > 0) moved++;
    if (options.layers === "both" && two.verdict === "not-applicable") {
      expect(run.ratio.min, name).toBeLessThanOrEqual(0);
      continue;
    }
    applied++;
    expect(two.verdict, `${name}\n${two.text}`).toBe("holds");
    expect(aware.verdict, name).toBe("holds");
    const { bound, exactRoot } = two.numbers as Record<string, number>;
    expect(aware.bound!, name).toBeLessThanOrEqual(exactRoot * (1 + 1e-6));
    expect(exactRoot, name).toBeLessThanOrEqual(bound * (1 + 1e-9));
    // Its R is 1/√(2k), of which a run may use less.
    if (corollary.verdict === "holds") expect(corollary.bound!, name).toBeGreaterThanOrEqual(bound * (1 - 1e-5));
    tightest = Math.min(tightest, aware.slack ?? Infinity);
  }
  expect(moved).toBeGreaterThan(INSTANCES / 2);
  expect(applied).toBeGreaterThan(INSTANCES / 2);
  console.log(`${INSTANCES} instances, seed ${SEED}: ${moved} with updates, ${applied} certified, tightest bound ×${tightest.toFixed(3)}`);
});

test(`the sequences of Theorem 10 take at least the lower and at most the upper bound: ${SEQUENCES} of them`, async () => {
  let tightest = Infinity;
  for (let number = 0; number < SEQUENCES; number++) {
    const { between, spread } = draws(1e9 + number);
    const pairs = between(1, 8);
    const input = { features: between(1, 30), pairs, slope: spread(0.05, 0.9), learningRate: spread(0.01, 20) };
    const [outputWeight, initialRadius] = [spread(0.1, 1), spread(0.01, 1)];
    const { data, options, bound } = lowerBoundSequence({ ...input, outputWeight, initialRadius });
    const run = labs.f64.sync.trainTwoLayer(data, { ...options, maxEpochs: 1_000_000 });
    const name = JSON.stringify({ input, outputWeight, initialRadius, updates: run.updates });
    expect(run.status, name).toBe("global-minimum");
    expect(run.updates, name).toBeGreaterThanOrEqual(bound.bound * (1 - 1e-12));
    const certificates = labs.f64.sync.certify(run, data);
    expect(certificates[0], name).toMatchObject({ theorem: "S2 Theorem 2", verdict: "holds" });
    const ten = certificates.find(({ theorem }) => theorem === "S2 Theorem 10")!;
    expect(ten.verdict, `${name}\n${ten.text}`).toBe("holds");
    tightest = Math.min(tightest, ten.slack ?? Infinity);
  }
  console.log(`${SEQUENCES} sequences, seed ${SEED}: tightest lower bound ×${tightest.toFixed(3)}`);
});
