import { count, reading, RelulabError, show } from "../errors.js";
import type { Precision } from "../wasm/binary.js";
import type { BinaryData } from "./dataset.js";
import type { DigitSource } from "./digits.js";

/** `unit-interval` x/255; `raw` 0…255; `unit-norm` each x/‖x‖; `max-norm` x divided by the greatest ‖x‖ of the chosen images. */
export type PixelScaling = "unit-interval" | "raw" | "unit-norm" | "max-norm";

const SCALINGS: readonly PixelScaling[] = ["unit-interval", "raw", "unit-norm", "max-norm"];

export interface DigitPairOptions {
  /** The class with label +1; default 3. */
  readonly positive?: number;
  /** The class with label −1; default 5. */
  readonly negative?: number;
  /** How many images, counted over both classes together. */
  readonly samples: number;
  /** Default `unit-interval`. */
  readonly scaling?: PixelScaling;
  readonly precision: Precision;
}

/**
 * The first `samples` images of two classes in file order, X (samples, rows·columns), labels ±1.
 * Throws `ARG_*`, `DATA_TOO_FEW` where the source has fewer, `DATA_NOT_FINITE` where a blank image has no direction.
 */
export function digitPair(source: DigitSource, options: DigitPairOptions): BinaryData {
  return reading("digitPair()", () => pairOf(source, options));
}

function pairOf(source: DigitSource, options: DigitPairOptions): BinaryData {
  const { positive = 3, negative = 5, samples, scaling = "unit-interval", precision } = options;
  checkOptions({ positive, negative, samples, scaling, precision });
  checkSource(source);
  const chosen = choose(source, positive, negative, samples);
  const features = source.rows * source.columns;
  const X = precision === "f32" ? new Float32Array(samples * features) : new Float64Array(samples * features);
  const y = Int8Array.from(chosen, (index) => (source.labels[index] === positive ? 1 : -1));
  const divisors = pixelDivisors(source, chosen, scaling);
  chosen.forEach((index, row) => {
    for (let i = 0; i < features; i++) X[row * features + i] = source.images[index * features + i] / divisors[row];
  });
  return { samples, features, X, y, name: `${source.name}, ${positive} vs ${negative}, first ${count(samples)}` };
}

function checkOptions(options: Required<DigitPairOptions>): void {
  const { positive, negative, samples, scaling, precision } = options;
  for (const [key, digit] of Object.entries({ positive, negative }))
    if (!Number.isInteger(digit) || digit < 0 || digit > 9)
      throw wrong("ARG_RANGE", `${key} must be a digit 0 to 9, got ${show(digit)}`, "3");
  if (positive === negative) throw wrong("ARG_RANGE", `positive and negative must differ, both are ${positive}`, "3 and 5");
  if (!Number.isSafeInteger(samples) || samples < 1)
    throw wrong("ARG_RANGE", `samples must be a positive integer, got ${show(samples)}`, "1000");
  if (!SCALINGS.includes(scaling))
    throw wrong("ARG_TYPE", `scaling must be one of ${SCALINGS.join(", ")}, got ${show(scaling)}`, '"unit-interval"');
  if (precision !== "f32" && precision !== "f64") throw wrong("ARG_TYPE", `precision must be f32 or f64, got ${show(precision)}`, '"f32"');
}

function wrong(code: "ARG_RANGE" | "ARG_TYPE", what: string, example: string): RelulabError {
  return new RelulabError(code, `digitPair(): ${what}.`, `Use for example ${example}.`);
}

function checkSource({ count: items, rows, columns, images, labels }: DigitSource): void {
  const bytes = images instanceof Uint8Array && labels instanceof Uint8Array;
  if (bytes && labels.length === items && images.length === items * rows * columns) return;
  throw new RelulabError(
    "DATA_SHAPE",
    `digitPair(): source must hold images (count, rows·columns) and labels (count) as Uint8Array, got ${show(images)} and ${show(labels)}.`,
    "Use what digitsFromFiles(), loadDigitFolder() or generatedDigits() gave.",
  );
}

function choose(source: DigitSource, positive: number, negative: number, samples: number): number[] {
  const chosen: number[] = [];
  for (let i = 0; i < source.count && chosen.length < samples; i++)
    if (source.labels[i] === positive || source.labels[i] === negative) chosen.push(i);
  if (chosen.length < samples)
    throw new RelulabError(
      "DATA_TOO_FEW",
      `${source.name} has ${count(chosen.length)} images of ${positive} and ${negative}, ${count(samples)} are asked for.`,
      "Ask for fewer samples or use a larger source.",
      { found: chosen.length, asked: samples },
    );
  return chosen;
}

/** What the pixels of each chosen image are divided by. */
function pixelDivisors(source: DigitSource, chosen: readonly number[], scaling: PixelScaling): Float64Array {
  if (scaling === "raw" || scaling === "unit-interval") return new Float64Array(chosen.length).fill(scaling === "raw" ? 1 : 255);
  const norms = Float64Array.from(chosen, (index) => imageNorm(source, index));
  const blank = norms.indexOf(0);
  if (scaling === "unit-norm" && blank >= 0) throw noDirection(source, chosen[blank]);
  if (scaling === "unit-norm") return norms;
  const greatest = norms.reduce((a, b) => Math.max(a, b), 0);
  if (greatest === 0) throw noDirection(source, chosen[0]);
  return norms.fill(greatest);
}

function imageNorm(source: DigitSource, index: number): number {
  const features = source.rows * source.columns;
  let sum = 0;
  for (let i = index * features; i < (index + 1) * features; i++) sum += source.images[i] * source.images[i];
  return Math.sqrt(sum);
}

function noDirection(source: DigitSource, index: number): RelulabError {
  return new RelulabError(
    "DATA_NOT_FINITE",
    `${source.name} has a blank image at item ${count(index)}, its norm is 0.`,
    'Use scaling "unit-interval".',
  );
}
