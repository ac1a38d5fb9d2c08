import type { MixtureOptions } from "./mixture.js";

// The mixtures of S3 as settings of the general one.

export interface GaussianMixtureOptions {
  readonly samples: number;
  /** d. Default 1000. */
  readonly features?: number;
  /** k. Default 10. */
  readonly classes?: number;
  /** ℓ. Default 2. */
  readonly components?: number;
  /** σ: samples are N(mean, σ²/d·I). Default 1. */
  readonly std?: number;
  /** σ₀: means are N(0, σ₀²/d·I). Default 5. */
  readonly meanStd?: number;
  /** Divide every sample by its norm, (A2); the paper's own data have norms near √(σ² + σ₀²) (errata 41). Default false. */
  readonly unitNorm?: boolean;
  readonly seed?: number;
  readonly trial?: number;
}

/** S3-D2, the synthetic data of sections 7 and D.2 with equal weights; the second argument of N is a variance (errata 38, 39). */
export function gaussianMixture(options: GaussianMixtureOptions): MixtureOptions {
  const { samples, features = 1000, classes = 10, components = 2, std = 1, meanStd = 5, unitNorm = false, seed = 1, trial = 0 } = options;
  const scale = Math.sqrt(features);
  return {
    samples,
    features,
    classes,
    components,
    means: { std: meanStd / scale },
    spread: { kind: "gaussian", std: std / scale },
    unitNorm,
    seed,
    trial,
  };
}

export interface XorBallsOptions {
  readonly samples: number;
  /** On the unit sphere of R³, where (A2) holds. Default false: the plane of Figure 3. */
  readonly lifted?: boolean;
  readonly seed?: number;
  readonly trial?: number;
}

/** Diameter of the balls. */
export const XOR_DIAMETER = 0.1;

/**
 * S3-D3, section 3 and Figure 3: class 0 is uniform over balls of diameter 1/10 round (0, 0) and (2, 2), class 1 round (0, 2) and (2, 0).
 * (A2) cannot hold there: a ball lies round the origin. Lifted, the square is moved to centre 0, gets the third coordinate 1, and samples are
 * divided by their norm: caps round (±1, ±1, 1)/√3, as far apart for their size as the balls of the plane (errata 48).
 */
export function xorBalls({ samples, lifted = false, seed = 1, trial = 0 }: XorBallsOptions): MixtureOptions {
  const common = { samples, classes: 2, components: 2, seed, trial };
  if (!lifted) return { ...common, features: 2, means: [0, 0, 2, 2, 0, 2, 2, 0], spread: { kind: "ball", radius: XOR_DIAMETER / 2 } };
  return {
    ...common,
    features: 3,
    means: [-1, -1, 1, 1, 1, 1, -1, 1, 1, 1, -1, 1],
    spread: { kind: "ball", radius: XOR_DIAMETER / 2 },
    unitNorm: true,
  };
}
