import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Hex } from "../src/data/sha256.js";
import { WordStream } from "../src/data/streams.js";
import { load, type Lab, type Precision } from "../src/index.js";
import { loadKernels } from "../src/kernels.js";
import { BidiagonalValues } from "../src/numerics/bidiagonal.js";
import { EPSILON, KernelBench, lengths, within, zeros } from "./support/kernelBench.js";

// Singular values against what is known of them. The bound is 50·ε·σ₁·√(short side): what was seen stays below a tenth of it.

const bound = (largest: number, short: number): number => 50 * 2 ** -53 * largest * Math.sqrt(short);

/** The same in Node, Chromium and Firefox, and in labs of both precisions. */
const GOLDEN = "9f611f1b07785c355ae340fd2c5abfabe18f22ba41f9990077f79d809e663239";

const numbers = (length: number, part = 0): Float64Array => {
  const words = new WordStream({ seed: 11, trial: 0, role: 0, part });
  return Float64Array.from({ length }, () => 2 * words.uniform() - 1);
};

/** (n,n) orthogonal: product of n reflections, as an obvious loop. */
function orthogonal(n: number, part: number): Float64Array {
  const Q = Float64Array.from({ length: n * n }, (_, e) => Number(e % n === Math.floor(e / n)));
  for (let r = 0; r < n; r++) {
    const v = numbers(n, part + r);
    const square = v.reduce((sum, x) => sum + x * x, 0);
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let c = 0; c < n; c++) product += Q[i * n + c] * v[c];
      for (let c = 0; c < n; c++) Q[i * n + c] -= (2 * product * v[c]) / square;
    }
  }
  return Q;
}

/** U·diag(values)·Vᵀ with orthogonal U (m,m), V (n,n). */
function withSpectrum(values: readonly number[], m: number, n: number): Float64Array {
  const [U, V] = [orthogonal(m, 0), orthogonal(n, 1000)];
  return Float64Array.from({ length: m * n }, (_, e) => {
    const [i, j] = [Math.floor(e / n), e % n];
    return values.reduce((sum, value, r) => sum + U[i * m + r] * value * V[j * n + r], 0);
  });
}

const transposed = (A: Float64Array, m: number, n: number): Float64Array =>
  Float64Array.from(A, (_, e) => A[(e % m) * n + Math.floor(e / m)]);

/** Singular values by one-sided Jacobi rotations of the columns: slow, obvious, accurate. */
function jacobi(A: Float64Array, m: number, n: number): number[] {
  const columns = Array.from({ length: n }, (_, c) => Array.from({ length: m }, (_unused, i) => A[i * n + c]));
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * y[i], 0);
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const [x, y] = [columns[p], columns[q]];
        const [a, b, c] = [dot(x, x), dot(y, y), dot(x, y)];
        if (Math.abs(c) <= 1e-17 * Math.sqrt(a * b)) continue;
        const zeta = (b - a) / (2 * c);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + t * t);
        columns[p] = x.map((value, i) => cosine * (value - t * y[i]));
        columns[q] = y.map((value, i) => cosine * (value + t * x[i]));
      }
  return columns.map((x) => Math.sqrt(dot(x, x))).sort((a, b) => b - a);
}

