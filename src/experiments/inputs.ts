import { generatedDigitsInSteps } from "../data/generatedDigits.js";
import { keepDigits } from "../data/keepDigits.js";
import { updateBound, type UpdateBoundInput } from "../theory/updateBound.js";
import type { Steps } from "../numerics/steps.js";
import type { Config, ExperimentInputs, SelectedInputs } from "./types.js";

// What experiments read from their configuration and inputs.

export const numbers = (config: Config, key: string): readonly number[] => config.parameters[key] as readonly number[];
export const number = (config: Config, key: string): number => config.parameters[key] as number;

/** Digits 3 (+1) against 5 (−1), as S0 and S2 have them. */
export const POSITIVE = 3;
export const NEGATIVE = 5;
/** About one generated image in five is of one of the two classes; a quarter more, so that there are always enough. */
const IMAGES_PER_SAMPLE = 6.25;
/** Pixels of MNIST and of generated digits; a configuration names another number only, so that these need no word more. */
const USUAL_FEATURES = 784;
/** Generated digits are the same for every seed of an experiment, as files would be. */
const DIGITS_SEED = 1;

/** The first `samples` images of the pair, from files where they were given, else drawn by the package; and what to call them. */
export function* selectDigits(samples: number, inputs: ExperimentInputs): Steps<SelectedInputs> {
  const generated = { seed: DIGITS_SEED, count: Math.ceil(samples * IMAGES_PER_SAMPLE) + 100, split: "train" } as const;
  const source = inputs.digits ?? (yield* generatedDigitsInSteps(generated));
  const { name, kind, sha256, rows, columns } = source;
  const facts = { name, kind, count: source.count, sha256, ...(rows * columns !== USUAL_FEATURES && { features: rows * columns }) };
  return { inputs: { digits: keepDigits(source, [POSITIVE, NEGATIVE], samples) }, facts };
}

/** d of the digits. */
export const digitFeatures = (config: Config): number => (config.inputs as { features?: number } | null)?.features ?? USUAL_FEATURES;

export const digitName = (config: Config): string => (config.inputs as { name: string } | null)?.name ?? "digits";

/** Tₖ of Theorem 1 as `--errata` wants it: `printed` has the paper's middle term (errata 4), which the proof does not give. */
export const updateBoundFor = (config: Config, input: UpdateBoundInput): number =>
  updateBound(input, config.errata === "printed" ? "printed" : "corrected");

export const boundName = ({ errata }: Config): string => (errata === "printed" ? "printed Tₖ" : "corrected Tₖ");
