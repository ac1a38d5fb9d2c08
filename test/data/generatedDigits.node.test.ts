import { expect, test } from "vitest";
import { loadDigitFolder } from "../../src/data/digitFolder.js";
import { generatedDigits } from "../../src/data/generatedDigits.js";
import { nearestClass } from "../reference/nearest.js";
import { findMnist } from "../support/mnist.js";

const mnist = findMnist();
const SUBSET = 2000;

// Measured with seed 1: 1,631 of the first 2,000 test digits (81.6 %). The limit leaves four standard errors (0.9 % each).
test.skipIf(mnist === undefined)(
  `3 nearest neighbours among 5,000 generated digits name real MNIST${mnist === undefined ? " (no folder found: set RELULAB_DATA)" : ""}`,
  async () => {
    const train = generatedDigits({ seed: 1, count: 5000, split: "train" });
    const real = await loadDigitFolder(mnist!, "test");
    let right = 0;
    for (let i = 0; i < SUBSET; i++) if (nearestClass(train, real, i) === real.labels[i]) right++;
    expect(right / SUBSET, `${right} of ${SUBSET} named rightly`).toBeGreaterThan(0.78);
  },
  120_000,
);
