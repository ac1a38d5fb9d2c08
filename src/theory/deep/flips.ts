import type { DeepMemory } from "../../train/deepMemory.js";
import type { Pieces } from "../../train/deepProducts.js";
import { SCRIPT } from "./layerNumbers.js";

// How far activations and their masks are from those at the start.

/** Activations and pre-activations of W(0), (m_l, n) by layer. */
export interface Start {
  readonly H: readonly Float64Array[];
  readonly Z: readonly Float64Array[];
}

export function* keepStart(network: DeepMemory, n: number): Pieces<Start> {
  const [H, Z]: Float64Array[][] = [[], []];
  for (let l = 1; l <= network.layers; l++) {
    H.push(new Float64Array(network.hidden(l, n)));
    Z.push(new Float64Array(yield* network.preactivations(l, network.rows(0), n)));
  }
  return { H, Z };
}

/** Units whose mask changed, and a bound on them. */
export interface FlipCount {
  readonly flips: number;
  readonly bound: number;
}

export function compare(H: ArrayLike<number>, H0: Float64Array, n: number): { moved: number; flips: number; units: number } {
  const squares = new Float64Array(n);
  const flips = new Uint32Array(n);
  let units = 0;
  for (let e = 0; e < H0.length; e += n) {
    let some = 0;
    for (let i = 0; i < n; i++) {
      const difference = H[e + i] - H0[e + i];
      squares[i] += difference * difference;
      if (H[e + i] > 0 === H0[e + i] > 0) continue;
      flips[i]++;
      some = 1;
    }
    units += some;
  }
  const most = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, b), 0);
  return { moved: Math.sqrt(most(squares)), flips: most(flips), units };
}

const BETAS = 24;

/**
 * Lemma B.3's count, sure for any two networks: a unit whose sign changes has |z| ≤ β or |z̃ − z| ≥ β, for every β. The pair of a sample and a layer
 * with the largest flips/bound.
 */
export function* flipCounting(network: DeepMemory, start: Start, n: number): Pieces<FlipCount> {
  yield* network.forward(network.rows(0), n);
  let tightest: FlipCount = { flips: 0, bound: 1 };
  for (let l = 1; l <= network.layers; l++) {
    const Z0 = start.Z[l - 1];
    yield* network.preactivations(l, network.rows(0), n);
    for (let i = 0; i < n; i++) {
      const found = countFlips(Z0, network.signals(l, n), i, n);
      yield SCRIPT * BETAS * network.sizes[l];
      if (found.flips * tightest.bound > tightest.flips * found.bound) tightest = found;
    }
  }
  return tightest;
}

function countFlips(Z0: Float64Array, Z: ArrayLike<number>, i: number, n: number): FlipCount {
  let [flips, square, most] = [0, 0, 0];
  for (let e = i; e < Z0.length; e += n) {
    if (Z0[e] > 0 !== Z[e] > 0) flips++;
    square += (Z[e] - Z0[e]) * (Z[e] - Z0[e]);
    most = Math.max(most, Math.abs(Z0[e]));
  }
  let bound = Z0.length / n;
  for (let t = 0, beta = most; t < BETAS && beta > 0; t++, beta /= 1.6) {
    let near = 0;
    for (let e = i; e < Z0.length; e += n) if (Math.abs(Z0[e]) <= beta) near++;
    bound = Math.min(bound, near + square / (beta * beta));
  }
  return { flips, bound };
}
