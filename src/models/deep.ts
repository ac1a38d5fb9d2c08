import { RelulabError, show } from "../errors.js";
import { ROLE } from "../data/streams.js";
import type { DrawnWeights } from "./normals.js";
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
 * W_l of S4-I1, (m_l, m_{l−1}) row-major: entries N(0, 2/m_l). Entry e is that of stream (trial, layerWeights, part l), so a layer is the same
 * whatever the layers round it.
 */
export function layerWeights(layer: number, units: number, { seed, trial }: WeightAddress): DrawnWeights {
  return { std: Math.sqrt(2 / units), seed, trial, role: ROLE.layerWeights, part: layer };
}
