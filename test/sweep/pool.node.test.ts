import { expect, test } from "vitest";
// The built package: workers are files.
// @ts-ignore it may not be built yet when types are checked
import { findExperiment, makeConfig } from "../../dist/experiments/index.js";
// @ts-ignore
import { runTrials } from "../../dist/sweep/index.js";

const experiment = findExperiment("wang-fig2");
const config = makeConfig(experiment, { trials: 3, set: { samples: [20, 60], hidden: [2, 12] } });
/** Stuck runs with next to no noise use up their steps: some seconds a trial. */
const endless = makeConfig(experiment, {
  trials: 4,
  set: { samples: [300], hidden: [2], noiseStd: 0.001, maxEpochs: 60_000, engine: "primal" },
});

test("records come in grid and trial order, whatever the workers did", async () => {
  const expected = await runTrials(experiment, config, {}, { workers: 0 });
  expect(expected.map(({ cell, index }: { cell: number; index: number }) => cell * 3 + index)).toEqual(
    Array.from({ length: 24 }, (_, i) => i),
  );
  for (const workers of [1, 2, 5]) expect(await runTrials(experiment, config, {}, { workers })).toEqual(expected);
});

test.each([NaN, -1, 1.5, 1000, "2", Infinity])("%s workers are refused", async (workers) => {
  await expect(runTrials(experiment, config, {}, { workers: workers as number })).rejects.toMatchObject({
    code: expect.stringMatching(/^ARG_/),
  });
});

test("an abort ends trials in their middle, and nothing is reported afterwards", async () => {
  const abort = new AbortController();
  let reports = 0;
  const sweep = runTrials(experiment, endless, {}, { workers: 2, signal: abort.signal, onRecords: () => reports++ });
  setTimeout(() => abort.abort(), 1500);
  await expect(sweep).rejects.toMatchObject({ code: "CANCELLED" });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(reports).toBe(0);
  await expect(runTrials(experiment, config, {}, { workers: 2, signal: abort.signal })).rejects.toMatchObject({ code: "CANCELLED" });
});

test("a failure in one worker ends the trials of the others in their middle", async () => {
  // 20,000 samples take too many steps, which their worker says at once; the other worker is busy for seconds.
  const failing = makeConfig(experiment, {
    trials: 1,
    set: { samples: [40, 20_000], hidden: [2], noiseStd: 0.001, maxEpochs: 220_000, engine: "primal" },
  });
  let reports = 0;
  await expect(runTrials(experiment, failing, {}, { workers: 2, onRecords: () => reports++ })).rejects.toMatchObject({ code: "ARG_RANGE" });
  await new Promise((resolve) => setTimeout(resolve, 4500));
  expect(reports).toBe(0);
});

test("an answer of onRecords that throws ends the sweep with that error", async () => {
  const boom = new Error("planted");
  const onRecords = (): void => {
    throw boom;
  };
  await expect(runTrials(experiment, config, {}, { workers: 2, onRecords })).rejects.toBe(boom);
});
