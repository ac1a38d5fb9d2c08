import { writeNormals } from "../data/normals.js";
import type { StreamAddress } from "../data/streams.js";
import type { Some } from "../numerics/steps.js";
import type { Pointer } from "../wasm/exports.js";
import type { Instance } from "../wasm/instance.js";
import { elementBytes } from "../wasm/plan.js";

/** Normal weights of mean 0: entry e is std times normal e of a stream. */
export interface DrawnWeights extends StreamAddress {
  readonly std: number;
}

/** Writes these entries (a piece of `inPieces`) of a matrix that begins at `pointer`, drawn or out of given numbers. */
export function writeEntries(instance: Instance, pointer: Pointer, some: Some, source: ArrayLike<number> | DrawnWeights): void {
  const [from, count] = some;
  if ("length" in source) {
    const given = instance.reals(pointer + from * elementBytes("real", instance.precision), count);
    for (let e = 0; e < count; e++) given[e] = source[from + e];
    return;
  }
  const drawn = instance.reals(writeNormals(instance, pointer, some, source), count);
  for (let e = 0; e < count; e++) drawn[e] *= source.std;
}
