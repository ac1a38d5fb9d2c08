import { reading, RelulabError, show } from "../errors.js";
import type { LabelledData } from "./labelled.js";
import { ROLE, seedWords, WordStream } from "./streams.js";

export interface RandomLabelOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Default 0. */
  readonly trial?: number;
}

const KNOWN = ["seed", "trial"];

/**
 * S3-D5: the same samples with labels that are uniform on the classes and independent of the samples: what a network can fit by capacity
 * alone. X is the array of `data`, not a copy. The label of sample i comes from word i of stream (labels, part 0). Throws `ARG_*`.
 */
export function randomLabels(data: LabelledData, options: RandomLabelOptions = {}): LabelledData {
  const where = "data.randomLabels()";
  return reading(where, () => {
    const unknown = Object.keys(options).find((key) => !KNOWN.includes(key));
    if (unknown !== undefined)
      throw new RelulabError("ARG_UNKNOWN", `${where}: there is no option ${show(unknown)}.`, `Known options: ${KNOWN.join(", ")}.`);
    const { samples, features, classes, X, name } = data;
    const { seed = 1, trial = 0 } = options;
    seedWords(seed);
    for (const [key, value, least] of [
      ["trial", trial, 0],
      ["data.samples", samples, 1],
      ["data.classes", classes, 1],
    ] as const)
      if (!Number.isSafeInteger(value) || value < least || value > 0xffffffff)
        throw new RelulabError(
          "ARG_RANGE",
          `${where}: ${key} must be an integer from ${least} to 2^32 - 1, got ${show(value)}.`,
          "Pass samples with labels, and for example { seed: 1 }.",
        );
    const stream = new WordStream({ seed, trial, role: ROLE.labels, part: 0 });
    const labels = Int32Array.from({ length: samples }, () => stream.integer(classes));
    return { samples, features, classes, X, labels, name: `${name}, random labels` };
  });
}