describe.each<Precision>(["f32", "f64"])("in a lab of %s", (precision) => {
  const close = (found: Float64Array, expected: readonly number[]): void => {
    const allowed = bound(Math.max(...expected), expected.length);
    within(
      Array.from(found),
      expected,
      expected.map(() => allowed),
    );
  };

  test("random matrices of all shapes have the values that Jacobi rotations find, and so have their transposes", async () => {
    const lab = await load({ precision });
    for (const [m, n] of [
      [1, 1],
      [1, 7],
      [2, 2],
      [9, 8],
      [31, 5],
      [33, 17],
      [70, 40],
    ]) {
      const A = numbers(m * n, m);
      const expected = jacobi(m >= n ? A : transposed(A, m, n), Math.max(m, n), Math.min(m, n));
      close(lab.sync.singularValues(A, m, n), expected);
      close(lab.sync.singularValues(transposed(A, m, n), n, m), expected);
      expect(Math.abs(lab.sync.spectralNorm(A, m, n) / expected[0] - 1)).toBeLessThan(1e-12);
    }
  });

  test("known spectra come back: clustered, graded over 16 decades, of deficient rank", async () => {
    const lab = await load({ precision });
    const spectra = [
      Array.from({ length: 20 }, () => 3),
      Array.from({ length: 20 }, (_, r) => 10 ** (-0.8 * r)),
      Array.from({ length: 20 }, (_, r) => (r < 4 ? 5 - r : 0)),
      Array.from({ length: 20 }, (_, r) => (r < 10 ? 1 : 1e-9)),
    ];
    for (const values of spectra) close(lab.sync.singularValues(withSpectrum(values, 45, 20), 45, 20), values);
  });

  test("zero, identity, one number, powers of two", async () => {
    const lab = await load({ precision });
    expect(Array.from(lab.sync.singularValues(new Float64Array(12), 4, 3))).toEqual([0, 0, 0]);
    expect(lab.sync.spectralNorm(new Float64Array(12), 4, 3)).toBe(0);
    expect(Array.from(lab.sync.singularValues([-3], 1, 1))).toEqual([3]);
    expect(lab.sync.spectralNorm([-3], 1, 1)).toBeCloseTo(3, 14);
    const identity = Array.from({ length: 49 }, (_, e) => Number(e % 8 === 0));
    expect(Array.from(lab.sync.singularValues(identity, 7, 7))).toEqual([1, 1, 1, 1, 1, 1, 1]);
    const A = numbers(60);
    const plain = lab.sync.singularValues(A, 12, 5);
    for (const power of [2 ** 900, 2 ** -900])
      expect(
        lab.sync.singularValues(
          A.map((x) => x * power),
          12,
          5,
        ),
      ).toEqual(plain.map((x) => x * power));
  });

  test("the sum of squares is that of the entries, also where values are tiny or equal (random small integers)", async () => {
    const lab = await load({ precision });
    const shape = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
    const matrix = shape.chain(([m, n]) =>
      fc.tuple(fc.constant(m), fc.constant(n), fc.array(fc.integer({ min: -2, max: 2 }), { minLength: m * n, maxLength: m * n })),
    );
    fc.assert(
      fc.property(matrix, ([m, n, A]) => {
        const values = lab.sync.singularValues(A, m, n);
        const square = A.reduce((sum, x) => sum + x * x, 0);
        expect(Math.abs(values.reduce((sum, x) => sum + x * x, 0) - square)).toBeLessThanOrEqual(1e-13 * square);
        expect(Math.abs(lab.sync.spectralNorm(A, m, n) - values[0])).toBeLessThanOrEqual(1e-12 * values[0]);
      }),
      { numRuns: 200, seed: 12 },
    );
  });

  test("the asynchronous form gives the same bits, reports, and can be cancelled", async () => {
    const lab = await load({ precision });
    const A = numbers(150 * 90);
    const shares: number[] = [];
    const found = await lab.singularValues(A, 150, 90, { onProgress: ({ share }) => shares.push(share) });
    expect(found).toEqual(lab.sync.singularValues(A, 150, 90));
    expect(sha256Hex(new Uint8Array(found.buffer as ArrayBuffer))).toBe(GOLDEN);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    await expect(lab.singularValues(A, 150, 90, { signal: AbortSignal.abort() })).rejects.toThrow(/^CANCELLED/);
    await expect(lab.spectralNorm(A, 150, 90, { signal: AbortSignal.abort() })).rejects.toThrow(/^CANCELLED/);
    expect(await lab.spectralNorm(A, 150, 90)).toBe(lab.sync.spectralNorm(A, 150, 90));
  });

  test("AᵀA x, and the same for a difference, against loops", async () => {
    const b = new KernelBench(await loadKernels({ precision }));
    for (const columns of lengths(precision))
      for (const rows of [0, 1, 5]) {
        b.arena.reset();
        const [A, A0, x] = [b.real(rows * columns), b.real(rows * columns), b.real(columns)];
        const [pA, pA0] = [b.reals(A), b.reals(A0)];
        const vector = b.arena.allocate("f64", columns);
        b.arena.f64(vector, columns).set(x);
        for (const other of [false, true]) {
          const entry = (i: number, c: number): number => A[i * columns + c] - (other ? A0[i * columns + c] : 0);
          const products = zeros(rows).map((_, i) => x.reduce((sum, value, c) => sum + entry(i, c) * value, 0));
          const expected = x.map((_, c) => 1 + products.reduce((sum, value, i) => sum + entry(i, c) * value, 0));
          const out = b.arena.allocate("f64", columns + 1);
          b.arena.f64(out, columns + 1).fill(1);
          b.arena.call((k) => k.gramTimes(out, pA, other ? pA0 : 0, vector, rows, columns));
          const found = Array.from(b.arena.f64(out, columns + 1));
          expect(found.pop()).toBe(1);
          within(
            found,
            expected,
            expected.map(() => (columns + rows + 4) * EPSILON.f64 * 64 * rows * columns + EPSILON.f64),
          );
        }
      }
  });
});

