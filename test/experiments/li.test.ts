import { expect, test } from "vitest";
import { generatedDigits } from "../../src/data/generatedDigits.js";
import { type ConfigRequest, makeConfig } from "../../src/experiments/config.js";
import { findExperiment } from "../../src/experiments/registry.js";
import { resolveRun } from "../../src/experiments/resolveRun.js";
import type { ExperimentInputs, TrialContext, TrialRecord } from "../../src/experiments/types.js";
import { type Lab, load } from "../../src/index.js";
import type { Steps } from "../../src/numerics/steps.js";
import { settled } from "../../src/train/drive.js";
import { type Doctored, testSmall } from "../support/smallExperiments.js";

// The experiments of S3, small, on generated digits: every check holds, and each can fail.

const SYNTHETIC = { features: 200, classes: 4, samples: 200, testSamples: 100 } as const;
/** The constants of Figure 5 belong to the paper's own sizes. */
const PAPER = { samples: 300, testSamples: 150 } as const;
const DIGITS = { digitSamples: 300, digitTestSamples: 100 } as const;
const SETTINGS = {
  "li-fig1": { trials: 3, set: { ...SYNTHETIC, hidden: [300, 600], steps: 80 } },
  "li-fig2": { trials: 2, set: { ...DIGITS, hidden: [40, 120], steps: 150, batchSize: 20 } },
  "li-fig3": { trials: 2, set: { samples: 100 } },
  "li-fig4": { trials: 4, set: { ...PAPER, ...DIGITS, hidden: [100, 400], digitHidden: [60, 120], digitTarget: 0.8, digitBatchSize: 20 } },
  "li-fig5": {
    trials: 4,
    set: { ...PAPER, ...DIGITS, hidden: [100, 400], digitHidden: [120, 480], digitTarget: 0.85, digitBatchSize: 20, digitLook: 2 },
  },
  "li-fig6": { trials: 3, set: { ...SYNTHETIC, classes: 10, hidden: 700, std: [0.5, 4], steps: 80 } },
  "li-fig7": { trials: 3, set: { ...SYNTHETIC, classes: 10, hidden: 200, components: [1, 5], steps: 80 } },
  "li-twin": { trials: 3, set: { ...SYNTHETIC, hidden: [100, 400], steps: 60 } },
  "li-random-labels": { trials: 2, set: { features: 100, classes: 4, samples: 60, hidden: 100 } },
} as const;
/** A quantity that is the same at every look. */
const flat = (value: number): number[] => new Array<number>(30).fill(value);

const DOCTORED: readonly Doctored[] = [
  ["li-fig1", "accuracy-300", 0, { accuracy: flat(0.99) }],
  ["li-fig1", "pattern-600", 1, { patternChange: flat(0.11) }],
  ["li-fig1", "distance-600", 1, { distance: flat(0.11) }],
  ["li-fig1", "energy-300", 0, { energy: 0.98 }],
  ["li-fig1", "weights-300", 0, { weightsGap: 1.3 }],
  ["li-fig2", "accuracy-40", 0, { accuracy: flat(0.5) }],
  ["li-fig2", "energy-120", 1, { energy: 0.4 }],
  ["li-fig2", "weights-40", 0, { weightsGap: 2 }],
  ["li-fig2", "pattern", 1, 0],
  ["li-fig2", "distance", 1, 0],
  ["li-fig3", "delta", 0, { delta: 1.8 }],
  ["li-fig3", "diameter", 0, { diameter: 0.11 }],
  ["li-fig3", "two-plane", 0, { lambda: 0.07 }],
  ["li-fig3", "one-sphere", 1, { oneLambda: 0.1 }],
  ["li-fig3", "linkage-sphere", 1, { found: 3 }],
  ["li-fig4", "reached-synthetic-100", 0, { reached: false }],
  ["li-fig4", "flat-synthetic", 1, { steps: 1000 }],
  ["li-fig4", "flat-digits", 3, { steps: 100_000 }],
  ["li-fig5", "reached-synthetic", 1, { reached: false }],
  ["li-fig5", "slope-synthetic", 0, { distance: 1 }],
  ["li-fig5", "slope-digits", 2, { distance: 9 }],
  ["li-fig5", "constant-100", 0, { distance: 0.5 }],
  ["li-fig6", "pattern-0.5", 0, { patternChange: flat(0.2) }],
  ["li-fig6", "distance-4", 1, { distance: flat(0.2) }],
  ["li-fig6", "energy-4", 1, { energy: 0.5 }],
  ["li-fig6", "accuracy", 1, 0],
  ["li-fig7", "accuracy", 1, 0],
  ["li-fig7", "pattern", 1, 0],
  ["li-twin", "agree-100", 0, { agreement: flat(0.5) }],
  ["li-twin", "twin-400", 1, { twinAccuracy: 0.5 }],
  ["li-twin", "coupling", 1, 0],
  ["li-random-labels", "reached-random", 1, { reached: false }],
  ["li-random-labels", "steps", 0, 1],
  ["li-random-labels", "distance", 0, 1],
  ["li-random-labels", "rank", 0, 1],
  ["li-random-labels", "energy", 0, 1],
];

