import { ROLE, seedWords } from "../data/streams.js";
import type { Instance } from "../wasm/instance.js";

/** Normal weights of mean 0, or numbers, row-major. */
export type NormalWeights = { readonly std: number } | ArrayLike<number>;

export const areNumbers = (weights: NormalWeights): weights is ArrayLike<number> => "length" in weights;

export interface SoftmaxSize {
  readonly hidden: number;
  readonly features: number;
  readonly classes: number;
}

export interface SoftmaxStart {
  readonly initialWeights: NormalWeights;
  readonly outputWeights: NormalWeights;
  readonly seed: number;
  readonly trial: number;
}

/**
 * Writes w⁰ (hidden, features) at `W` and a (classes, hidden) at `A` (S3-I1). w⁰[r][j] is std times normal r·d + j of stream (init, part
 * 0), a_{i,r} std times normal r·k + i of stream (outputWeights, part 0): both by units, so a wider net starts with those of a narrower one.
 */
export function writeSoftmaxStart(
  instance: Instance,
  at: { readonly W: number; readonly A: number },
  size: SoftmaxSize,
  start: SoftmaxStart,
): void {
  const { hidden, features, classes } = size;
  const [low, high] = seedWords(start.seed);
  const fill = (pointer: number, length: number, given: NormalWeights, role: number): void => {
    const weights = instance.reals(pointer, length);
    if (areNumbers(given)) return weights.set(given);
    instance.call((k) => k.gaussianFill(pointer, length, 0, start.trial, role, 0, low, high));
    for (let e = 0; e < length; e++) weights[e] *= given.std;
  };
  fill(at.W, hidden * features, start.initialWeights, ROLE.init);
  fill(at.A, classes * hidden, start.outputWeights, ROLE.outputWeights);
  if (areNumbers(start.outputWeights)) return;
  const A = instance.reals(at.A, classes * hidden);
  const byUnits = A.slice();
  for (let r = 0; r < hidden; r++) for (let i = 0; i < classes; i++) A[i * hidden + r] = byUnits[r * classes + i];
}
