import { count, RelulabError, show } from "../errors.js";
import { readingInSteps, runSteps, type Steps } from "../numerics/steps.js";
import type { Precision } from "../wasm/binary.js";
import type { DigitSource } from "./digits.js";
import type { LabelledData } from "./labelled.js";
import { checkPixelOptions, checkSource, type PixelScaling, scaledPixels } from "./pixels.js";

export interface DigitClassesOptions {
  /** How many images. Default: all from `from` on. */
  readonly samples?: number;
  /** The first image. Default 0. */
  readonly from?: number;
  /** Default `unit-norm`, (A2) of S3. */
  readonly scaling?: PixelScaling;
  readonly precision: Precision;
}

/**
 * S3-D4: images of all ten classes in file order, X (samples, rows·columns). 60,000 images of 784 pixels are 188 MB in f32.
 * Throws `ARG_*`, `DATA_TOO_FEW` where the source has fewer, `DATA_NOT_FINITE` where a blank image has no direction.
 */
export function digitClasses(source: DigitSource, options: DigitClassesOptions): LabelledData {
  return runSteps(digitClassesInSteps(source, options));
}

/** The same in steps. */
export function digitClassesInSteps(source: DigitSource, options: DigitClassesOptions): Steps<LabelledData> {
  return readingInSteps("digitClasses()", classesOf(source, options));
}

function* classesOf(source: DigitSource, options: DigitClassesOptions): Steps<LabelledData> {
  const { from = 0, scaling = "unit-norm", precision } = options;
  checkPixelOptions("digitClasses()", scaling, precision);
  checkSource("digitClasses()", source);
  const { samples = source.count - from } = options;
  checkRange(source, from, samples);
  const features = source.rows * source.columns;
  const chosen = Uint32Array.from({ length: samples }, (_, i) => from + i);
  return {
    samples,
    features,
    classes: 10,
    X: yield* scaledPixels(source, chosen, scaling, precision),
    labels: source.labels.slice(from, from + samples),
    name: `${source.name}, ${from === 0 ? `first ${count(samples)}` : `${count(samples)} from ${count(from)} on`}`,
  };
}

function checkRange(source: DigitSource, from: number, samples: number): void {
  if (!Number.isSafeInteger(from) || from < 0)
    throw new RelulabError("ARG_RANGE", `digitClasses(): from must be an integer ≥ 0, got ${show(from)}.`, "Use for example 0.");
  if (from < source.count && (!Number.isSafeInteger(samples) || samples < 1))
    throw new RelulabError("ARG_RANGE", `digitClasses(): samples must be an integer ≥ 1, got ${show(samples)}.`, "Use for example 1000.");
  if (from < source.count && from + samples <= source.count) return;
  throw new RelulabError(
    "DATA_TOO_FEW",
    `${source.name} has ${count(source.count)} images, ${from < source.count ? `${count(samples)} from image ${count(from)} on are` : `image ${count(from)} is`} asked for.`,
    "Ask for fewer samples or use a larger source.",
    { found: source.count, asked: from + samples },
  );
}