// The arrival of runs is one kind in li-fig4, where it is tried.
testSmall(SETTINGS, DOCTORED, (id) => id.replace(/-[\d.]+$/, "").replace(/-(synthetic|digits|plane|sphere|true|random)$/, ""));

/** A trial by itself, and the lab that it runs in. */
async function trialOf(
  id: string,
  set: NonNullable<ConfigRequest["set"]>,
  cell: number,
): Promise<{ lab: Lab; steps: () => Steps<TrialRecord> }> {
  const experiment = findExperiment(id);
  const { config, inputs } = resolveRun(experiment, { set });
  const lab = await load({ precision: config.precision });
  const kept = new Map<string, unknown>();
  const shared = <T>(key: string, make: () => T): T => {
    if (!kept.has(key)) kept.set(key, make());
    return kept.get(key) as T;
  };
  const context: TrialContext = { lab, config, inputs, shared };
  return { lab, steps: () => settled(experiment.trial(context, experiment.grid(config)[cell], 0)) };
}

test.each(Object.entries(SETTINGS))(
  "%s: a trial comes in steps; left between two of them it gives its memory back",
  async (id, { set }) => {
    const { lab, steps } = await trialOf(id, set, 1);
    let count = 0;
    for (const work = steps(); work.next().done !== true;) count++;
    expect(count).toBeGreaterThan(2);
    const idle = lab.idleBytes;
    for (const after of [1, Math.floor(count / 2), count - 1]) {
      const work = steps();
      for (let step = 0; step < after; step++) work.next();
      work.return(undefined as never);
      expect(lab.idleBytes).toBe(idle);
    }
    lab.dispose();
  },
);

test("at a width of a figure a trial gives way several times in every step of SGD: one step is several milliseconds of work", async () => {
  // li-fig4 has no spectra, which give way themselves. A step has two products of 2000 × 1000 × 16, and one more to be looked at; 20 million
  // multiply-adds lie between two pauses.
  const { lab, steps } = await trialOf("li-fig4", { ...DIGITS, hidden: [2000], maxSteps: 3, samples: 40, testSamples: 16, target: 1 }, 0);
  const run = steps();
  let count = 0;
  let end = run.next();
  for (; end.done !== true; end = run.next()) count++;
  expect(count).toBeGreaterThanOrEqual(4 * (end.value.steps as number));
  lab.dispose();
});

test("li-fig2: the printed step size has a cell of its own, unless it is the setting", () => {
  const experiment = findExperiment("li-fig2");
  expect(experiment.grid(makeConfig(experiment)).map(({ hidden, rate }) => [hidden, rate])).toEqual([
    [250, "ours"],
    [1000, "ours"],
    [250, "printed"],
  ]);
  const printed = makeConfig(experiment, { errata: "printed" });
  expect(printed.parameters.rateTimesHidden).toBe(4000);
  expect(experiment.grid(printed)).toHaveLength(2);
});

test("a digit that no training image shows is named in the caption; with all ten nothing is said", () => {
  const all = generatedDigits({ seed: 1, count: 300, split: "train" });
  const testDigits = generatedDigits({ seed: 1, count: 100, split: "test" });
  const digits = { ...all, labels: all.labels.map((label) => (label === 3 || label === 8 ? 1 : label)) };
  for (const id of ["li-fig2", "li-fig4", "li-fig5"] as const) {
    const experiment = findExperiment(id);
    const captionOf = (inputs: ExperimentInputs): string => {
      const { config } = resolveRun(experiment, { set: SETTINGS[id].set }, inputs);
      return experiment.figure(config, { cells: [] }).caption;
    };
    expect(captionOf({ digits, testDigits })).toMatch(/ No training image shows 3, 8\.$/);
    expect(captionOf({ digits: all, testDigits })).not.toMatch(/No training image/);
  }
});

test.each(["li-fig1", "li-fig4", "li-fig5", "li-fig6", "li-fig7", "li-twin", "li-random-labels"])(
  "%s: fewer training samples than classes are refused before work starts",
  (id) => {
    const experiment = findExperiment(id);
    const grid = (classes: number): unknown => experiment.grid(makeConfig(experiment, { set: { samples: 16, classes } }));
    expect(() => grid(20)).toThrow("16 training samples cannot show 20 classes: 4 or more would be missing.");
    expect(grid(16)).toBeInstanceOf(Array);
  },
);
