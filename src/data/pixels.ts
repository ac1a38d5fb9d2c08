import { count, RelulabError, show } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import type { Steps } from "../numerics/steps.js";
import type { Precision } from "../wasm/binary.js";
import type { DigitSource } from "./digits.js";

/** `unit-interval` x/255; `raw` 0…255; `unit-norm` each x/‖x‖; `max-norm` x divided by the greatest ‖x‖ of the chosen images. */
export type PixelScaling = "unit-interval" | "raw" | "unit-norm" | "max-norm";

const SCALINGS: readonly PixelScaling[] = ["unit-interval", "raw", "unit-norm", "max-norm"];

/** What all readers of digits take. Throws `ARG_TYPE`. */
export function checkPixelOptions(where: string, scaling: PixelScaling, precision: Precision): void {
  if (!SCALINGS.includes(scaling))
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: scaling must be one of ${SCALINGS.join(", ")}, got ${show(scaling)}.`,
      'Use for example "unit-interval".',
    );
  if (precision !== "f32" && precision !== "f64")
    throw new RelulabError("ARG_TYPE", `${where}: precision must be f32 or f64, got ${show(precision)}.`, 'Use for example "f32".');
}

/** Throws `DATA_SHAPE`. */
export function checkSource(where: string, { count: items, rows, columns, images, labels }: DigitSource): void {
  const bytes = images instanceof Uint8Array && labels instanceof Uint8Array;
  if (bytes && labels.length === items && images.length === items * rows * columns) return;
  throw new RelulabError(
    "DATA_SHAPE",
    `${where}: source must hold images (count, rows·columns) and labels (count) as Uint8Array, got ${show(images)} and ${show(labels)}.`,
    "Use what digitsFromFiles(), loadDigitFolder() or generatedDigits() gave.",
  );
}

/** X of the chosen images, (images, rows·columns) row-major. Throws `DATA_NOT_FINITE` where a blank image has no direction. */
export function* scaledPixels(
  source: DigitSource,
  chosen: ArrayLike<number>,
  scaling: PixelScaling,
  precision: Precision,
): Steps<Float32Array | Float64Array> {
  const features = source.rows * source.columns;
  const X = precision === "f32" ? new Float32Array(chosen.length * features) : new Float64Array(chosen.length * features);
  const divisors = yield* pixelDivisors(source, chosen, scaling);
  for (let row = 0; row < chosen.length; row++) {
    const [from, to, divisor] = [chosen[row] * features, row * features, divisors[row]];
    for (let i = 0; i < features; i++) X[to + i] = source.images[from + i] / divisor;
    yield;
  }
  return X;
}

/** What the pixels of each chosen image are divided by. */
function* pixelDivisors(source: DigitSource, chosen: ArrayLike<number>, scaling: PixelScaling): Steps<Float64Array> {
  if (scaling === "raw" || scaling === "unit-interval") return new Float64Array(chosen.length).fill(scaling === "raw" ? 1 : 255);
  const norms = new Float64Array(chosen.length);
  for (let row = 0; row < norms.length; row++) {
    norms[row] = imageNorm(source, chosen[row]);
    yield;
  }
  const blank = norms.indexOf(0);
  if (scaling === "unit-norm" && blank >= 0) throw noDirection(source, chosen[blank]);
  if (scaling === "unit-norm") return norms;
  const greatest = norms.reduce((a, b) => Math.max(a, b), 0);
  if (greatest === 0) throw noDirection(source, chosen[0]);
  return norms.fill(greatest);
}

function imageNorm(source: DigitSource, index: number): number {
  const features = source.rows * source.columns;
  return euclideanNorm(source.images.subarray(index * features, (index + 1) * features));
}

function noDirection(source: DigitSource, index: number): RelulabError {
  return new RelulabError(
    "DATA_NOT_FINITE",
    `${source.name} has a blank image at item ${count(index)}, its norm is 0.`,
    'Use scaling "unit-interval".',
  );
}
