import { expect, test } from "vitest";
import { deriveSeed, WordStream } from "../../src/data/streams.js";
import { type Certificate, type DeepOptions, load, type NamedLoss, type Precision } from "../../src/index.js";
import { clopperPearson } from "../support/clopperPearson.js";

// Certificates of S4 on random runs: sure statements hold, whatever the run; those "with high probability" are counted. `npm run certify:deep`
// makes 200 runs and prints the table.

const INSTANCES = Number((globalThis as { process?: { env: Record<string, string | undefined> } }).process?.env.INSTANCES ?? 12);
const SEED = 23;
/** δ of Theorem 5.1: each statement is promised with probability 1 − δ at least, with a constant that is not printed. */
const DELTA = 0.05;
const LOSSES: readonly NamedLoss[] = ["hinge", "squared-hinge", "logistic", "exponential", { kind: "smoothed-hinge", width: 0.5 }];
/** A count speaks against a promise only when the exact probability of it is below this. */
const LEVEL = 1e-6;

function instance(number: number) {
  const words = new WordStream({ seed: deriveSeed(SEED, number), trial: 0, role: 0, part: 0 });
  // Assumption 3.6: no layer more than twice as wide as another.
  const half = Math.round(8 * 8 ** words.uniform());
  const width = (): number => 2 * (half + words.integer(half + 1));
  const precision: Precision = words.integer(2) === 0 ? "f32" : "f64";
  const samples = 4 + words.integer(20);
  const options: DeepOptions = {
    hidden: Array.from({ length: 1 + words.integer(5) }, width),
    learningRate: 2 ** (-10 + 5 * words.uniform()),
    loss: LOSSES[words.integer(LOSSES.length)],
    ...(words.integer(2) === 0 ? { batchSize: 1 + words.integer(samples) } : {}),
    maxSteps: 200,
    stopAtZeroError: words.integer(2) === 0,
    seed: deriveSeed(SEED, number),
  };
  return { precision, samples, features: 4 + words.integer(12), separation: 0.05 + 0.45 * words.uniform(), options };
}

/** null where the statement does not apply; else whether its bound is kept with the constant 1, and the constant that it would need. */
function kept({ bound, observed, text }: Certificate): { readonly kept: boolean; readonly constant: number } | null {
  if (bound === null || observed === null) return null;
  const upper = text.includes("bound at most");
  return { kept: upper ? observed <= bound : observed >= bound, constant: upper ? observed / bound : bound / observed };
}

/** One line of the table: how often a statement was kept with constant 1, and the constant with which it would be in 1 − δ of the runs. */
function line(theorem: string, found: readonly { readonly kept: boolean; readonly constant: number }[]): string {
  const count = found.filter((one) => one.kept).length;
  const [low, high] = clopperPearson(count, found.length, 0.05);
  const constants = found.map(({ constant }) => constant).sort((a, b) => a - b);
  const needed = constants[Math.min(constants.length - 1, Math.ceil((1 - DELTA) * constants.length) - 1)];
  const verdict = high >= 1 - DELTA ? "agrees with 1 − δ" : "needs another constant";
  const share = `${count} of ${found.length}`.padStart(10);
  return `${theorem.padEnd(30)} ${share}   ${low.toFixed(3)} … ${high.toFixed(3)}   ${verdict.padEnd(22)} ${needed < Infinity ? needed.toPrecision(3) : "none"}`;
}

test(`random runs: every sure statement holds; ${INSTANCES} instances, seed ${SEED}`, async () => {
  const labs = { f32: await load({ precision: "f32" }), f64: await load({ precision: "f64" }) };
  const sure = new Map<string, number>();
  const probable = new Map<string, { kept: boolean; constant: number }[]>();
  let finite = 0;
  for (let number = 0; number < INSTANCES; number++) {
    const { precision, samples, features, separation, options } = instance(number);
    const lab = labs[precision];
    const data = lab.data.separated({ samples, features, separation, seed: deriveSeed(SEED, number) });
    const run = lab.sync.trainDeep(data, options);
    if (run.status !== "diverged") finite++;
    const name = `instance ${number}: ${precision} n=${samples} d=${features} ${JSON.stringify(options)}`;
    for (const certificate of lab.sync.certify(run, data, { delta: DELTA })) {
      const { theorem, statement, verdict, text } = certificate;
      expect(verdict, `${name}\n${text}`).not.toBe("violated");
      if (statement === "sure") sure.set(theorem, (sure.get(theorem) ?? 0) + (verdict === "holds" ? 1 : 0));
      const found = statement === "probability" ? kept(certificate) : null;
      if (found !== null) probable.set(theorem, [...(probable.get(theorem) ?? []), found]);
    }
  }
  const table = Array.from(probable, ([theorem, found]) => line(theorem, found)).sort();
  console.log(
    [
      `${INSTANCES} random deep runs, seed ${SEED}, ${INSTANCES - finite} diverged: sure statements that applied, all of them held`,
      ...Array.from(sure, ([theorem, count]) => `${theorem.padEnd(30)} ${String(count).padStart(4)}`).sort(),
      "",
      `With probability 1 − δ, δ = ${DELTA}; kept with constant 1, Clopper-Pearson interval at 95 %, the constant that ${100 - 100 * DELTA} % of the runs keep`,
      ...table,
    ].join("\n"),
  );
  // Sure statements must have had something to say: all but those that need two layers or a loss that has become small, in every run.
  for (const theorem of ["Lemma B.6", "Lemma B.3 (count)", "§3.4 (gradient)"]) expect(sure.get(`S4 ${theorem}`)).toBe(finite);
  expect(finite).toBeGreaterThan(0.9 * INSTANCES);
  expect(sure.get("S4 Lemma B.1 (product)")).toBeGreaterThan(INSTANCES / 2);
  expect(sure.get("S4 Corollary 4.3")! + sure.get("S4 Corollary 4.6")!).toBeGreaterThan(INSTANCES / 50);
  expect(sure.get("S4 Lemma 5.5")).toBeGreaterThan(INSTANCES / 8);
  expect(sure.get("S4 Lemma 5.7")).toBeGreaterThan(INSTANCES / 8);
  // (iv) is the one statement whose constant is printed: by Chernoff's bound for Bin(m, β√m/√π) it fails with less than δ for β of (5.1).
  const four = probable.get("S4 Theorem 5.1 (iv)")!;
  expect(four.length).toBe(finite);
  expect(clopperPearson(four.filter((one) => one.kept).length, four.length, LEVEL)[1]).toBeGreaterThanOrEqual(1 - DELTA);
  labs.f32.dispose();
  labs.f64.dispose();
});

test("Clopper and Pearson's interval: printed values, and the two ends", () => {
  const [low, high] = clopperPearson(8, 20, 0.05);
  // R: binom.test(8, 20)$conf.int
  expect([low, high].map((x) => x.toFixed(7))).toEqual(["0.1911901", "0.6394574"]);
  expect(clopperPearson(0, 10, 0.05)[0]).toBe(0);
  expect(clopperPearson(0, 10, 0.05)[1]).toBeCloseTo(1 - 0.025 ** 0.1, 12);
  expect(clopperPearson(10, 10, 0.05)[0]).toBeCloseTo(0.025 ** 0.1, 12);
  expect(clopperPearson(10, 10, 0.05)[1]).toBe(1);
});
