import { describe, expect, test } from "vitest";
import { loadKernels, type Precision } from "../../src/kernels.js";
import * as naive from "../reference/deepKernels.js";
import { EPSILON, FENCE, KernelBench, lengths, zeros } from "../support/kernelBench.js";

// Kernels of deep networks against naive loops at awkward sizes, fences round every output. On dyadic numbers every sum is exact, so the bits
// must agree; on others the difference stays within the rounding bound. Seed 5.

const UNITS = [0, 1, 2, 3, 7, 16];

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  const bench = async (): Promise<KernelBench> => new KernelBench(await loadKernels({ precision }));

  /** An output of f64 between fences. */
  function fencedExact(b: KernelBench, length: number): { pointer: number; read(): number[] } {
    const start = b.arena.allocate("f64", length + 2);
    b.arena.f64(start, length + 2).fill(FENCE);
    const read = (): number[] => {
      const all = Array.from(b.arena.f64(start, length + 2));
      expect([all[0], all[length + 1]], "a kernel wrote outside its output").toEqual([FENCE, FENCE]);
      return all.slice(1, length + 1);
    };
    return { pointer: start + 8, read };
  }

  const doubles = (b: KernelBench, values: readonly number[]): number => {
    const pointer = b.arena.allocate("f64", values.length);
    b.arena.f64(pointer, values.length).set(values);
    return pointer;
  };

  test("deepOutputs: Σ_j v_j H_j, in the order of j, with f64 sums: the bits of the obvious loop", async () => {
    const b = await bench();
    for (const m of UNITS)
      for (const n of lengths(precision)) {
        b.arena.reset();
        const [H, v] = [b.real(m * n), b.real(m)];
        const [pH, pv] = [b.reals(H), b.reals(v)];
        const out = fencedExact(b, n);
        b.arena.call((k) => k.deepOutputs(out.pointer, pH, pv, m, n));
        expect(out.read(), `${m} × ${n}`).toEqual(naive.outputs(H, v, n));
      }
  });

  test("deepSeed: v_j c_i where H > 0, and how many are not 0; zeros of both signs and zero slopes among them", async () => {
    const b = await bench();
    for (const m of UNITS)
      for (const n of lengths(precision)) {
        b.arena.reset();
        const H = b.dyadic(m * n).map((x, e) => (e % 5 === 0 ? 0 : e % 7 === 0 ? -0 : Math.max(0, x)));
        const [v, c] = [b.dyadic(m), b.dyadic(n).map((x, i) => (i % 3 === 0 ? 0 : x))];
        const [pH, pv, pc] = [b.reals(H), b.reals(v), b.reals(c)];
        const out = b.fenced(zeros(m * n).fill(7), 1);
        const active = b.arena.call((k) => k.deepSeed(out.pointer, pH, pv, pc, m, n));
        const expected = naive.seed(H, v, c);
        expect(
          out.read().map((x) => x + 0),
          `${m} × ${n}`,
        ).toEqual(expected.map((x) => x + 0));
        expect(active).toBe(expected.filter((x) => x !== 0).length);
      }
  });

  test("largest: wherever the largest number stands, of either sign, and nothing beside the block is looked at", async () => {
    const b = await bench();
    for (const n of lengths(precision)) {
      const values = b.real(n);
      for (let at = 0; at < n; at++)
        for (const sign of [1, -1]) {
          b.arena.reset();
          const block = b.fenced(
            values.map((x, i) => (i === at ? sign * 3.5 : x)),
            1,
          );
          expect(b.arena.call((k) => k.largest(block.pointer, n))).toBe(3.5);
        }
      b.arena.reset();
      const block = b.fenced(values, 1);
      expect(
        b.arena.call((k) => k.largest(block.pointer, n)),
        `n = ${n}`,
      ).toBe(values.reduce((a, x) => Math.max(a, Math.abs(x)), 0));
    }
  });

  test("exactLayer: max(0, W x) with f64 sums; exact on dyadic numbers, within f64 rounding on others", async () => {
    const b = await bench();
    for (const rows of UNITS)
      for (const n of [...lengths(precision), 5, 6, 7])
        for (const exact of [true, false]) {
          b.arena.reset();
          const [W, x] = [rows * n, n].map((length) => (exact ? b.dyadic(length) : b.real(length)));
          const [pW, px] = [b.reals(W), doubles(b, x)];
          const out = fencedExact(b, rows);
          b.arena.call((k) => k.exactLayer(out.pointer, pW, px, rows, n));
          const found = out.read();
          const expected = naive.layer(W, x, rows);
          found.forEach((value, j) => {
            const size = x.reduce((sum, u, c) => sum + Math.abs(u * W[j * n + c]), 0);
            const bound = exact ? 0 : (n + 2) * EPSILON.f64 * size;
            expect(Math.abs(value - expected[j]), `${rows} × ${n}`).toBeLessThanOrEqual(bound);
          });
        }
  });
});
