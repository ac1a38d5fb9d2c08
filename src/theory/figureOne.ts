import type { BinaryData } from "../data/dataset.js";
import type { TwoLayerNetwork } from "./criticalPoint.js";

// Figure 1 of S0 (S0-T10): three points in the plane and four networks with k = 2, v = (1, −1) at which the gradient is 0. All numbers
// are exact in binary. The hard-margin separator is (2, 0).

export interface GalleryPoint extends TwoLayerNetwork {
  readonly id: "a" | "b" | "c" | "d";
  /** Samples with positive loss, all dead. */
  readonly dead: readonly number[];
  /** Loss and 0/1 error: both are the share of dead samples. */
  readonly loss: number;
  /** Square of the exact radius within which it stays a minimum. */
  readonly radiusSquare: number;
}

/** x₁ = (½, ½) and x₂ = (¾, ¼) with y = +1, x₃ = (−½, ½) with y = −1. */
export function galleryData(): BinaryData {
  return {
    samples: 3,
    features: 2,
    X: Float64Array.of(0.5, 0.5, 0.75, 0.25, -0.5, 0.5),
    y: Int8Array.of(1, 1, -1),
    name: "the three points of Figure 1",
    separator: Float64Array.of(2, 0),
  };
}

const point = (
  id: GalleryPoint["id"],
  w1: readonly [number, number],
  w2: readonly [number, number],
  dead: readonly number[],
  radiusSquare: number,
): GalleryPoint => ({
  id,
  weights: Float64Array.of(...w1, ...w2),
  outputWeights: Float64Array.of(1, -1),
  dead,
  loss: dead.length / 3,
  radiusSquare,
});

/** (a) a global minimum; (b), (c), (d) sub-optimal critical points with one, two, all samples dead. */
export const GALLERY: readonly GalleryPoint[] = [
  point("a", [4, 0], [-4, 0], [], 2),
  point("b", [4, 0], [0, -4], [2], 2),
  point("c", [0, -4], [-4, 0], [0, 1], 1.6),
  point("d", [1, -4], [-1, -4], [0, 1, 2], 0.1),
];
