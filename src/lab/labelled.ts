import type { LabelledData } from "../data/labelled.js";
import { MOST_CLASSES } from "../data/readLabelled.js";
import { mixture, mixtureBytes, type MixtureOptions } from "../data/mixture.js";
import { gaussianMixture, type GaussianMixtureOptions, xorBalls, type XorBallsOptions } from "../data/mixtures.js";
import { readingInSteps, type Steps } from "../numerics/steps.js";
import { checkFlag, checkNumber, readOptions } from "../train/check.js";
import { checkFits } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import { withInstance } from "./shared.js";

// The door of the mixtures of S3: options read once, then the general generator.

const SIZES = { samples: 1000, features: 1000, classes: 10, components: 2 } as const;

function checkSizes(where: string, options: Readonly<Record<string, unknown>>): void {
  for (const [key, example] of Object.entries(SIZES))
    if (options[key] !== undefined) {
      const most = key === "classes" || key === "components" ? { max: MOST_CLASSES } : {};
      checkNumber(where, key, options[key], { min: 1, integer: true, example, ...most });
    }
  if (options.unitNorm !== undefined) checkFlag(where, "unitNorm", options.unitNorm);
  if (options.trial !== undefined) checkNumber(where, "trial", options.trial, { min: 0, max: 2 ** 32 - 1, integer: true, example: 0 });
}

const defined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;

function drawMixture(where: string, pool: InstancePool, options: MixtureOptions): Steps<LabelledData> {
  const bytes = mixtureBytes(options, pool.precision === "f32" ? 4 : 8);
  // Normals are shaped in f64 beside the instance, whatever its precision.
  checkFits(Math.max(bytes, 8 * options.samples * options.features), where, "Use fewer samples or features.");
  return readingInSteps(
    where,
    withInstance(pool, bytes, (instance) => mixture(instance, options, where)),
  );
}

const MIXTURE_KEYS = ["samples", "features", "classes", "components", "means", "weights", "spread", "unitNorm", "seed", "trial"] as const;

export function dataMixture(pool: InstancePool, options: MixtureOptions): Steps<LabelledData> {
  const where = "data.mixture()";
  const read = defined(readOptions(where, options, MIXTURE_KEYS));
  for (const key of ["samples", "features", "classes"] as const)
    checkNumber(where, key, read[key], { min: 1, integer: true, example: SIZES[key] });
  checkSizes(where, { ...read });
  return drawMixture(where, pool, read);
}

const GAUSSIAN_KEYS = ["samples", "features", "classes", "components", "std", "meanStd", "unitNorm", "seed", "trial"] as const;

export function dataGaussianMixture(pool: InstancePool, options: GaussianMixtureOptions): Steps<LabelledData> {
  const where = "data.gaussianMixture()";
  const read = defined(readOptions(where, options, GAUSSIAN_KEYS));
  checkNumber(where, "samples", read.samples, { min: 1, integer: true, example: SIZES.samples });
  checkSizes(where, { ...read });
  for (const key of ["std", "meanStd"] as const) if (read[key] !== undefined) checkNumber(where, key, read[key], { min: 0, example: 1 });
  return drawMixture(where, pool, gaussianMixture(read));
}

export function dataXorBalls(pool: InstancePool, options: XorBallsOptions): Steps<LabelledData> {
  const where = "data.xorBalls()";
  const read = defined(readOptions(where, options, ["samples", "lifted", "seed", "trial"]));
  checkNumber(where, "samples", read.samples, { min: 1, integer: true, example: 200 });
  checkSizes(where, { ...read });
  if (read.lifted !== undefined) checkFlag(where, "lifted", read.lifted);
  return drawMixture(where, pool, xorBalls(read));
}
