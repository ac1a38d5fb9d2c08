import { ROLE, type Role } from "../data/streams.js";
import type { Pointer } from "../wasm/exports.js";
import type { Instance } from "../wasm/instance.js";
import { inPieces } from "../numerics/steps.js";
import { type DrawnWeights, writeEntries } from "./normals.js";
import type { WeightAddress } from "./twoLayer.js";

/** Normal weights of mean 0, or numbers, row-major. */
export type NormalWeights = { readonly std: number } | ArrayLike<number>;

export const areNumbers = (weights: NormalWeights): weights is ArrayLike<number> => "length" in weights;

const drawn = (given: NormalWeights, role: Role, { seed, trial }: WeightAddress): ArrayLike<number> | DrawnWeights =>
  areNumbers(given) ? given : { std: given.std, seed, trial, role, part: 0 };

/**
 * w⁰ of S3-I1, (hidden, features): w⁰[r][j] is std times normal r·d + j of stream (init, part 0), so a wider net starts with the units of a
 * narrower one.
 */
export const firstLayer = (given: NormalWeights, address: WeightAddress): ArrayLike<number> | DrawnWeights =>
  drawn(given, ROLE.init, address);

/** Writes a of S3-I1, (classes, hidden): a_{i,r} is std times normal r·k + i of stream (outputWeights, part 0), by units as w⁰. */
export function writeOutputWeights(
  instance: Instance,
  pointer: Pointer,
  { hidden, classes }: { readonly hidden: number; readonly classes: number },
  given: NormalWeights,
  address: WeightAddress,
): void {
  const source = drawn(given, ROLE.outputWeights, address);
  for (const entries of inPieces(classes * hidden)) writeEntries(instance, pointer, entries, source);
  if (areNumbers(given)) return;
  const A = instance.reals(pointer, classes * hidden);
  const byUnits = A.slice();
  for (let r = 0; r < hidden; r++) for (let i = 0; i < classes; i++) A[i * hidden + r] = byUnits[r * classes + i];
}
