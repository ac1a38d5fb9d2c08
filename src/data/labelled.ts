/** Samples with one of `classes` labels, as the trainers of S3 take them. */
export interface LabelledData {
  readonly samples: number;
  readonly features: number;
  /** k: labels are 0…classes−1. A class may have no sample. */
  readonly classes: number;
  /** (samples, features) row-major. Rounded to f32 when a lab of precision f32 takes it. */
  readonly X: Float32Array | Float64Array;
  /** One label per sample, 0…classes−1. */
  readonly labels: Uint8Array | Int32Array;
  /** Where known, the component of each sample inside its class, 0…ℓ−1. */
  readonly components?: Int32Array;
  /** What the data are, for results and captions. */
  readonly name: string;
  readonly truth?: MixtureTruth;
}

/** What a mixture was drawn from (S3 section 3). */
export interface MixtureTruth {
  /** ℓ, components in each class. */
  readonly components: number;
  /** (k·ℓ, features) row-major, those of class 0 first; of the samples before `unitNorm`. */
  readonly means: Float64Array;
  /** p_{i,j}, k·ℓ numbers with sum 1. */
  readonly weights: Float64Array;
}

/** Classes without a sample, ascending. */
export function missingClasses({ labels, classes }: { readonly labels: Iterable<number>; readonly classes: number }): number[] {
  const seen = new Uint8Array(classes);
  for (const label of labels) seen[label] = 1;
  return Array.from(seen.keys()).filter((label) => seen[label] === 0);
}
