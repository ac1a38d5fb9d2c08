import { expect, test } from "vitest";
import { benchCases, benchFilter, runSuite } from "../src/bench/index.js";

test.each(benchCases)("$id: plain JavaScript and wasm come to one result", async ({ prepare }) => {
  const arms = await prepare();
  for (const { reset, run } of [arms.wasm, arms.javascript]) {
    reset?.();
    run();
  }
  expect(await arms.verify()).toBe(true);
  arms.dispose?.();
});

test("the suite tells of each case that was chosen, and times both arms in turns", async () => {
  // Times are looked at for sense only, never for size.
  const filter = benchFilter("^dot-|^relu");
  const chosen = benchCases.filter(({ id }) => filter.test(id)).map(({ id }) => id);
  const seen: string[] = [];
  const { results } = await runSuite({ filter, roundTime: 1, onResult: ({ id }) => seen.push(id) });
  expect(chosen.length).toBeGreaterThan(1);
  expect(seen).toEqual(chosen);
  for (const { id, verified, wasm, javascript, median, ratio } of results) {
    expect(verified, id).toBe(true);
    for (const timing of [wasm, javascript]) {
      expect(timing?.median, id).toBeGreaterThan(0);
      expect(timing?.least, id).toBeLessThanOrEqual(timing?.worst ?? 0);
      expect(timing?.first, id).toBeGreaterThanOrEqual(0);
    }
    expect(ratio, id).toBeCloseTo((javascript?.median ?? 0) / (median ?? 1), 10);
  }
});

test("a filter is a regular expression that fits some case", () => {
  expect(benchCases.filter(({ id }) => benchFilter("^dot-").test(id)).length).toBeGreaterThan(0);
  expect(() => benchFilter("(")).toThrow(expect.objectContaining({ code: "ARG_RANGE" }));
  expect(() => benchFilter("no such case")).toThrow(/^ARG_RANGE: filter "no such case" fits no benchmark\./);
});
