import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import { type Arena, loadKernels, type Precision } from "../../src/kernels.js";
import { dot } from "../reference/kernels.js";
import { topS } from "../reference/oneRelu.js";

// The hard threshold and the row kernels against obvious loops at awkward lengths, with fences round every output. Seed 23.

const LANES = { f32: 4, f64: 2 } as const;
const FENCE = 1234.5;

const words = new WordStream({ seed: 23, trial: 0, role: 0, part: 0 });
const dyadic = (length: number): number[] => Array.from({ length }, () => (words.integer(17) - 8) / 8);

function lengths(precision: Precision): number[] {
  const lanes = LANES[precision];
  return [1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3, 4 * lanes, 4 * lanes + 1, 16 * lanes + lanes + 1, 300];
}

/** Reals between fences, off the 16-byte alignment. */
function fenced(arena: Arena, values: readonly number[]): { pointer: number; read(): number[] } {
  const bytes = arena.precision === "f32" ? 4 : 8;
  const start = arena.allocate("real", values.length + 18);
  arena.reals(start, values.length + 18).fill(FENCE);
  arena.reals(start + 9 * bytes, values.length).set(values);
  const read = (): number[] => {
    const all = Array.from(arena.reals(start, values.length + 18));
    const fences = [...all.slice(0, 9), ...all.slice(9 + values.length)];
    expect(
      fences.every((value) => value === FENCE),
      "a kernel wrote outside its output",
    ).toBe(true);
    return all.slice(9, 9 + values.length);
  };
  return { pointer: start + 9 * bytes, read };
}

/** The kernel's result for one vector, checked against the obvious loop; `warm` may come from another vector. */
function threshold(arena: Arena, v: readonly number[], s: number, warm: number): void {
  const w = fenced(arena, v);
  const inPlace = v.length % 2 === 0;
  const out = inPlace
    ? w
    : fenced(
        arena,
        v.map(() => 7),
      );
  const keys = arena.allocate("f64", v.length + 2);
  arena.f64(keys, v.length + 2)[v.length + 1] = FENCE;
  const index = arena.allocate("u32", v.length + 17);
  arena.u32(index, v.length + 17)[v.length + 16] = 78;
  const support = arena.allocate("u32", s + 1);
  arena.u32(support, s + 1)[s] = 77;
  const expected = topS(v, s);
  const count = arena.call((k) => k.hardThreshold(out.pointer, support, w.pointer, keys, index, warm, v.length, s));
  expect(
    out.read().map((x) => x + 0),
    `${v.length} numbers, s = ${s}`,
  ).toEqual(expected);
  if (!inPlace) expect(w.read(), "the input").toEqual(Array.from(v));
  const indices = Array.from(expected.keys()).filter((j) => expected[j] !== 0);
  expect(Array.from(arena.u32(support, count))).toEqual(indices);
  const fences = [
    arena.u32(support, s + 1)[s],
    arena.f64(keys, v.length + 2)[v.length + 1],
    arena.u32(index, v.length + 17)[v.length + 16],
  ];
  expect(fences, "scratch fences").toEqual([77, FENCE, 78]);
}

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  const round = precision === "f32" ? Math.fround : (x: number): number => x;
  const tiny = precision === "f32" ? 2 ** -149 : 2 ** -1074;

  test("hardThreshold: every s, ties, zeros, one value, tiny and huge numbers", async () => {
    const arena = await loadKernels({ precision });
    const makers: readonly ((n: number) => number[])[] = [
      dyadic,
      (n) => Array.from({ length: n }, () => round(2 * words.uniform() - 1)),
      (n) => new Array<number>(n).fill(-0.75),
      (n) => new Array<number>(n).fill(0),
      (n) => Array.from({ length: n }, (_, j) => (j % 3 === 0 ? -0 : j % 3 === 1 ? tiny : -tiny * (1 + (j % 5)))),
      (n) => Array.from({ length: n }, (_, j) => round((j % 2 === 0 ? 1 : -1) * 2 ** (((j * 37) % 200) - 100))),
      (n) => Array.from({ length: n }, (_, j) => round(1 + j * 2 ** -22)),
    ];
    for (const n of lengths(precision))
      for (const make of makers)
        for (const s of new Set([0, 1, 2, Math.floor(n / 2), n - 1, n])) {
          if (s > n || s < 0) continue;
          arena.reset();
          threshold(arena, make(n), s, arena.allocate("f64", 2));
        }
  });

  test("hardThreshold: a warm start from any other vector gives the same result", async () => {
    const arena = await loadKernels({ precision });
    const random = (n: number, scale: number): number[] => Array.from({ length: n }, () => round(scale * (2 * words.uniform() - 1)));
    for (const n of [3, 40, 300]) {
      arena.reset();
      const warm = arena.allocate("f64", 2);
      for (const scale of [1, 1.01, 0.9, 1e-6, 1e6, 1, 0, 1])
        for (const s of [1, Math.ceil(n / 10), n - 1]) threshold(arena, random(n, scale), s, warm);
    }
  });

  test("addRows adds the chosen rows in their order: the bits of a plain loop", async () => {
    const arena = await loadKernels({ precision });
    for (const d of lengths(precision))
      for (const count of [0, 1, 3, 4, 5, 9]) {
        arena.reset();
        const real = (length: number): number[] => Array.from({ length }, () => round(2 * words.uniform() - 1));
        const [A, c, g] = [real(12 * d), real(count), real(d)];
        const rows = Array.from({ length: count }, () => words.integer(12));
        const [pA, pc, pr, out] = [fenced(arena, A), fenced(arena, c), arena.allocate("u32", count), fenced(arena, g)];
        arena.u32(pr, count).set(rows);
        arena.call((k) => k.addRows(out.pointer, pA.pointer, pr, pc.pointer, count, d));
        const expected = g.map((start, j) => rows.reduce((sum, row, t) => round(sum + round(c[t] * A[row * d + j])), start));
        expect(out.read(), `${count} rows of ${d}`).toEqual(expected);
      }
  });

  test("columnNorms", async () => {
    const arena = await loadKernels({ precision });
    for (const n of lengths(precision))
      for (const m of [1, 4, 7]) {
        arena.reset();
        const A = dyadic(m * n);
        const pointer = fenced(arena, A).pointer;
        const norms = arena.allocate("f64", n + 1);
        arena.f64(norms, n + 1).fill(FENCE);
        arena.call((k) => k.columnNorms(norms, pointer, m, n));
        const column = (c: number): number[] => A.filter((_, e) => e % n === c);
        const expected = Array.from({ length: n }, (_, c) => Math.sqrt(dot(column(c), column(c))));
        expect(Array.from(arena.f64(norms, n + 1))).toEqual([...expected, FENCE]);
      }
  });

  test("dotExactly sums in f64", async () => {
    const arena = await loadKernels({ precision });
    for (const n of [0, ...lengths(precision)]) {
      arena.reset();
      // Sums of squares that need more than 24 bits.
      const x = dyadic(n).map((value) => value * 2049);
      const [px, py] = [fenced(arena, x), fenced(arena, x)];
      expect(arena.call((k) => k.dotExactly(px.pointer, py.pointer, n))).toBe(dot(x, x));
    }
  });
});
