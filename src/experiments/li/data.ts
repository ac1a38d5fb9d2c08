import { sharedInSteps } from "../sharedInSteps.js";
import { sliceData } from "../../data/dataset.js";
import { digitClassesInSteps } from "../../data/digitClasses.js";
import type { DigitSource } from "../../data/digits.js";
import { generatedDigitsInSteps } from "../../data/generatedDigits.js";
import { type LabelledData, missingClasses } from "../../data/labelled.js";
import { RelulabError } from "../../errors.js";
import type { Steps } from "../../numerics/steps.js";
import type { PreparedLabelled } from "../../train/preparedLabelled.js";
import { number } from "../inputs.js";
import type { Config, ExperimentInputs, Json, SelectedInputs, TrialContext } from "../types.js";

// Training and test data of a trial; those of one repeat are the same for all its cells.

export interface Split {
  readonly training: PreparedLabelled;
  readonly test: PreparedLabelled;
  readonly trainingData: LabelledData;
}

export interface SyntheticChange {
  readonly std?: number;
  readonly components?: number;
}

/** The cells of an experiment on the mixture, which must have a chance to show every class. Throws `ARG_RANGE`. */
export function onMixture<T>(config: Config, cells: T): T {
  const [samples, classes] = [number(config, "samples"), number(config, "classes")];
  if (samples >= classes) return cells;
  throw new RelulabError(
    "ARG_RANGE",
    `${samples} training samples cannot show ${classes} classes: ${classes - samples} or more would be missing.`,
    `Use samples of ${classes} or more, or fewer classes.`,
  );
}

/** S3-D2: the first samples of the mixture that belongs to a repeat. */
export function drawSynthetic(
  { lab, config }: TrialContext,
  index: number,
  samples: number,
  change: SyntheticChange = {},
): Steps<LabelledData> {
  const { std = number(config, "std"), components = number(config, "components") } = change;
  return lab.steps.gaussianMixture({
    samples,
    features: number(config, "features"),
    classes: number(config, "classes"),
    components,
    std,
    meanStd: number(config, "meanStd"),
    seed: config.seed,
    trial: index,
  });
}

/** A mixture drawn anew for every repeat, its first samples for training, the next ones for the test. */
export function syntheticSplit(context: TrialContext, index: number, change: SyntheticChange = {}): Steps<Split> {
  const { lab, config } = context;
  return sharedInSteps(context, `synthetic:${JSON.stringify(change)}:${index}`, function* () {
    const [samples, testSamples] = [number(config, "samples"), number(config, "testSamples")];
    const all = yield* drawSynthetic(context, index, samples + testSamples, change);
    const trainingData = sliceData(all, 0, samples);
    yield;
    return {
      trainingData,
      training: yield* lab.steps.prepareLabelled(trainingData),
      test: yield* lab.steps.prepareLabelled(sliceData(all, samples, samples + testSamples)),
    };
  });
}

/** S3-D4: the first images of the training files and of the test files, unit norm (errata 10, 42). */
export function digitSplit(context: TrialContext): Steps<Split> {
  const { lab, config, inputs } = context;
  return sharedInSteps(context, "digits", function* () {
    const { precision } = lab;
    const trainingData = yield* digitClassesInSteps(inputs.digits as DigitSource, { samples: number(config, "digitSamples"), precision });
    const test = yield* digitClassesInSteps(inputs.testDigits as DigitSource, { samples: number(config, "digitTestSamples"), precision });
    return { trainingData, training: yield* lab.steps.prepareLabelled(trainingData), test: yield* lab.steps.prepareLabelled(test) };
  });
}

/** Generated digits are the same for every seed of an experiment, as files would be. */
const DIGITS_SEED = 1;

/** Training and test images, from files where they were given, else drawn by the package; and what to call them. */
export function* selectDigitSplit(config: Config, inputs: ExperimentInputs): Steps<SelectedInputs> {
  const [samples, testSamples] = [number(config, "digitSamples"), number(config, "digitTestSamples")];
  const { digits, testDigits } = inputs;
  if ((digits === undefined) !== (testDigits === undefined))
    throw new RelulabError(
      "INPUT_MISSING",
      "training and test digits belong together, one of them is missing.",
      "Give both, or neither for generated digits.",
    );
  const generate = (count: number, split: "train" | "test"): Steps<DigitSource> =>
    generatedDigitsInSteps({ seed: DIGITS_SEED, count, split });
  const training = first(digits ?? (yield* generate(samples, "train")), samples);
  const test = first(testDigits ?? (yield* generate(testSamples, "test")), testSamples);
  const fact = ({ name, kind, count, sha256 }: DigitSource): Record<string, Json> => ({ name, kind, count, sha256 });
  const whole = fact(digits ?? training);
  const missing = missingClasses({ labels: training.labels, classes: 10 });
  return {
    inputs: { digits: training, testDigits: test },
    facts: { ...whole, test: fact(testDigits ?? test), ...(missing.length === 0 ? {} : { missingClasses: missing }) },
  };
}

/** The first images of a source: workers get no more than they need. */
function first(source: DigitSource, count: number): DigitSource {
  if (source.count <= count) return source;
  const pixels = source.rows * source.columns;
  return { ...source, count, images: source.images.slice(0, count * pixels), labels: source.labels.slice(0, count) };
}

/** A sentence for captions where a digit is on no training image: no network can learn it. Else empty. */
export function missingDigits(config: Config): string {
  const missing = (config.inputs as { missingClasses?: readonly number[] } | null)?.missingClasses ?? [];
  return missing.length === 0 ? "" : ` No training image shows ${missing.join(", ")}.`;
}

/** `MNIST` or `generated digits`. */
export const digitFiles = (config: Config): string =>
  ((config.inputs as { name?: string } | null)?.name ?? "generated digits").replace(/ ?\(?train\)?$/, "");
