import { describe, expect, test } from "vitest";
import { sha256Hex } from "../src/data/sha256.js";
import { loadKernels, type Precision } from "../src/kernels.js";
import { GEMM_FORM, type GemmForm, gemmPackedBytes, gemmScratchBytes } from "../src/wasm/gemm.js";
import { type Product, product, roundedElement } from "./reference/gemm.js";
import { EPSILON, KernelBench, LANES, within, zeros } from "./support/kernelBench.js";

// Products against three loops: bit for bit on dyadic numbers, in the documented order of sums on real ones, with fences.

/** The same in Node, Chromium and Firefox. */
const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "30fe3c5e3fc5ec4a5a8fc9726a064963053b5de4e24cda92008ba8c4d2a4edb4",
  f64: "fbf0ed8404bdcbbd367559c204d5d0d83b6340fa83bf7462d6b1be6ed3129a25",
};

const FORMS = Object.keys(GEMM_FORM) as GemmForm[];

/** Sizes round the edges of a tile (4 rows, two vectors), of the 16 rows of a group and of the 256 terms and columns of a block. */
function sizes(precision: Precision): [number, number, number][] {
  const panel = 2 * LANES[precision];
  return [
    [0, 3, 2],
    [3, 0, 2],
    [3, 2, 0],
    [1, 1, 1],
    [4, panel, 4],
    [5, panel + 1, 7],
    [3, panel - 1, LANES[precision] + 1],
    [15, 2 * panel + 3, 9],
    [17, 3, 33],
    [2, 257 + panel, 3],
    [5, 9, 256],
    [19, 6, 257],
    [4, panel, 515],
  ];
}

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  const round = precision === "f32" ? Math.fround : (x: number): number => x;
  const bytes = precision === "f32" ? 4 : 8;

  /** A product of random matrices whose rows lie `gap` reals apart, what it finds for C, and C before. */
  async function run([rows, columns, inner]: readonly [number, number, number], form: GemmForm, dyadic: boolean, packed: boolean) {
    const b = new KernelBench(await loadKernels({ precision }));
    const draw = (length: number): number[] => (dyadic ? b.dyadic(length) : b.real(length));
    const [left, right] = [(GEMM_FORM[form] & 2) !== 0, (GEMM_FORM[form] & 1) !== 0];
    const [strideA, strideB, strideC] = [(left ? rows : inner) + 1, (right ? inner : columns) + 2, columns + 3];
    const A = draw((left ? inner : rows) * strideA);
    const B = draw((right ? columns : inner) * strideB);
    const task: Product = { A, B, rows, columns, inner, strideA, strideB, left, right };
    const before = draw(rows * strideC);
    const [pA, pB, scratch] = [b.reals(A), b.reals(B), b.fenced(zeros(gemmScratchBytes(columns, inner, precision) / bytes))];
    const panels = b.fenced(zeros(gemmPackedBytes(columns, inner, precision) / bytes));
    const find = (accumulate: boolean, splits: readonly number[] = [0, rows]): number[] => {
      const C = b.fenced(before, 1);
      if (packed) b.arena.call((k) => k.gemmPack(panels.pointer, pB, columns, inner, strideB, Number(right)));
      for (let s = 1; s < splits.length; s++) {
        const [from, count] = [splits[s - 1], splits[s] - splits[s - 1]];
        const [c, a] = [C.pointer + from * strideC * bytes, pA + from * (left ? 1 : strideA) * bytes];
        b.arena.call((k) =>
          packed
            ? k.gemmPacked(c, a, panels.pointer, count, columns, inner, strideC, strideA, Number(left), Number(accumulate), scratch.pointer)
            : k.gemm(c, a, pB, count, columns, inner, strideC, strideA, strideB, GEMM_FORM[form], Number(accumulate), scratch.pointer),
        );
      }
      scratch.read();
      panels.read();
      return C.read();
    };
    return { task, before, strideC, find };
  }

  /** C with gaps: what the loops say, and what was there between the rows. */
  const spread = (values: readonly number[], before: readonly number[], columns: number, strideC: number): number[] =>
    before.map((value, e) => (e % strideC < columns ? values[Math.floor(e / strideC) * columns + (e % strideC)] : value));

  test.each(FORMS)("%s: dyadic numbers give the bits of three loops, added to C or not, packed or not", async (form) => {
    for (const size of sizes(precision))
      for (const packed of [false, true]) {
        const { task, before, strideC, find } = await run(size, form, true, packed);
        const expected = product(task);
        expect(find(false), size.join(" × ")).toEqual(spread(expected, before, task.columns, strideC));
        const sums = expected.map((value, e) => before[Math.floor(e / task.columns) * strideC + (e % task.columns)] + value);
        expect(find(true), `C +=, ${size.join(" × ")}`).toEqual(spread(sums, before, task.columns, strideC));
      }
  });

  test.each(FORMS)("%s: real numbers give the documented order of sums, however the rows are split", async (form) => {
    for (const size of sizes(precision)) {
      const { task, before, strideC, find } = await run(size, form, false, false);
      const packed = await run(size, form, false, true);
      const { rows, columns } = task;
      for (const accumulate of [false, true]) {
        const expected = Array.from({ length: rows * columns }, (_, e) => {
          const [i, j] = [Math.floor(e / columns), e % columns];
          return roundedElement(task, i, j, accumulate ? before[i * strideC + j] : undefined, round);
        });
        const whole = find(accumulate);
        expect(whole, size.join(" × ")).toEqual(spread(expected, before, columns, strideC));
        expect(find(accumulate, [0, rows >> 1, Math.max(rows >> 1, rows - 1), rows])).toEqual(whole);
        expect(packed.find(accumulate)).toEqual(whole);
      }
    }
  });

  test("the error stays within (256 + blocks + 1)·ε·Σ|a·b|", async () => {
    const { task, before, strideC, find } = await run([7, 11, 1000], "NT", false, false);
    const absolute = product({ ...task, A: task.A.map(Math.abs), B: task.B.map(Math.abs) });
    const found = find(false).filter((_, e) => e % strideC < task.columns);
    expect(found.length).toBe((before.length / strideC) * task.columns);
    within(
      found,
      product(task),
      absolute.map((value) => (256 + 4 + 1) * EPSILON[precision] * value),
    );
  });

  test("golden bits of a product with edges on all sides", async () => {
    const { find } = await run([37, 301, 300], "TN", false, false);
    const values = find(true);
    const text = sha256Hex(new Uint8Array((precision === "f32" ? Float32Array : Float64Array).from(values).buffer));
    expect(text).toBe(GOLDEN[precision]);
  });
});
