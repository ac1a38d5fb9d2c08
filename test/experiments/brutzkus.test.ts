import { expect, test } from "vitest";
import { changed, smallRuns } from "../support/experiments.js";
import { testAllHold } from "../support/smallExperiments.js";

// The experiments of S2, small, on generated digits: every check holds, and each can fail.

const DIGITS = { hidden: [10, 40], samples: 300, testSamples: 200, epochs: 60 } as const;
const SETTINGS = {
  "brutzkus-fig1": { trials: 3, set: DIGITS },
  "brutzkus-fig2": { trials: 2, set: { ...DIGITS, learningRateBoth: 0.01 } },
  "brutzkus-fig3": { trials: 2, set: DIGITS },
  "brutzkus-thm9": { trials: 120, set: { features: [16, 64], half: [1, 3, 5, 7, 9] } },
  "brutzkus-escape": { trials: 12, set: { noise: [0.05, 1] } },
  "brutzkus-overfit": { trials: 3, set: { samples: [20, 60], testSamples: 40, features: 10 } },
} as const;
type Id = keyof typeof SETTINGS;
const IDS = Object.keys(SETTINGS) as Id[];

const small = smallRuns(SETTINGS);

testAllHold(IDS, small);

const epochs = (value: number, last = value): number[] =>
  Array.from({ length: DIGITS.epochs + 1 }, (_, e) => (e === DIGITS.epochs ? last : value));

type Doctored = readonly [id: Id, check: string, cell: number, record: object, otherCell?: number, other?: object];

const DOCTORED: readonly Doctored[] = [
  ["brutzkus-fig1", "training-10", 0, { training: epochs(0.1) }],
  ["brutzkus-fig1", "test-40", 1, { test: epochs(0.2) }],
  ["brutzkus-fig1", "test-spread", 1, { test: epochs(0) }, 0, { test: epochs(0.03) }],
  ["brutzkus-fig1", "rise-40", 1, { test: epochs(0.01, 0.03) }],
  ["brutzkus-fig2", "first-10", 1, { test: epochs(0.3) }],
  ["brutzkus-fig3", "signs", 0, { ratioMin: epochs(1, -0.1) }],
  ["brutzkus-fig3", "similar", 0, { ratioMax: epochs(100) }],
  ["brutzkus-thm9", "law", 2, { success: true }],
  ["brutzkus-thm9", "updates", 0, { updates: 1e9 }],
  ["brutzkus-escape", "loss", 0, { loss: 0.2 }],
  ["brutzkus-escape", "stay", 0, { left: true }],
  ["brutzkus-escape", "leaky", 2, { status: "budget" }],
  ["brutzkus-escape", "law", 4, { leftFirst: false }],
  ["brutzkus-escape", "proposition-1", 4, { promised: 1, law: 0.5 }],
  ["brutzkus-overfit", "memorizer-training", 0, { memorizerTraining: 0.1 }],
  ["brutzkus-overfit", "memorizer-test", 0, { memorizerTest: 0.9 }],
  ["brutzkus-overfit", "sgd-training", 0, { sgdTraining: 0.1 }],
];

for (const [id, check, cell, record, otherCell = -1, other = {}] of DOCTORED)
  test(`${id}: the check ${check} can fail`, async () => {
    const { outcomes, checked } = await small(id);
    const one = changed(outcomes, (outcome) => outcome.cell === cell, record);
    const { checks } = checked(changed(one, (outcome) => outcome.cell === otherCell, other));
    expect(checks.find((found) => found.id === check)?.passed).toBe(false);
  });

test("brutzkus-thm9: another law than the exact one does not pass", async () => {
  const { outcomes, checked } = await small("brutzkus-thm9");
  // Successes of k + 1 in place of k: every trial of a cell takes the record of the next one.
  const shifted = outcomes.map((outcome) => {
    const next = outcomes.find(({ cell, index }) => cell === outcome.cell + 1 && index === outcome.index);
    return next === undefined ? outcome : { ...outcome, record: next.record };
  });
  expect(checked(shifted).checks.find(({ id }) => id === "law")?.passed).toBe(false);
});
