import { describe, expect, test } from "vitest";
import { loadKernels, type Precision } from "../src/kernels.js";
import * as naive from "./reference/kernels.js";
import { EPSILON, FENCE, KernelBench, LANES, lengths, within, zeros } from "./support/kernelBench.js";

// Kernels against naive loops at awkward lengths, with fences round every output. On small dyadic numbers every sum is exact, so any
// order of summation must give the same bits; on others the difference stays within the rounding bound. Seed 5 throughout.

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  const bench = async (): Promise<KernelBench> => new KernelBench(await loadKernels({ precision }));
  const bound = (terms: number, absolute: number): number => (terms + 2) * EPSILON[precision] * absolute;
  const abs = (values: readonly number[]): number[] => values.map(Math.abs);

  test("dot and axpy", async () => {
    const b = await bench();
    for (const n of lengths(precision)) {
      for (const draw of [b.dyadic.bind(b), b.real.bind(b)]) {
        b.arena.reset();
        const [x, y] = [draw(n), draw(n)];
        const [px, py] = [b.reals(x), b.reals(y)];
        const found = b.arena.call((k) => k.dot(px, py, n));
        within([found], [naive.dot(x, y)], [bound(n, naive.dot(abs(x), abs(y)))]);
        for (const shift of [0, 1]) {
          const out = b.fenced(y, shift);
          b.arena.call((k) => k.axpy(out.pointer, px, n, 0.75));
          within(
            out.read(),
            naive.axpy(y, x, 0.75),
            abs(y).map((value, i) => bound(1, value + Math.abs(x[i]))),
          );
        }
      }
      const [x, y] = [b.dyadic(n), b.dyadic(n)];
      const [px, py] = [b.reals(x), b.reals(y)];
      expect(
        b.arena.call((k) => k.dot(px, py, n)),
        `dot, n = ${n}`,
      ).toBe(naive.dot(x, y));
    }
  });

  test("matvec, matvecTransposed and rankOne", async () => {
    const b = await bench();
    for (const m of [0, 1, 3, 4, 5, 11])
      for (const n of lengths(precision)) {
        b.arena.reset();
        const [A, x, y] = [b.dyadic(m * n), b.dyadic(n), b.dyadic(m)];
        const [pA, px, py] = [b.reals(A), b.reals(x), b.reals(y)];
        const product = b.fenced(zeros(m), 1);
        b.arena.call((k) => k.matvec(product.pointer, pA, px, m, n));
        expect(product.read(), `A x, ${m} × ${n}`).toEqual(naive.matvec(A, x, m, n));
        const back = b.fenced(zeros(n).fill(7), 1);
        b.arena.call((k) => k.matvecTransposed(back.pointer, pA, py, m, n));
        expect(
          back.read().map((v) => v + 0),
          `Aᵀ y, ${m} × ${n}`,
        ).toEqual(naive.matvecTransposed(A, y, m, n).map((v) => v + 0));
        const updated = b.fenced(A, 1);
        b.arena.call((k) => k.rankOne(updated.pointer, py, px, m, n, 0.5));
        expect(updated.read(), `A + x yᵀ/2, ${m} × ${n}`).toEqual(naive.rankOne(A, y, x, n, 0.5));
        const [R, r] = [b.real(m * n), b.real(n)];
        const [pR, pr] = [b.reals(R), b.reals(r)];
        b.arena.call((k) => k.matvec(product.pointer, pR, pr, m, n));
        within(
          product.read(),
          naive.matvec(R, r, m, n),
          naive.matvec(abs(R), abs(r), m, n).map((value) => bound(n, value)),
        );
      }
  });

  test("addProducts: the bits of the obvious loop, on both sides of its tile of two rows and four vectors", async () => {
    const b = await bench();
    const round = precision === "f32" ? Math.fround : (x: number): number => x;
    for (const rows of [0, 1, 2, 3, 5])
      for (const B of [0, 1, 2, 7])
        for (const vectors of [1, 3, 4, 5, 8, 11]) {
          b.arena.reset();
          const K = vectors * LANES[precision];
          const [Z, A, L] = [b.real(rows * K), b.real(rows * B), b.real(B * K)];
          const out = b.fenced(Z);
          const [pA, pL] = [b.reals(A), b.reals(L)];
          b.arena.call((k) => k.addProducts(out.pointer, pA, pL, rows, B, K));
          expect(out.read(), `${rows} rows, B = ${B}, K = ${K}`).toEqual(naive.addProducts(Z, A, L, B, K, round));
        }
  });

  test("rowTimes, rowTimesExactly, rowUpdate and transpose", async () => {
    const b = await bench();
    const columns = 9;
    for (let vectors = 1; vectors <= 11; vectors++)
      for (const nonZeros of [0, 1, 6]) {
        b.arena.reset();
        const K = vectors * LANES[precision];
        const x = b.sparse(columns, nonZeros, b.dyadic.bind(b));
        const [B, c] = [b.dyadic(columns * K), b.dyadic(K)];
        const [index, value, pB, pc] = [b.indices(x.index), b.reals(x.value), b.reals(B), b.reals(c)];
        const out = b.fenced(zeros(K).fill(3));
        b.arena.call((k) => k.rowTimes(out.pointer, index, value, nonZeros, pB, K));
        expect(out.read(), `K = ${K}`).toEqual(naive.rowTimes(x, B, K));
        const exact = b.arena.allocate("f64", K + 1);
        b.arena.f64(exact, K + 1).fill(FENCE);
        b.arena.call((k) => k.rowTimesExactly(exact, index, value, nonZeros, pB, K));
        expect(Array.from(b.arena.f64(exact, K + 1)), `K = ${K}`).toEqual([...naive.rowTimes(x, B, K), FENCE]);
        const updated = b.fenced(B);
        b.arena.call((k) => k.rowUpdate(updated.pointer, index, value, nonZeros, pc, K));
        expect(updated.read(), `K = ${K}`).toEqual(naive.rowUpdate(x, B, c, K));
      }
    for (const [rows, cols] of [
      [0, 3],
      [1, 1],
      [3, 5],
      [7, 4],
    ]) {
      const stride = rows + 2;
      const [A, before] = [b.real(rows * cols), b.real(cols * stride)];
      const [pA, out] = [b.reals(A), b.fenced(before)];
      b.arena.call((k) => k.transpose(out.pointer, pA, rows, cols, stride));
      expect(out.read()).toEqual(naive.transpose(A, rows, cols, stride, before));
    }
  });

  test("ReLU, leaky ReLU and hinge with their masks, zeros, infinities and NaN included", async () => {
    const b = await bench();
    for (const n of lengths(precision)) {
      b.arena.reset();
      const z = b.dyadic(n).map((value, i) => [value, 0, -0, Infinity, -Infinity, NaN][i % 11 < 6 ? 0 : (i % 11) - 5]);
      const pz = b.reals(z);
      for (const atZero of [0, 0.5, 1]) {
        const [out, mask] = [b.fenced(zeros(n), 1), b.fenced(zeros(n), 1)];
        b.arena.call((k) => k.relu(out.pointer, mask.pointer, pz, n, atZero));
        expect(out.read()).toEqual(z.map(naive.relu));
        expect(mask.read()).toEqual(z.map((value) => naive.derivative(value, atZero, 0)));
        b.arena.call((k) => k.leakyRelu(out.pointer, mask.pointer, pz, n, 0.125, atZero));
        expect(out.read()).toEqual(z.map((value) => naive.leakyRelu(value, 0.125)));
        expect(mask.read()).toEqual(z.map((value) => naive.derivative(value, atZero, 0.125)));
      }
      const margins = b.dyadic(n).map((value) => 2 * value);
      const [pm, loss] = [b.reals(margins), b.fenced(zeros(n), 1)];
      const sum = b.arena.call((k) => k.hinge(loss.pointer, pm, n));
      expect(loss.read()).toEqual(margins.map(naive.hinge));
      expect(sum).toBe(margins.map(naive.hinge).reduce((total, value) => total + value, 0));
    }
  });

  test("the Gram matrix", async () => {
    const b = await bench();
    const [n, d, stride] = [19, 7, 32];
    const X = b.dyadic(n * d).map((value) => (value > 0.25 ? value : 0));
    const rows = Array.from({ length: n }, (_, i) => naive.row(X, i, d));
    const entries = rows.map((row) => row.flatMap((value, c) => (value === 0 ? [] : [{ c, value }])));
    const starts = b.indices([0, ...entries.map((_, i) => entries.slice(0, i + 1).flat().length)]);
    const index = b.indices(entries.flat().map(({ c }) => c));
    const value = b.reals(entries.flat().map((entry) => entry.value));
    const columns = b.reals(Array.from({ length: d * stride }, (_, e) => (e % stride < n ? rows[e % stride][Math.floor(e / stride)] : 0)));
    const gram = b.fenced(zeros(n * stride));
    b.arena.call((k) => k.gramMatrix(gram.pointer, starts, index, value, columns, n, stride));
    const expected = rows.flatMap((a) => Array.from({ length: stride }, (_, i) => (i < n ? naive.dot(a, rows[i]) : 0)));
    expect(gram.read()).toEqual(expected);
  });
});

test("an arena refuses sizes that cannot fit and lengths that are none", async () => {
  const arena = await loadKernels();
  expect(() => arena.allocate("real", 2 ** 40)).toThrow(/OUT_OF_MEMORY: this arena needs 4096.0 GiB/);
  expect(() => arena.allocate("real", -1)).toThrow(/ARG_RANGE/);
  await expect(loadKernels({ precision: "f16" as "f32" })).rejects.toThrow(/precision must be f32 or f64, got "f16"/);
});

test("a trap is reported as KERNEL_TRAP", async () => {
  const arena = await loadKernels();
  expect(() => arena.call((k) => k.dot(2 ** 31, 2 ** 31, 16))).toThrow(expect.objectContaining({ code: "KERNEL_TRAP" }));
});
