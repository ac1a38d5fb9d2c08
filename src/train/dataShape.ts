import { count, RelulabError, show } from "../errors.js";

// What data of every kind are asked at the door before anything is made of them.

export const isReals = (value: unknown): value is Float32Array | Float64Array =>
  value instanceof Float32Array || value instanceof Float64Array;

export interface DataShape {
  readonly samples: number;
  readonly features: number;
  readonly X: Float32Array | Float64Array;
}

/**
 * Throws `DATA_SHAPE` unless sizes are integers from 1 and X and the answers have the lengths that follow. `answers` is what a trainer
 * learns, `name` its name in the data, `each` what one of them is.
 */
export function checkShape(
  where: string,
  { samples, features, X }: DataShape,
  { name, values, each }: { readonly name: string; readonly values: ArrayLike<unknown>; readonly each: string },
): void {
  for (const [size, value] of Object.entries({ samples, features }))
    if (!Number.isInteger(value) || value < 1)
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: data.${size} must be an integer ≥ 1, got ${show(value)}.`,
        "Pass at least one sample with one feature.",
      );
  if (X.length === samples * features && values.length === samples) return;
  throw new RelulabError(
    "DATA_SHAPE",
    `${where}: ${count(samples)} samples of ${count(features)} features need ${count(samples * features)} numbers in X and ${count(samples)} in ${name}, got ${count(X.length)} and ${count(values.length)}.`,
    `Check that X is (samples, features) row-major and ${name} has one ${each} per sample.`,
  );
}
