import { describe, expect, test } from "vitest";
import { digitPair } from "../../src/data/digits.js";
import { loadDigitFolder } from "../../src/files.js";
import { load } from "../../src/index.js";
import { findMnist } from "../support/mnist.js";

// Hard-margin norms of the first n digits 3 against 5 of MNIST's training file at x/255, without bias, f64.
const KNOWN = [
  { samples: 200, norm: 1.93666838064, support: 71, radius: 12.7724 },
  { samples: 1000, norm: 5.82419250789, support: 154, radius: 13.8792 },
  { samples: 2000, norm: 11.4844104784, support: 228, radius: 14.1018 },
  { samples: 4000, norm: 36.536915343, support: 361, radius: 15 },
];

const mnistFolder = findMnist();

describe.skipIf(mnistFolder === undefined)("real MNIST", () => {
  const source = mnistFolder === undefined ? undefined : loadDigitFolder(mnistFolder, "train");
  test.each(KNOWN)("3 against 5, first $samples: ‖ω*‖ = $norm", async ({ samples, norm, support, radius }) => {
    const lab = await load({ precision: "f64" });
    const found = lab.sync.margin(digitPair((await source)!, { samples, precision: "f64" }));
    expect(found.verdict).toBe("separable");
    expect(Math.abs(found.norm / norm - 1)).toBeLessThan(1e-8);
    expect(found.gap).toBeLessThan(1e-8);
    expect(found.witness.samples.length).toBe(support);
    expect(found.radius).toBeCloseTo(radius, 4);
  });
});
