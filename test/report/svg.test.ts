import { expect, test } from "vitest";
import { percent } from "../../src/report/heatMap.js";
import { mathText } from "../../src/report/svg.js";

test("variables are italic, words and numbers are not", () => {
  const italics = (content: string): string[] =>
    Array.from(mathText(content, {}).matchAll(/<tspan class="symbol">(.+?)<\/tspan>/g), ([, letter]) => letter);
  expect(italics("Success rate, d = 128, η = 0.001 for k ≤ 4, a trial, neither γ nor a cap")).toEqual(["d", "η", "k", "γ"]);
  expect(italics("field = 3, 2d = 4")).toEqual([]);
  expect(mathText("a < b & c", {})).toBe('<text><tspan class="symbol">a</tspan> &lt; b &amp; c</text>');
});

test("a rate shows 0 and 100 only for none and all", () => {
  const rates = [0, 1e-6, 1 / 3, 0.95, 199 / 200, 1 - 1e-6, 1];
  expect(rates.map(percent)).toEqual(["0", "0.1", "33.3", "95", "99.5", "99.9", "100"]);
});
