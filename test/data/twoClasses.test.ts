import { expect, test } from "vitest";
import { readCsv } from "../../src/data/csv.js";
import type { LabelledTable } from "../../src/data/labelledTable.js";
import { SCALINGS } from "../../src/data/scaling.js";
import { twoClasses } from "../../src/data/twoClasses.js";
import { load } from "../../src/lab.js";
import { refusal } from "../support/refusal.js";

const csv = (text: string): LabelledTable => readCsv(new TextEncoder().encode(text), "t.csv");

test("labels become ±1 in the file's order: the later class is +1 unless said", () => {
  for (const [text, expected, positive] of [
    ["1,1\n1,-1\n1,1", [1, -1, 1], "1"],
    ["1,0\n1,1\n1,0", [-1, 1, -1], "1"],
    ["1,7\n1,7.5\n1,7", [-1, 1, -1], "7.5"],
    ["1,no\n1,yes\n1,yes", [-1, 1, 1], "yes"],
    ["1,1\n1,1", [1, 1], "1"],
    ["1,-1\n1,-1", [-1, -1], ""],
  ] as const) {
    const data = twoClasses(csv(text));
    expect(Array.from(data.y), text).toEqual(expected);
    expect(data.positive).toBe(positive);
  }
  expect(Array.from(twoClasses(csv("1,a\n1,b"), { positive: "a" }).y)).toEqual([1, -1]);
  expect(Array.from(twoClasses(csv("1,a\n1,b"), { negative: "b" }).y)).toEqual([1, -1]);
});

test("two of several classes, the first samples of both", () => {
  const table = csv("1,a\n2,b\n3,c\n4,a\n5,c\n6,c");
  const data = twoClasses(table, { positive: "c", negative: "a", scaling: "raw" });
  expect(Array.from(data.X)).toEqual([1, 3, 4, 5, 6]);
  expect(Array.from(data.source)).toEqual([0, 2, 3, 4, 5]);
  expect(data.name).toBe("t.csv, c vs a, 5 samples");
  expect(Array.from(twoClasses(table, { positive: "c", negative: "a", samples: 2, scaling: "raw" }).X)).toEqual([1, 3]);
  expect(refusal(() => twoClasses(table)).message).toBe("DATA_LABELS: t.csv has 3 classes, a binary classifier has two.");
  expect(refusal(() => twoClasses(table, { positive: "a" })).code).toBe("DATA_LABELS");
  expect(refusal(() => twoClasses(table, { positive: "a", negative: "z" })).message).toContain('no class "z"');
  expect(refusal(() => twoClasses(table, { positive: "a", negative: "a" })).code).toBe("ARG_RANGE");
  expect(refusal(() => twoClasses(table, { positive: "a", negative: "b", samples: 4 })).code).toBe("DATA_TOO_FEW");
  expect(refusal(() => twoClasses(table, { positive: "a", negative: "b", samples: 0 })).code).toBe("ARG_RANGE");
  expect(refusal(() => twoClasses(table, { scaling: "wide" as never })).code).toBe("ARG_RANGE");
});

const norms = (X: Float32Array | Float64Array, d: number): number[] =>
  Array.from({ length: X.length / d }, (_, i) => Math.hypot(...X.subarray(i * d, (i + 1) * d)));

test("scalings: largest norm 1, every norm 1, mean 0 and deviation 1", () => {
  const table = csv("3,4,0\n6,8,1\n-1,0,0\n");
  expect(norms(twoClasses(table).X, 2)).toEqual([0.5, 1, 0.1]);
  for (const norm of norms(twoClasses(table, { scaling: "unit-norm" }).X, 2)) expect(norm).toBeCloseTo(1, 14);
  const { X } = twoClasses(table, { scaling: "columns" });
  for (const c of [0, 1]) {
    const column = [X[c], X[2 + c], X[4 + c]];
    expect(column.reduce((a, b) => a + b)).toBeCloseTo(0, 14);
    expect(column.reduce((a, b) => a + b * b, 0) / 3).toBeCloseTo(1, 14);
  }
  expect(twoClasses(table, { precision: "f32" }).X).toBeInstanceOf(Float32Array);
});

test("a feature that does not vary becomes 0, whatever its rounding; scalings that do not exist are refused", () => {
  const constant = csv(`${"0.1,1,0\n".repeat(3)}0.1,2,1\n`);
  expect(Array.from(twoClasses(constant, { scaling: "columns" }).X.filter((_, e) => e % 2 === 0))).toEqual([0, 0, 0, 0]);
  const zero = csv("1,0,0\n0,0,1\n");
  expect(refusal(() => twoClasses(zero, { scaling: "unit-norm" })).message).toContain("row 2 is 0 in every feature");
  expect(refusal(() => twoClasses(csv("0,0,0\n0,0,1\n"))).code).toBe("DATA_NOT_FINITE");
  const huge = csv("1e308,1e308,0\n1e308,-1e308,1\n");
  for (const scaling of ["unit-norm", "columns"] as const)
    expect(refusal(() => twoClasses(csv("1e308,1.7e308,0\n-1e308,-1.7e308,1\n"), { scaling })).code).toBe("DATA_NOT_FINITE");
  expect(Math.max(...norms(twoClasses(huge).X, 2))).toBeCloseTo(1, 12);
  for (const scaling of SCALINGS) expect(twoClasses(csv("1e-300,0,0\n2e-300,1,1\n"), { scaling }).X.every((x) => x - x === 0)).toBe(true);
});

test("the verdict on a file: separable, and not", async () => {
  const lab = await load({ precision: "f64" });
  const corners = (labels: readonly number[]): LabelledTable =>
    csv(["1,1", "-1,1", "-1,-1", "1,-1"].map((x, i) => `${x},${labels[i]}`).join("\n"));
  const separable = await lab.margin(twoClasses(corners([1, 1, -1, -1])));
  expect(separable.verdict).toBe("separable");
  expect(separable.margin).toBeCloseTo(Math.SQRT1_2, 12);
  const xor = await lab.margin(twoClasses(corners([1, -1, 1, -1])));
  expect(xor.verdict).toBe("not-separable");
  expect(xor.witness.residual).toBe(0);
  lab.dispose();
});