test("bidiagonal matrices with zeros on the diagonal, and turned ones", () => {
  for (const [d, e] of [
    [
      [1, 0, 2, 3],
      [1, 1, 1],
    ],
    [
      [0, 0, 0],
      [1, 2],
    ],
    [
      [1e-8, 1e-4, 1, 1e4],
      [1, 1, 1],
    ],
    [[1e-200, 1e-200], [1e-200]],
    [
      [4, 3, 0],
      [1e-300, 5],
    ],
  ]) {
    const n = d.length;
    const largest = Math.max(...d, ...e);
    const B = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (j === i ? d[i] : j === i + 1 ? e[i] : 0) / largest;
    });
    const values = new BidiagonalValues(Float64Array.from(d), Float64Array.from(e));
    let turns = 0;
    while (!values.advance(1)) expect(++turns).toBeLessThan(200);
    const expected = jacobi(B, n, n);
    values.values.forEach((value, r) => expect(Math.abs(value / largest - expected[r])).toBeLessThanOrEqual(1e-14 * expected[0]));
  }
});

describe("bad input", () => {
  const A = [1, 2, 3, 4, 5, 6];
  const cases: readonly [(lab: Lab) => unknown, RegExp][] = [
    [(lab) => lab.sync.singularValues(A, 2, 2), /^ARG_SHAPE: sync.singularValues\(\): matrix must have 4 numbers, got 6/],
    [(lab) => lab.sync.singularValues(A, 0, 3), /^ARG_RANGE: .*rows must be an integer ≥ 1.*got 0/],
    [(lab) => lab.sync.singularValues(A, 2.5, 3), /^ARG_RANGE/],
    [(lab) => lab.sync.spectralNorm([1, NaN], 1, 2), /^ARG_RANGE: .*entry 1 is NaN/],
    [(lab) => lab.sync.singularValues("abcdef" as never, 2, 3), /^ARG_TYPE/],
    [(lab) => lab.sync.spectralNorm(null as never, 2, 3), /^ARG_TYPE/],
    [(lab) => lab.sync.singularValues([1.7e308, 1.7e308], 2, 1), /^ARG_RANGE: .*1.7e\+308.*beyond the range/],
    [(lab) => lab.sync.singularValues(new Float64Array(4), 2 ** 31, 2 ** 31), /^OUT_OF_MEMORY: sync.singularValues\(\): this matrix needs/],
    [(lab) => lab.singularValues(A, 2, 3, { speed: 1 } as never), /^ARG_UNKNOWN/],
    [(lab) => lab.spectralNorm(A, 2, 3, { signal: 1 } as never), /^ARG_TYPE/],
  ];

  test.each(cases)("%s", async (call, message) => {
    const lab = await load();
    await expect(async () => call(lab)).rejects.toThrow(message);
  });
});
