import { expect } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import type { Arena, Precision } from "../../src/kernels.js";
import type * as naive from "../reference/kernels.js";

// Room and numbers for tests of kernels: fences round every output, dyadic numbers whose sums are exact, real ones. Seed 5 throughout.

export const LANES = { f32: 4, f64: 2 } as const;
export const EPSILON = { f32: 2 ** -24, f64: 2 ** -53 } as const;
export const FENCE = 1234.5;
const FENCE_LENGTH = 8;

export function lengths(precision: Precision): number[] {
  const lanes = LANES[precision];
  return [0, 1, lanes - 1, lanes, lanes + 1, 2 * lanes + 3, 16 * lanes + lanes + 1];
}

/** Numbers of one kind and their place in the arena. */
export class KernelBench {
  readonly arena: Arena;
  readonly #words = new WordStream({ seed: 5, trial: 0, role: 0, part: 0 });

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** Integers −8…8 over 8: products and sums of hundreds are exact in f32. */
  dyadic(length: number): number[] {
    return Array.from({ length }, () => (this.#words.integer(17) - 8) / 8);
  }

  real(length: number): number[] {
    const round = this.arena.precision === "f32" ? Math.fround : (x: number) => x;
    return Array.from({ length }, () => round(4 * this.#words.uniform() - 2));
  }

  sparse(columns: number, nonZeros: number, draw: (length: number) => number[]): naive.SparseRow {
    return { index: Array.from({ length: nonZeros }, () => this.#words.integer(columns)), value: draw(nonZeros) };
  }

  reals(values: readonly number[]): number {
    const pointer = this.arena.allocate("real", values.length);
    this.arena.reals(pointer, values.length).set(values);
    return pointer;
  }

  indices(values: readonly number[]): number {
    const pointer = this.arena.allocate("u32", values.length);
    this.arena.u32(pointer, values.length).set(values);
    return pointer;
  }

  /** Room for an output between fences; `shift` moves it off the alignment. */
  fenced(values: readonly number[], shift = 0): { pointer: number; read(): number[] } {
    const { arena } = this;
    const bytes = arena.precision === "f32" ? 4 : 8;
    const whole = values.length + 2 * FENCE_LENGTH + shift;
    const start = arena.allocate("real", whole);
    const before = FENCE_LENGTH + shift;
    arena.reals(start, whole).fill(FENCE);
    arena.reals(start + before * bytes, values.length).set(values);
    const read = (): number[] => {
      const all = Array.from(arena.reals(start, whole));
      const fences = [...all.slice(0, before), ...all.slice(before + values.length)];
      expect(
        fences.every((value) => value === FENCE),
        "a kernel wrote outside its output",
      ).toBe(true);
      return all.slice(before, before + values.length);
    };
    return { pointer: start + before * bytes, read };
  }
}

export const zeros = (length: number): number[] => new Array<number>(length).fill(0);

/** |found − expected| ≤ bound, for every element. */
export function within(found: readonly number[], expected: readonly number[], bound: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(Math.abs(value - expected[i]), `element ${i}`).toBeLessThanOrEqual(bound[i]));
}
