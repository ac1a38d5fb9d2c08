import { plusMinus } from "../../models/twoLayer.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { checkNumber, readNumbers } from "../../train/check.js";
import { checkSlope, type ConstructedNetwork, networkOutputs } from "./network.js";

export interface NonConvexityWitness {
  /** w₁ = u₁ = x; w₂ = x, u₂ = −x; and the mean of the two. k = 1, v = 1. */
  readonly networks: readonly [first: ConstructedNetwork, second: ConstructedNetwork, middle: ConstructedNetwork];
  /** f(x) of the three: 0, (1 + α)‖x‖², ‖x‖². */
  readonly outputs: readonly [number, number, number];
  /** Hinge loss on (x, −1) of the three. */
  readonly losses: readonly [number, number, number];
  /** Loss of the mean minus the mean of the losses, ½(1 − α)‖x‖² > 0: the loss is not convex. */
  readonly gap: number;
}

const WHERE = "nonConvexityWitness()";

/** The proof of S2 Proposition 1.2 with numbers, for the sample (x, −1) and 0 ≤ α < 1 (S2-T5). Throws `ARG_*`. */
export function nonConvexityWitness(x: ArrayLike<number>, slope: number): NonConvexityWitness {
  const alpha = checkSlope(WHERE, slope, "allowed");
  const row = readNumbers(WHERE, "x", x, { length: x?.length, precision: "f64", hint: "Pass one sample." });
  checkNumber(WHERE, "‖x‖", euclideanNorm(row), { above: 0, example: 1 });
  const features = row.length;
  const network = (u: number): ConstructedNetwork => ({
    weights: Float64Array.from({ length: 2 * features }, (_, e) => (e < features ? row[e] : u * row[e - features])),
    outputWeights: plusMinus(2, 1),
  });
  const networks = [network(1), network(-1), network(0)] as const;
  const sample = { X: row, samples: 1, features };
  const outputs = networks.map((one) => networkOutputs(one, sample, alpha)[0]) as [number, number, number];
  const losses = outputs.map((f) => Math.max(0, 1 + f)) as [number, number, number];
  return { networks, outputs, losses, gap: losses[2] - (losses[0] + losses[1]) / 2 };
}
