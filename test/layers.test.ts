import { describe, expect, test } from "vitest";
import { sha256Hex } from "../src/data/sha256.js";
import { loadKernels, type Precision } from "../src/kernels.js";
import { signWords } from "../src/wasm/gemm.js";
import { relu } from "./reference/kernels.js";
import * as naive from "./reference/layers.js";
import { EPSILON, FENCE, KernelBench, lengths, zeros } from "./support/kernelBench.js";

// What lies between the products of a network: ReLU and its backward pass, activation patterns, softmax with cross-entropy.

/** The same in Node, Chromium and Firefox. */
const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "a19c201ba635df85727106428ef9bd8cb438e24661bbaa003c802159924d6f1d",
  f64: "92caa03e61626370ff7cda022d7a15bf529389f4e21af28e918fbb363917e7a6",
};

const SPECIAL = [0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-45, 5e-324, -5e-324];

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  const bench = async (): Promise<KernelBench> => new KernelBench(await loadKernels({ precision }));
  const round = precision === "f32" ? Math.fround : (x: number): number => x;
  /** Numbers with zeros of both signs, the smallest ones, infinities and NaN among them. */
  const mixed = (b: KernelBench, length: number): number[] =>
    b.dyadic(length).map((value, i) => (i % 3 === 0 ? round(SPECIAL[(i / 3) % SPECIAL.length]) : value));
  const words = (b: KernelBench, pointer: number, count: number): number[] => Array.from(b.arena.u32(pointer, count));

  test("ReLU and its backward pass for both conventions at 0", async () => {
    const b = await bench();
    for (const n of [...lengths(precision), 60]) {
      b.arena.reset();
      const z = mixed(b, n);
      const D = b.real(n);
      const pz = b.reals(z);
      const out = b.fenced(zeros(n), 1);
      b.arena.call((k) => k.rectify(out.pointer, pz, n));
      expect(out.read()).toEqual(z.map(relu));
      const inPlace = b.fenced(z, 1);
      b.arena.call((k) => k.rectify(inPlace.pointer, inPlace.pointer, n));
      expect(inPlace.read()).toEqual(z.map(relu));
      for (const atZero of [0, 0.5, 1]) {
        const back = b.fenced(D, 1);
        b.arena.call((k) => k.rectifyBack(back.pointer, pz, n, atZero));
        expect(back.read().map((value) => value + 0)).toEqual(D.map((d, i) => naive.back(d, z[i], atZero) + 0));
      }
    }
  });

  test("activation patterns, their differences, and masks frozen for a batch", async () => {
    const b = await bench();
    for (const columns of [0, 1, 5, 31, 32, 33, 64, 70])
      for (const rows of [0, 1, 3]) {
        b.arena.reset();
        const count = signWords(columns);
        const z = mixed(b, rows * columns);
        const pz = b.reals(z);
        const patterns = [0, 1].map((atZero) => {
          const bits = b.indices([...new Array<number>(rows * count).fill(0xffffffff), 77]);
          b.arena.call((k) => k.signBits(bits, pz, rows, columns, atZero));
          const found = words(b, bits, rows * count + 1);
          expect(found).toEqual([...naive.signBits(z, rows, columns, atZero === 1), 77]);
          return { bits, found };
        });
        const [above, from] = patterns;
        const differ = b.arena.call((k) => k.countDifferences(above.bits, from.bits, rows * count));
        expect(differ).toBe(z.filter((value) => value === 0).length);
        const batch = columns === 0 ? [] : Array.from({ length: 7 }, (_, j) => (j * 13) % columns);
        const value = b.real(rows * batch.length);
        const [pv, index, out] = [b.reals(value), b.indices(batch), b.fenced(zeros(value.length), 1)];
        b.arena.call((k) => k.keepByBits(out.pointer, pv, from.bits, count, index, rows, batch.length));
        const kept = value.map((v, e) => (z[Math.floor(e / batch.length) * columns + batch[e % batch.length]] >= 0 ? v : 0));
        expect(out.read()).toEqual(kept);
      }
  });

  /** What the kernel makes of logits (samples, classes) in one of the two layouts, fences checked, back in (samples, classes). */
  async function softmax(logits: readonly number[][], labels: readonly number[], scale: number, byClass: boolean) {
    const b = await bench();
    const [samples, classes] = [logits.length, logits[0]?.length ?? 0];
    const place = (i: number, c: number): number => (byClass ? c * samples + i : i * classes + c);
    const flat = zeros(samples * classes);
    logits.forEach((row, i) => row.forEach((value, c) => (flat[place(i, c)] = value)));
    const [Z, P, y] = [b.reals(flat), b.fenced(zeros(flat.length), 1), b.indices(labels)];
    const totals = b.arena.allocate("f64", 3);
    b.arena.f64(totals, 3).set([0.25, 3, FENCE]);
    const strides: [number, number] = byClass ? [1, samples] : [classes, 1];
    b.arena.call((k) => k.softmaxLoss(P.pointer, totals, Z, y, samples, classes, ...strides, scale));
    const found = P.read();
    const inPlace = b.fenced(flat);
    const more = b.arena.allocate("f64", 2);
    b.arena.call((k) => k.softmaxLoss(inPlace.pointer, more, inPlace.pointer, y, samples, classes, ...strides, scale));
    expect(inPlace.read()).toEqual(found);
    const [loss, right, fence] = b.arena.f64(totals, 3);
    expect(fence).toBe(FENCE);
    return { P: logits.map((row, i) => row.map((_, c) => found[place(i, c)])), loss: loss - 0.25, right: right - 3 };
  }

  test("softmax with cross-entropy against plain loops, in both layouts", async () => {
    const b = await bench();
    for (const [samples, classes] of [
      [0, 3],
      [1, 1],
      [5, 2],
      [16, 10],
      [7, 300],
    ])
      for (const size of [1, 30]) {
        const logits = Array.from({ length: samples }, () => b.real(classes).map((z) => round(size * z)));
        const labels = logits.map((_, i) => (i * 7) % classes);
        const expected = naive.softmax(logits, labels, 0.5);
        for (const byClass of [false, true]) {
          const { P, loss, right } = await softmax(logits, labels, 0.5, byClass);
          P.forEach((row, i) =>
            row.forEach((p, c) => {
              const error = Math.abs(p - expected.P[i][c]);
              expect(error).toBeLessThanOrEqual(2 * EPSILON[precision] * Math.abs(expected.P[i][c]) + 1e-15);
            }),
          );
          expect(Math.abs(loss - expected.loss)).toBeLessThanOrEqual(1e-14 * (1 + expected.loss) * (samples + classes));
          expect(right).toBe(expected.right);
        }
      }
  });

  test("logits of ±10,000 are no trouble, and small errors keep their digits", async () => {
    const { P, loss, right } = await softmax(
      [
        [1e4, -1e4, 0],
        [1e4, -1e4, 0],
        [-1e4, -1e4, -1e4],
        [40, 0, -1e4],
      ],
      [0, 1, 2, 0],
      1,
      false,
    );
    expect(P[0].map((p) => p + 0)).toEqual([0, 0, 0]);
    expect(P[1]).toEqual([1, -1, 0]);
    P[2].forEach((p, c) => expect(p).toBeCloseTo(c === 2 ? -2 / 3 : 1 / 3, 6));
    expect(P[3][0]).toBeLessThan(0);
    expect(P[3][0] / -4.248354255291589e-18).toBeCloseTo(1, 6);
    expect(loss).toBeCloseTo(2e4 + Math.log(3), 9);
    expect(right).toBe(2); // of three equal logits the first class is predicted
  });

  test.each([NaN, Infinity, -Infinity])("a logit %s gives loss Infinity and no NaN anywhere", async (bad) => {
    const { P, loss, right } = await softmax(
      [
        [1, bad, 2],
        [0, 1, 0],
      ],
      [1, 1],
      1,
      true,
    );
    expect(P[0]).toEqual([0, 0, 0]);
    expect(P[1].every(Number.isFinite)).toBe(true);
    expect([loss, right]).toEqual([Infinity, 1]);
  });

  test("the gradient is the derivative of the loss", async () => {
    const logits = [[0.3, -1.2, 0.7, 0.1]];
    const { P } = await softmax(logits, [2], 1, false);
    const step = precision === "f32" ? 2 ** -6 : 2 ** -14;
    for (let c = 0; c < 4; c++) {
      const at = async (delta: number): Promise<number> =>
        (await softmax([logits[0].map((z, e) => (e === c ? z + delta : z))], [2], 1, false)).loss;
      const slope = ((await at(step)) - (await at(-step))) / (2 * step);
      expect(Math.abs(slope - P[0][c])).toBeLessThan(precision === "f32" ? 1e-4 : 1e-8);
    }
  });

  test("golden bits", async () => {
    const b = await bench();
    const logits = Array.from({ length: 50 }, () => b.real(10).map((z) => round(5 * z)));
    const { P, loss } = await softmax(
      logits,
      Array.from(logits, (_, i) => i % 10),
      1 / 3,
      false,
    );
    expect(sha256Hex(new Uint8Array(Float64Array.from([...P.flat(), loss]).buffer))).toBe(GOLDEN[precision]);
  });
});
