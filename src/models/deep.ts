import { RelulabError, show } from "../errors.js";
import { ROLE, seedWords } from "../data/streams.js";
import type { Instance } from "../wasm/instance.js";
import type { WeightAddress } from "./twoLayer.js";

/** v of S4: +1 for the first half of the last layer's units, −1 for the others. Throws `ARG_RANGE` for an odd width: it has no halves. */
export function halfAndHalf(width: number, where: string): Float64Array {
  if (width % 2 === 0) return Float64Array.from({ length: width }, (_, j) => (j < width / 2 ? 1 : -1));
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: half of the output weights are +1 and half −1, so the last layer needs an even width, got ${show(width)}.`,
    `Use ${width + 1} units, or give outputWeights one by one.`,
  );
}

/**
 * Writes W_l of S4-I1 at `pointer`, (rows, columns) = (m_l, m_{l−1}) row-major reals: entries N(0, 2/m_l). Element e of the stream (trial,
 * layerWeights, part l) is entry e, so a layer is the same whatever the layers round it.
 */
export function writeLayerWeights(
  instance: Instance,
  pointer: number,
  { layer, rows, columns }: { readonly layer: number; readonly rows: number; readonly columns: number },
  { seed, trial }: WeightAddress,
): void {
  const [low, high] = seedWords(seed);
  const weights = instance.reals(pointer, rows * columns);
  instance.call((k) => k.gaussianFill(pointer, weights.length, 0, trial, ROLE.layerWeights, layer, low, high));
  const scale = Math.sqrt(2 / rows);
  for (let e = 0; e < weights.length; e++) weights[e] *= scale;
}
