/** Samples with labels ±1, as every trainer of a binary classifier takes them. */
export interface BinaryData {
  readonly samples: number;
  readonly features: number;
  /** (samples, features) row-major. Rounded to f32 when a lab of precision f32 takes it. */
  readonly X: Float32Array | Float64Array;
  /** One label per sample, +1 or −1. */
  readonly y: Int8Array;
  /** What the data are, for results and captions. */
  readonly name: string;
  /** A separator ω with y·ωᵀx ≥ 1 for every sample, where the data were made with one. */
  readonly separator?: Float64Array;
}
