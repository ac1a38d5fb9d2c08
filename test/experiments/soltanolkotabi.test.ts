import { expect, test } from "vitest";
import { summarise } from "../../src/sweep/certificates.js";
import { runTrials } from "../../src/sweep/index.js";
import { changed, smallRuns } from "../support/experiments.js";
import { testAllHold } from "../support/smallExperiments.js";

// The experiments on one ReLU, small: every check holds, and each can fail.

const SETTINGS = {
  "soltanolkotabi-fig1": { trials: 12, set: { features: 200, sparsity: 4 } },
  "soltanolkotabi-envelope": { trials: 6, set: { features: 60, sparsity: [2, 4], ratio: [2, 14] } },
  "soltanolkotabi-phase": { trials: 6, set: { features: 50, density: [0.04, 0.1], ratio: [0.5, 3, 8] } },
} as const;
type Id = keyof typeof SETTINGS;
const IDS = Object.keys(SETTINGS) as Id[];

const small = smallRuns(SETTINGS);

testAllHold(IDS, small);

test("soltanolkotabi-fig1 says that the envelope of Theorem 3.1 is not met, and counts it in no check", async () => {
  const { outcomes, checked } = await small("soltanolkotabi-fig1");
  const { claims } = checked(outcomes);
  expect(claims.map(({ id, reproduced }) => [id, reproduced])).toEqual([
    ["converges", true],
    ["similar", true],
    ["envelope", false],
  ]);
});

test.each([
  ["start", 0, Array.from({ length: 21 }, () => 0.9)],
  ["relu-above", 0, Array.from({ length: 21 }, (_, tau) => (tau === 0 ? 1 : 0))],
  ["relu-mean-8", 0, Array.from({ length: 21 }, (_, tau) => (tau === 0 ? 1 : 0.5))],
  ["linear-mean-8", 1, Array.from({ length: 21 }, (_, tau) => (tau === 0 ? 1 : 0.5))],
  ["linear-mean-20", 1, Array.from({ length: 21 }, (_, tau) => (tau === 0 ? 1 : 0.001))],
] as const)("soltanolkotabi-fig1: the check %s can fail", async (id, cell, errors) => {
  const { outcomes, checked } = await small("soltanolkotabi-fig1");
  const { checks } = checked(changed(outcomes, (outcome) => outcome.cell === cell, { errors }));
  expect(checks.find((check) => check.id === id)?.passed).toBe(false);
});

test("soltanolkotabi-fig1: the checks on shares fail where every trial misses", async () => {
  const { outcomes, checked } = await small("soltanolkotabi-fig1", 40);
  const errors = Array.from({ length: 21 }, (_, tau) => (tau === 0 ? 1 : 0.06));
  const { checks } = checked(changed(outcomes, ({ cell }) => cell === 0, { errors, recovered: false }));
  expect(checks.filter(({ passed }) => !passed).map(({ id }) => id)).toEqual([
    "relu-above",
    "relu-below-0.0001",
    "relu-below-0.01",
    "support",
  ]);
});

test.each([
  ["soltanolkotabi-envelope", "few", { met: true }],
  ["soltanolkotabi-envelope", "many", { met: false }],
  ["soltanolkotabi-phase", "relu-few", { recovered: true }],
  ["soltanolkotabi-phase", "relu-many", { recovered: false }],
  ["soltanolkotabi-phase", "linear-many", { recovered: false }],
] as const)("%s: the check %s can fail", async (id, check, record) => {
  const { outcomes, checked } = await small(id, 30);
  const { checks } = checked(changed(outcomes, () => true, record));
  expect(checks.find((found) => found.id === check)?.passed).toBe(false);
});

test.each(IDS)("%s: certificates of all trials are kept; the one-step statements are sure", async (id) => {
  const { experiment, config } = await small(id, 2);
  const theorems = summarise(await runTrials(experiment, config, {}, { workers: 0, job: "certify" }));
  expect(theorems.filter(({ kept }) => !kept)).toEqual([]);
  const one = theorems.find(({ theorem }) => theorem === "S1 one step, a posteriori");
  expect(one).toMatchObject({ statement: "sure", verdicts: expect.not.objectContaining({ violated: expect.anything() }) });
  expect(theorems.map(({ theorem }) => theorem)).toContain("S1 Theorem 3.1");
});
