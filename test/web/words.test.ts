import { expect, test } from "vitest";
import { grouped, symbolParts } from "../../web/src/words.js";

const variables = (text: string): string[] => symbolParts(text).filter((_, i) => i % 2 === 1);

test.each([
  ["Algorithm 1 leaves (b), (c), (d) and reaches zero loss", []],
  ["(b) is stuck", []],
  ["From n = 20 on, k units and a step size η", ["n", "k", "η"]],
  ["‖w‖ with w (x + 1) and f(z), x'", ["w", "w", "x", "z"]],
  ["plain SGD, d-dimensional: S2 Theorem 2", ["d"]],
  ["", []],
])("the variables of %j", (text, expected) => {
  expect(variables(text)).toEqual(expected);
  expect(symbolParts(text).join("")).toBe(text);
});

test("counts have thousands separators", () => {
  expect([0, 999, 1000, 2541.4, 1_000_000].map(grouped)).toEqual(["0", "999", "1,000", "2,541", "1,000,000"]);
});
