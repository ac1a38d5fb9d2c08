import { expect, test } from "vitest";
import { runSteps } from "../../src/numerics/steps.js";
import type { DigitSource } from "../../src/data/digits.js";
import { generatedDigits } from "../../src/data/generatedDigits.js";
import { makeConfig } from "../../src/experiments/config.js";
import { selectDigits } from "../../src/experiments/inputs.js";
import { findExperiment } from "../../src/experiments/registry.js";
import type { TrialOutcome } from "../../src/experiments/types.js";
import { exportSvg, resultText } from "../../src/report/index.js";
import { runTrials } from "../../src/sweep/index.js";
import { summarise } from "../../src/sweep/certificates.js";
import { changed, smallRuns } from "../support/experiments.js";

// wang-fig1 and wang-bounds: every check holds on a small run, and each can fail.

const SETTINGS = {
  "wang-fig1": { trials: 3, set: {} },
  "wang-bounds": { trials: 1, set: { samples: "20,40", features: "8", hidden: "2,6", noiseStd: "5", basisFeatures: "4,16" } },
} as const;

const small = smallRuns(SETTINGS);

test.each(["wang-fig1", "wang-bounds"] as const)("%s: all checks hold, all claims are reproduced, the figure is drawn", async (id) => {
  const { experiment, config, outcomes, checked } = await small(id);
  const { checks, claims, cells } = checked(outcomes);
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(claims.filter(({ reproduced }) => !reproduced)).toEqual([]);
  const figure = experiment.figure(config, { cells });
  expect(exportSvg(figure)).toMatch(/^<svg[^>]*>.*<\/svg>\n$/s);
  expect(resultText(figure, checks, claims)).toContain("✓");
  // A figure of nothing: the empty axes that a page shows before a run.
  const empty = experiment.aggregate(config, experiment.grid(config), []);
  expect(exportSvg(experiment.figure(config, empty))).toMatch(/^<svg/);
});

test.each([
  ["exact", 6, { trainingError: 0.5 }],
  ["radius", 0, { unmoved: false }],
  ["plain-stays", 6, { updates: 1 }],
  ["noisy-leaves", 9, { status: "budget" }],
  ["theorem-1", 9, { updates: 1_000_000 }],
  ["updates", 9, { updates: 95 }],
] as const)("wang-fig1: the check %s can fail", async (id, at, record) => {
  const { outcomes, checked } = await small("wang-fig1");
  const { checks } = checked(changed(outcomes, (_, i) => i === at, record));
  expect(checks.find((check) => check.id === id)?.passed).toBe(false);
});

test("wang-bounds: every check can fail", async () => {
  const { outcomes, checked } = await small("wang-bounds");
  const failed = (at: number, record: object): string[] =>
    checked(changed(outcomes, (_, i) => i === at, record))
      .checks.filter(({ passed }) => !passed)
      .map(({ id }) => id);
  expect(failed(0, { updates: 1e12 })).toEqual(["theorem-1", "exact-root"]);
  expect(failed(0, { root: 0 })).toEqual(["exact-root"]);
  const last = outcomes.length - 1;
  expect(failed(last, { updates: 1 })).toEqual(["theorem-2"]);
  expect(failed(last, { status: "budget" })).toEqual(["basis-success"]);
});

test.each(["wang-fig1", "wang-bounds"] as const)("%s: every trial's certificates are kept", async (id) => {
  const { experiment, config, inputs } = await small(id);
  const theorems = summarise(await runTrials(experiment, config, inputs, { workers: 0, job: "certify" }));
  expect(theorems.map(({ theorem }) => theorem)).toContain("S0 Theorem 1");
  expect(theorems.filter(({ kept }) => !kept)).toEqual([]);
  expect(theorems[0].verdicts).toEqual({ holds: theorems[0].trials });
  expect(theorems[0].leastSlack).toBeGreaterThan(1);
});

test("violations of a sure statement are never kept; of a probable one as far as its probability allows", () => {
  const one = (verdict: string, statement: string): TrialOutcome => ({
    cell: 0,
    index: 0,
    record: { certificates: [{ theorem: "T", source: "", statement, confidence: 0.9, verdict, bound: 1, observed: 2, slack: 0.5 }] },
  });
  const kept = (violated: number, consistent: number, statement: string): boolean =>
    summarise([
      ...Array.from({ length: violated }, () => one("violated", statement)),
      ...Array.from({ length: consistent }, () => one("consistent", statement)),
    ])[0].kept;
  expect(kept(0, 10, "sure")).toBe(true);
  expect(kept(1, 1000, "sure")).toBe(false);
  expect(kept(2, 18, "probability")).toBe(true);
  expect(kept(15, 5, "probability")).toBe(false);
});

test("digits of another size than 28 × 28: the figures say their d, the configuration of usual ones needs no word more", () => {
  const drawn = generatedDigits({ seed: 3, count: 60, split: "train" });
  const pixels = 400;
  const small = { ...drawn, rows: 20, columns: 20, images: drawn.images.slice(0, drawn.count * pixels) };
  const experiment = findExperiment("wang-fig3");
  const leadOf = (digits: DigitSource): string => {
    const inputs = runSteps(selectDigits(4, { digits })).facts;
    const config = makeConfig(experiment, { set: { samples: "4", hidden: "2" }, inputs });
    return experiment.figure(config, experiment.aggregate(config, experiment.grid(config), [])).lead;
  };
  expect(leadOf(small)).toContain("d = 400");
  expect(leadOf(drawn)).toContain("d = 784");
  expect(runSteps(selectDigits(4, { digits: drawn })).facts).not.toHaveProperty("features");
});

test("wang-bounds: trials on the same data are handed out together, Gaussian ones are drawn anew", async () => {
  const { experiment, config } = await small("wang-bounds");
  const keys = (data: string): number => {
    const cell = experiment.grid(config).find((one) => one.data === data) ?? {};
    return new Set([0, 1, 2].map((index) => experiment.affinity(cell, index))).size;
  };
  expect(["gaussian", "digits", "basis"].map(keys)).toEqual([3, 1, 1]);
});
