import { seedWords } from "../data/streams.js";
import type { Pointer } from "../wasm/exports.js";
import type { Instance } from "../wasm/instance.js";
import { elementBytes } from "../wasm/plan.js";

/** Normal weights of mean 0: entry e is std times normal e of stream (trial, role, part) of the seed. */
export interface DrawnWeights {
  readonly std: number;
  readonly seed: number;
  readonly trial: number;
  readonly role: number;
  readonly part: number;
}

/** Which entries of a matrix: `count` from number `from` on. */
export type Entries = readonly [from: number, count: number];

/** Entries that are written at once: under 1 ms. A multiple of what the generator makes at a time. */
const AT_ONCE = 2 ** 16;
/** Bytes of reals that a Philox block gives. */
const BLOCK = 16;

/** The pieces that a matrix with so many entries is written in: the widest ones take seconds, and their bits do not depend on the cuts. */
export function* inPieces(entries: number): Generator<Entries, void, void> {
  for (let from = 0; from < entries; from += AT_ONCE) yield [from, Math.min(AT_ONCE, entries - from)];
}

/** Writes these entries (a piece of `inPieces`) of a matrix that begins at `pointer`, drawn or out of given numbers. */
export function writeEntries(instance: Instance, pointer: Pointer, [from, count]: Entries, source: ArrayLike<number> | DrawnWeights): void {
  const bytes = elementBytes("real", instance.precision);
  const at = pointer + from * bytes;
  const weights = instance.reals(at, count);
  if ("length" in source) {
    for (let e = 0; e < count; e++) weights[e] = source[from + e];
    return;
  }
  const { std, seed, trial, role, part } = source;
  const [low, high] = seedWords(seed);
  instance.call((k) => k.gaussianFill(at, count, (from * bytes) / BLOCK, trial, role, part, low, high));
  for (let e = 0; e < count; e++) weights[e] *= std;
}
