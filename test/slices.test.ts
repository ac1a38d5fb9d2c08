import { afterEach, expect, test, vi } from "vitest";
import { findExperiment } from "../src/experiments/registry.js";
import { resolveRun, resolveRunInSteps } from "../src/experiments/resolveRun.js";
import { type Lab, load } from "../src/index.js";
import { runSteps, type Steps } from "../src/numerics/steps.js";
import { runInSlices, stepsOf } from "../src/train/drive.js";

// Work in the thread of a page: nobody measures time here, a clock that is set by hand says how long a step took.

afterEach(() => vi.restoreAllMocks());

/** Steps that take so many milliseconds each by the planted clock. */
function planted(costs: readonly number[]): { readonly steps: Steps<string>; readonly clock: { now: number }; ended: boolean } {
  const clock = { now: 0 };
  vi.spyOn(performance, "now").mockImplementation(() => clock.now);
  const state = { clock, ended: false };
  function* work(): Steps<string> {
    try {
      for (const cost of costs) {
        clock.now += cost;
        yield;
      }
      return "done";
    } finally {
      state.ended = true;
    }
  }
  return Object.assign(state, { steps: work() });
}

test.each([0.25, 1, 2])("steps of %f ms are tasks of at most 8 ms", async (cost) => {
  const { steps, clock } = planted(Array.from({ length: 200 }, () => cost));
  const ends: number[] = [0];
  const result = await runInSlices(steps, async () => {
    ends.push(clock.now);
  });
  expect(result).toBe("done");
  const tasks = ends.slice(1).map((end, i) => end - ends[i]);
  expect(tasks.length).toBeGreaterThanOrEqual(Math.floor((200 * cost) / 8));
  expect(Math.max(...tasks)).toBeLessThanOrEqual(8);
});

test("what is between two tasks may end the work, which then frees what it holds", async () => {
  const work = planted([9, 9, 9]);
  let asked = 0;
  const giveWay = async (): Promise<void> => {
    if (++asked === 2) throw new Error("enough");
  };
  await expect(runInSlices(work.steps, giveWay)).rejects.toThrow("enough");
  expect(work.ended).toBe(true);
  expect(asked).toBe(2);
});

test("training in steps has the bits of training at once, and gives its memory back when it is left", async () => {
  const lab = await load();
  const data = lab.data.separable({ samples: 60, features: 20, seed: 3 });
  const options = { hidden: 4, learningRate: 0.01, noiseStd: 9, seed: 5 };
  const expected = lab.sync.trainTwoLayer(data, options);
  expect(runSteps(stepsOf(lab.start.twoLayer(data, options)))).toEqual(expected);
  const idle = lab.idleBytes;
  const left = stepsOf(lab.start.twoLayer(data, options));
  left.next();
  left.return(undefined as never);
  expect(lab.idleBytes).toBe(idle);
  lab.dispose();
});

test.each(["wang-fig3", "li-fig2"])("%s: the digits that its trials get are drawn in steps, one for each image", (id) => {
  const experiment = findExperiment(id);
  const set = id === "wang-fig3" ? { samples: [10, 20], hidden: [2] } : { digitSamples: 100, digitTestSamples: 60, hidden: [10] };
  const expected = resolveRun(experiment, { set });
  const steps = resolveRunInSteps(experiment, { set }, {});
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count++;
  expect(step.value).toEqual(expected);
  const drawn = id === "wang-fig3" ? (expected.config.inputs as { count: number }).count : 160;
  expect(count).toBeGreaterThanOrEqual(drawn);
});

const BIG = { samples: 700, features: 400, seed: 3 } as const;
const sparse = Float64Array.from({ length: 400 }, (_, c) => (c < 5 ? 1 : 0));

/** What is done, and in how many pieces at least: some 16,000 numbers are written or looked at in one. */
const IN_STEPS: Readonly<Record<keyof Lab["steps"], readonly [least: number, work: (lab: Lab) => Steps<unknown>]>> = {
  separable: [34, (lab) => lab.steps.separable(BIG)],
  separated: [690, (lab) => lab.steps.separated({ ...BIG, separation: 0.2 })],
  planted: [18, (lab) => lab.steps.planted({ ...BIG, weights: { kind: "sparse", sparsity: 5 } })],
  mixture: [34, (lab) => lab.steps.mixture({ ...BIG, classes: 3, spread: { kind: "gaussian", std: 1 }, unitNorm: true })],
  gaussianMixture: [34, (lab) => lab.steps.gaussianMixture(BIG)],
  xorBalls: [1, (lab) => lab.steps.xorBalls({ samples: 700, seed: 3 })],
  prepare: [34, (lab) => lab.steps.prepare(lab.data.separable(BIG))],
  prepareLabelled: [17, (lab) => lab.steps.prepareLabelled(lab.data.gaussianMixture(BIG))],
  measureDeep: [
    3,
    (lab) => lab.steps.measureDeep(lab.data.separated({ ...BIG, samples: 20, separation: 0.2 }), { hidden: 300, layers: 3 }),
  ],
  gaussianWidth: [30, (lab) => lab.steps.gaussianWidth({ kind: "l0", sparsity: 5 }, sparse, { draws: 30 })],
};

test.each(Object.entries(IN_STEPS))(
  "lab.steps.%s comes in pieces; left between two of them it gives its memory back",
  async (_, [least, work]) => {
    const lab = await load();
    const whole = runSteps(work(lab));
    const idle = lab.idleBytes;
    const left = work(lab);
    left.next();
    left.return(undefined);
    expect(lab.idleBytes).toBe(idle);
    const again = work(lab);
    let count = 0;
    let step = again.next();
    for (; step.done !== true; step = again.next()) count++;
    expect(count).toBeGreaterThanOrEqual(least);
    expect(step.value).toEqual(whole);
    lab.dispose();
  },
);

test("a piece of training is short for small networks too, where the work beside the multiply-adds is the most of it", async () => {
  const lab = await load();
  const run = lab.start.deep(lab.data.separated({ samples: 2, features: 3, separation: 0.3 }), {
    hidden: 8,
    layers: 2,
    learningRate: 1e-6,
    stopAtZeroError: false,
    maxSteps: 1e6,
  });
  run.chunk();
  expect(run.snapshot().steps).toBeGreaterThan(0);
  expect(run.snapshot().steps).toBeLessThan(100);
  run.dispose();
  const noisy = { hidden: 2, learningRate: 1e-9, noiseStd: 1, engine: "primal", maxEpochs: 200_000 } as const;
  const wide = lab.start.twoLayer(lab.data.separable({ samples: 50, features: 2 }), noisy);
  while (wide.snapshot().steps === 0) wide.chunk();
  expect(wide.snapshot().steps).toBeLessThan(31_250);
  lab.dispose();
});
