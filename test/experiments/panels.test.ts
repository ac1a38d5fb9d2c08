import { describe, expect, it } from "vitest";
import { decadeAbove } from "../../src/experiments/li/panels.js";

describe("ends of logarithmic axes", () => {
  it.each([
    [1, 1],
    [1.01, 10],
    [0.02, 0.1],
    [300, 1000],
  ])("the power of ten at or above %d is %d", (value, decade) => expect(decadeAbove(value)).toBeCloseTo(decade, 12));

  it.each([0, -1, NaN, Infinity])("%d has none, and no search for it goes on for ever", (value) => expect(decadeAbove(value)).toBe(1));
});
