import { expect, test } from "vitest";
import { makeConfig } from "../../src/experiments/config.js";
import { findExperiment } from "../../src/experiments/registry.js";
import type { CurvePanel } from "../../src/experiments/types.js";
import { makeResult, runTrials } from "../../src/sweep/index.js";
import { type Doctored, testSmall } from "../support/smallExperiments.js";

// The experiments of S4, small: every check holds, and each can fail.

const SETTINGS = {
  "zou-norms": { trials: 60, set: { hidden: [16, 32], layers: 2, samples: 4 } },
  "zou-separation": { trials: 10, set: { hidden: [32, 256], separation: [0.2, 1], layers: 2, samples: 4 } },
  "zou-flips": { trials: 10, set: { hidden: [32, 64], layers: 2 } },
  "zou-convergence": { trials: 3, set: { depths: [1, 2], samples: [8, 16], hidden: [64, 128], batchSize: 4 } },
  "zou-radius": { trials: 4, set: { hidden: [128, 512] } },
  "zou-loss": { trials: 2, set: { hidden: 64, samples: 10 } },
  "zou-guarantee": { trials: 2, set: { samples: 8, batchSize: 2 } },
  "zou-width": { trials: 2, set: { manySamples: [5, 10], manyLayers: [1, 2], separations: [0.5, 1], samples: 10 } },
};

const DOCTORED: readonly Doctored[] = [
  ["zou-norms", "mean-16", 0, { squares: [1, 3] }],
  ["zou-norms", "variance-32", 1, { squares: [9, 1] }],
  ["zou-separation", "distance-32-0.2", 0, { scores: [0, 3] }],
  ["zou-separation", "angle-1", 3, { angles: [1, 2, 0.1] }],
  ["zou-flips", "law-32", 0, { counts: [new Array<number>(5).fill(30), new Array<number>(5).fill(30)] }],
  ["zou-flips", "bound-64", 1, { counts: [new Array<number>(5).fill(60), new Array<number>(5).fill(60)] }],
  ["zou-convergence", "zero-gd", 0, { status: "budget" }],
  ["zou-convergence", "flat-gd", 4, { steps: 9000 }],
  ["zou-convergence", "zero-sgd", 5, { status: "budget" }],
  ["zou-convergence", "flat-sgd", 9, { steps: 9000 }],
  ["zou-radius", "zero", 0, { status: "budget" }],
  ["zou-radius", "slope", 0, { radius: [9] }],
  ["zou-radius", "flips", 1, { radius: [0.01, 0.02], flips: [0.001, 0.6] }],
  ["zou-radius", "width", 1, { radius: [0.01, 0.02], flips: [0.5, 0.6] }],
  ["zou-loss", "reached-hinge", 0, { last: 0.1 }],
  ["zou-loss", "straight", 1, { reached: [1, 1, 1, 1, 1, 1, 5000] }],
  ["zou-loss", "power", 2, { reached: [10, 10, 10, 10, 10, 10] }],
  ["zou-width", "found", 0, { width: 0 }],
  ["zou-width", "ratio", 1, { width: 1e300 }],
  ["zou-guarantee", "found-gd", 0, { width: 0 }],
  ["zou-guarantee", "ratio-gd", 0, { width: 1e300 }],
  ["zou-guarantee", "found-sgd", 1, { width: 0 }],
  ["zou-guarantee", "ratio-sgd", 1, { width: 1e300 }],
];

testSmall(SETTINGS, DOCTORED, (id) => id.replace(/(-[\d.]+)+$/, "").replace(/-(hinge|squared-hinge|logistic)$/, ""));

test("zou-separation: two units have no angle left in any draw, and the check says so in words", async () => {
  const experiment = findExperiment("zou-separation");
  const config = makeConfig(experiment, { trials: 3, set: { hidden: [2], separation: [1], layers: 9, samples: 4 } });
  const { checks } = makeResult(experiment, "quick", config, await runTrials(experiment, config, {}, { workers: 0 }));
  const angle = checks.find(({ id }) => id === "angle-1");
  expect(angle?.passed).toBe(false);
  expect(angle?.observed).toMatch(/^0° at layer \d against [\d.]+°: every draw gives the same/);
});

test.each(["zou-convergence", "zou-loss"] as const)("%s: a line of the theory, scaled, lies above every point beside it", async (id) => {
  const experiment = findExperiment(id);
  const config = makeConfig(experiment, { ...SETTINGS[id], trials: 1 });
  const { cells } = makeResult(experiment, "quick", config, await runTrials(experiment, config, {}, { workers: 0 }));
  const panels = experiment.figure(config, { cells }).panels as CurvePanel[];
  const drawn = panels.flatMap(({ title, series }) =>
    series.filter(({ line }) => line === "theory").map(({ points }) => ({ title, points })),
  );
  expect(drawn.map(({ title }) => title.slice(0, 3))).toEqual(id === "zou-loss" ? ["(a)", "(a)", "(b)"] : ["(c)", "(d)"]);
  for (const { points } of drawn) expect(points.filter(({ x, y }) => x > 0 && y > 0 && y < Infinity).length).toBeGreaterThan(1);
  const [first] = id === "zou-loss" ? [panels[1]] : [panels[2]];
  const own = first.series.filter(({ line, label }) => line !== "theory" && (id !== "zou-loss" || label.startsWith("logistic")));
  const theory = first.series.find(({ line }) => line === "theory")!.points;
  for (const { x, y } of own.flatMap(({ points }) => points)) {
    // Both are powers: their quotient is the same everywhere.
    const above = id === "zou-loss" ? (theory[0].y / theory[0].x) * x : theory[0].y;
    expect(y).toBeLessThanOrEqual(above * (1 + 1e-9));
  }
});
