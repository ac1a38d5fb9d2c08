import { runSteps, type Steps } from "../numerics/steps.js";

// SHA-256 (FIPS 180-4), synchronous: the platform's own is asynchronous in browsers and absent from pages without https.

const BLOCK = 64;
/** Bytes of a piece: 0.1 ms, and some more before the engine has compiled the loops. */
const PIECE = 2 ** 14;

/** The SHA-256 of the bytes, of several parts as if joined, as 64 lower-case hex digits. */
export function sha256Hex(...parts: readonly Uint8Array[]): string {
  return runSteps(sha256InSteps(...parts));
}

/** The same in steps. */
export function* sha256InSteps(...parts: readonly Uint8Array[]): Steps<string> {
  const state = START.slice();
  const tail = new Uint8Array(2 * BLOCK);
  let kept = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    let at = Math.min(part.length, (BLOCK - kept) % BLOCK);
    tail.set(part.subarray(0, at), kept);
    kept += at;
    if (kept === BLOCK) {
      compress(state, tail, 0);
      kept = 0;
    }
    let pause = at + PIECE;
    for (; at + BLOCK <= part.length; at += BLOCK) {
      if (at >= pause) {
        yield;
        pause = at + PIECE;
      }
      compress(state, part, at);
    }
    if (at < part.length) {
      tail.set(part.subarray(at), 0);
      kept = part.length - at;
    }
  }
  finish(state, tail, kept, length);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function finish(state: Int32Array, tail: Uint8Array, kept: number, length: number): void {
  tail.fill(0, kept);
  tail[kept] = 0x80;
  const end = kept + 9 <= BLOCK ? BLOCK : 2 * BLOCK;
  const view = new DataView(tail.buffer);
  view.setUint32(end - 8, Math.floor(length / 0x20000000));
  view.setUint32(end - 4, (length << 3) >>> 0);
  for (let at = 0; at < end; at += BLOCK) compress(state, tail, at);
}

const schedule: Int32Array = new Int32Array(64);

/** The 64 message words of a block. */
function expand(w: Int32Array, bytes: Uint8Array, at: number): void {
  for (let t = 0; t < 16; t++, at += 4) w[t] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15];
    const y = w[t - 2];
    const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (small1 + w[t - 7] + small0 + w[t - 16]) | 0;
  }
}

function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  const w = schedule;
  expand(w, bytes, at);
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t++) {
    const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + big1 + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
    const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

// The standard's constants by their definition: the first 32 bits of the fractional parts of the roots of the first primes.

/** floor(2³² · fraction(root)) by bisection in integers: the largest r with rᵏ ≤ p · 2³²ᵏ. */
function rootBits(prime: number, k: bigint): number {
  const target = BigInt(prime) << (32n * k);
  let low = 0n;
  let high = 1n << 38n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    const power = k === 2n ? middle * middle : middle * middle * middle;
    if (power <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn) | 0;
}

function firstPrimes(many: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < many; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes;
}

const K: Int32Array = Int32Array.from(firstPrimes(64), (prime) => rootBits(prime, 3n));
const START: Int32Array = Int32Array.from(firstPrimes(8), (prime) => rootBits(prime, 2n));
