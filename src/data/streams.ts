import { RelulabError, show } from "../errors.js";
import { multiplyHigh, philox4x32 } from "../numerics/philox.js";

// Every random number of this package has an address: key = seed (two words), counter = (block, trial, role, part).
// A trial therefore gives the same numbers whatever the order, the chunk or the number of workers.
// The numbers below are part of every published result: never reorder or reuse them, only append.

/** What a stream is for: the third counter word. */
export const ROLE = {
  /** Features of a data set. part 0. */
  data: 0,
  /** Initial weights, element j·d + i: part 0; part 1 + j: radius of row j in a ball. */
  init: 1,
  /** Which sample a step takes: part 0 for uniform draws (block = step / 4), part = epoch for a shuffle. */
  order: 2,
  /** Noise of the activity gate: part = step, unit j is word j mod 4 of block j / 4. */
  noise: 3,
  /** Low words of the gate noise, looked at only when the high word ties with the threshold (one in 2³²). */
  noiseLow: 4,
  /** The planted separator or weights behind a data set: part 0 values, 1 which features are used, 2 a subspace's basis. */
  truth: 5,
  /** Choice of a subset of a data set: part 0, samples set aside: part 1. */
  subsample: 6,
  /** Children of a seed: see `deriveSeed`. */
  derive: 7,
  /** Generated digits: trial = image; part = digit class, 10 for the choice of the class, 16 more for the test split. */
  digits: 8,
  /** Noise added to real targets, element i: part 0. */
  targetNoise: 9,
  /** Gaussian vectors behind a sampled estimate of a theory number: trial = draw; part 2³²−1 where an iteration for a norm starts. */
  estimate: 10,
  /** Constructed networks: part 0 signs of a start, 1 directions of a bad minimum, 2 planes of rotating gates. */
  construction: 11,
  /** Which component of a mixture a sample comes from: part 0; its radius in a ball: part 1. Uniform number i belongs to sample i. */
  components: 12,
  /** Labels drawn at random for given samples, word i for sample i: part 0. */
  labels: 13,
  /** Output weights a of a softmax network (S3), normal r·k + i for unit r and class i: part 0. */
  outputWeights: 14,
  /** Which samples a step of SGD takes, without replacement: part = step. */
  batch: 15,
  /** Initial weights of deep networks: part = layer, from 1 on; element j·m_{l−1} + i of layer l is the weight from unit i to unit j. */
  layerWeights: 16,
} as const;

export type Role = (typeof ROLE)[keyof typeof ROLE];

export interface StreamAddress {
  /** Integer 0…2⁵³−1. */
  readonly seed: number;
  /** Unsigned 32-bit integer. */
  readonly trial: number;
  readonly role: Role;
  /** Unsigned 32-bit integer: layer, epoch, step or class, as the role says. */
  readonly part: number;
}

/** The two key words of a seed. Throws `ARG_RANGE` unless seed is an integer 0…2⁵³−1. */
export function seedWords(seed: number): readonly [low: number, high: number] {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RelulabError("ARG_RANGE", `seed must be an integer from 0 to 2^53 - 1, got ${show(seed)}.`, "Use for example 1.");
  return [seed >>> 0, Math.floor(seed / 0x100000000)];
}

/** A seed for a sub-experiment, a pure function of (seed, a, b); children of different (a, b) are independent streams. */
export function deriveSeed(seed: number, a: number, b = 0): number {
  const words = new Uint32Array(4);
  const [low, high] = seedWords(seed);
  philox4x32(words, a, b, ROLE.derive, 0, low, high);
  return words[0] + (words[1] & 0x1fffff) * 0x100000000;
}

/** A stream read word by word in TypeScript, for work that is not worth a kernel. */
export class WordStream {
  readonly #words = new Uint32Array(4);
  readonly #key: readonly [number, number];
  readonly #address: StreamAddress;
  #block = 0;
  #used = 4;

  constructor(address: StreamAddress) {
    this.#key = seedWords(address.seed);
    this.#address = address;
  }

  /** The next unsigned 32-bit word. */
  word(): number {
    if (this.#used === 4) {
      const { trial, role, part } = this.#address;
      philox4x32(this.#words, this.#block++, trial, role, part, this.#key[0], this.#key[1]);
      this.#used = 0;
    }
    return this.#words[this.#used++];
  }

  /** Uniform on [0, 1) with 53 bits, from two words. */
  uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Integer 0…limit−1, limit ≤ 2³². The bias is below limit / 2³². */
  integer(limit: number): number {
    return multiplyHigh(this.word(), limit >>> 0);
  }
}
