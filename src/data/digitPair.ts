import { count, RelulabError, show } from "../errors.js";
import { readingInSteps, runSteps, type Steps } from "../numerics/steps.js";
import type { Precision } from "../wasm/binary.js";
import type { BinaryData } from "./dataset.js";
import type { DigitSource } from "./digits.js";
import { checkPixelOptions, checkSource, type PixelScaling, scaledPixels } from "./pixels.js";

export type { PixelScaling } from "./pixels.js";

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
  return runSteps(digitPairInSteps(source, options));
}

/** The same in steps. */
export function digitPairInSteps(source: DigitSource, options: DigitPairOptions): Steps<BinaryData> {
  return readingInSteps("digitPair()", pairOf(source, options));
}

function* pairOf(source: DigitSource, options: DigitPairOptions): Steps<BinaryData> {
  const { positive = 3, negative = 5, samples, scaling = "unit-interval", precision } = options;
  checkOptions({ positive, negative, samples });
  checkPixelOptions("digitPair()", scaling, precision);
  checkSource("digitPair()", source);
  const chosen = choose(source, positive, negative, samples);
  const features = source.rows * source.columns;
  const y = Int8Array.from(chosen, (index) => (source.labels[index] === positive ? 1 : -1));
  const X = yield* scaledPixels(source, chosen, scaling, precision);
  return { samples, features, X, y, name: `${source.name}, ${positive} vs ${negative}, first ${count(samples)}` };
}

function checkOptions(options: Required<Pick<DigitPairOptions, "positive" | "negative" | "samples">>): void {
  const { positive, negative, samples } = options;
  for (const [key, digit] of Object.entries({ positive, negative }))
    if (!Number.isInteger(digit) || digit < 0 || digit > 9) throw wrong(`${key} must be a digit 0 to 9, got ${show(digit)}`, "3");
  if (positive === negative) throw wrong(`positive and negative must differ, both are ${positive}`, "3 and 5");
  if (!Number.isSafeInteger(samples) || samples < 1) throw wrong(`samples must be a positive integer, got ${show(samples)}`, "1000");
}

function wrong(what: string, example: string): RelulabError {
  return new RelulabError("ARG_RANGE", `digitPair(): ${what}.`, `Use for example ${example}.`);
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
