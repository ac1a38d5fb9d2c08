import { expect, test } from "vitest";
import { digitPair, digitsFromFiles, type DigitPairOptions } from "../../src/data/digits.js";
import { idxFile } from "../support/idx.js";
import { refusal } from "../support/refusal.js";

// Classes 5 3 1 3 5 3 with pixels that give whole norms: (3, 4), (6, 8), (9, 9), (0, 255), (0, 0), (8, 15).
const source = digitsFromFiles(
  { name: "i", bytes: idxFile([6, 1, 2], [3, 4, 6, 8, 9, 9, 0, 255, 0, 0, 8, 15]) },
  { name: "l", bytes: idxFile([6], [5, 3, 1, 3, 5, 3]) },
  "six",
);

const chosen = (options: Omit<DigitPairOptions, "precision">) => digitPair(source, { precision: "f64", ...options });

test("takes the first images of both classes in file order, the positive class as +1", () => {
  const pair = chosen({ samples: 3, scaling: "raw" });
  expect(pair).toMatchObject({ samples: 3, features: 2, name: "six, 3 vs 5, first 3" });
  expect([...pair.X]).toEqual([3, 4, 6, 8, 0, 255]);
  expect([...pair.y]).toEqual([-1, 1, 1]);
  expect([...chosen({ samples: 2, scaling: "raw", positive: 5, negative: 1 }).y]).toEqual([1, -1]);
});

test("scales pixels as named", () => {
  expect([...chosen({ samples: 3 }).X]).toEqual([3 / 255, 4 / 255, 6 / 255, 8 / 255, 0, 1]);
  expect([...chosen({ samples: 3, scaling: "unit-norm" }).X]).toEqual([0.6, 0.8, 0.6, 0.8, 0, 1]);
  expect([...chosen({ samples: 2, scaling: "max-norm" }).X]).toEqual([0.3, 0.4, 0.6, 0.8]);
});

test("precision f32 rounds the f64 value", () => {
  const { X } = digitPair(source, { samples: 2, precision: "f32" });
  expect(X).toEqual(Float32Array.of(3 / 255, 4 / 255, 6 / 255, 8 / 255));
});

test.each([
  [{ samples: 6 }, "DATA_TOO_FEW", "six has 5 images of 3 and 5, 6 are asked for."],
  [{ samples: 1, positive: 8, negative: 9 }, "DATA_TOO_FEW", "0 images of 8 and 9"],
  [{ samples: 4, scaling: "unit-norm" }, "DATA_NOT_FINITE", "item 4"],
  [{ samples: 0 }, "ARG_RANGE", "got 0"],
  [{ samples: 2.5 }, "ARG_RANGE", "got 2.5"],
  [{ samples: NaN }, "ARG_RANGE", "got NaN"],
  [{ samples: 2, positive: 10 }, "ARG_RANGE", "positive"],
  [{ samples: 2, negative: -1 }, "ARG_RANGE", "negative"],
  [{ samples: 2, positive: 5 }, "ARG_RANGE", "both are 5"],
  [{ samples: 2, scaling: "half" }, "ARG_TYPE", '"half"'],
  [{ samples: 2, precision: "f16" }, "ARG_TYPE", "f32 or f64"],
])("%j is refused with %s", (options, code, text) => {
  const found = refusal(() => digitPair(source, { precision: "f64", ...options } as DigitPairOptions));
  expect(found.code).toBe(code);
  expect(found.message).toContain(text);
});
