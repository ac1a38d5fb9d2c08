import { afterEach, expect, test, vi } from "vitest";
import { load } from "../src/index.js";
import { runInSlices, runSteps, stepsOf, type Steps } from "../src/train/drive.js";

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
