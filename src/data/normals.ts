import { inPieces, type Some, type Steps } from "../numerics/steps.js";
import type { Pointer } from "../wasm/exports.js";
import type { Instance, Reals } from "../wasm/instance.js";
import { elementBytes } from "../wasm/plan.js";
import { seedWords, type StreamAddress } from "./streams.js";

/** Bytes of reals that a Philox block gives. */
const BLOCK = 16;

/** Writes these normals of a stream (a piece of `inPieces`) to their places in an array that begins at `pointer`; returns where they begin. */
export function writeNormals(instance: Instance, pointer: Pointer, [from, count]: Some, stream: StreamAddress): Pointer {
  const bytes = from * elementBytes("real", instance.precision);
  const [low, high] = seedWords(stream.seed);
  instance.call((k) => k.gaussianFill(pointer + bytes, count, bytes / BLOCK, stream.trial, stream.role, stream.part, low, high));
  return pointer + bytes;
}

/** The first normals of a stream, made where an instance's memory begins: a copy. */
export function* drawNormals(instance: Instance, length: number, stream: StreamAddress): Steps<Reals> {
  for (const some of inPieces(length)) {
    writeNormals(instance, instance.base, some, stream);
    yield;
  }
  return instance.reals(instance.base, length).slice();
}
