import { expect, test } from "vitest";
import { experiments } from "../../src/experiments/registry.js";
import { paperParts } from "../../web/src/paper.js";

test("every experiment names its paper so that the page finds authors, title and place in it", () => {
  const parts = experiments.map(({ id, ...one }) => ({ id, ...paperParts({ id, ...one }) }));
  expect(parts.filter(({ authors, place }) => authors === "" || place === "").map(({ id }) => id)).toEqual([]);
  expect(new Set(parts.map(({ title }) => title)).size).toBe(5);
});
