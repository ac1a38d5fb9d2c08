import type { BinaryData } from "../../data/dataset.js";
import { RelulabError } from "../../errors.js";
import { acos } from "../../numerics/acos.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { checkNumber } from "../../train/check.js";

// Closed forms of wide random ReLU layers (S4-T9; Lemmas A.3 and A.11 are their first terms): for unit vectors with inner product ρ and w ~ N(0, I).

const PI = 3.141592653589793;

const correlation = (where: string, rho: number): number => checkNumber(where, "correlation", rho, { min: -1, max: 1, example: 0.5 });

/** The angle between unit vectors of inner product ρ, in radians. Throws `ARG_*`. */
export const angleOf = (rho: number): number => acos(correlation("angleOf()", rho));

/** ‖x − x'‖ of unit vectors of inner product ρ: √(2 − 2ρ). Throws `ARG_*`. */
export const distanceOf = (rho: number): number => Math.sqrt(2 - 2 * correlation("distanceOf()", rho));

/** κ(ρ) = E[σ(⟨w,x⟩)σ(⟨w,x'⟩)] = (√(1 − ρ²) + ρ(π − arccos ρ))/(2π). Throws `ARG_*`. */
export function arcCosine(rho: number): number {
  correlation("arcCosine()", rho);
  return (Math.sqrt((1 - rho) * (1 + rho)) + rho * (PI - acos(rho))) / (2 * PI);
}

/**
 * The normalised correlation behind each of L wide layers with N(0, 2/m) weights, ρ ↦ 2κ(ρ) from the correlation of the inputs: L numbers. It goes up to
 * 1: layers bring samples together, by φ/2 at most over L of them if φ ≲ 1/L (Corollary A.5). Throws `ARG_*`.
 */
export function layerCorrelations(rho: number, layers: number): number[] {
  checkNumber("layerCorrelations()", "layers", layers, { min: 1, max: 1e6, integer: true, example: 3 });
  let current = correlation("layerCorrelations()", rho);
  // 2κ(1) = 1 exactly; rounding must not leave the interval.
  return Array.from({ length: layers }, () => (current = Math.min(1, 2 * arcCosine(current))));
}

/** E[1{⟨w,x⟩ ≥ 0}1{⟨w,x'⟩ ≥ 0}]·⟨x, x'⟩ = ρ(π − arccos ρ)/(2π): an entry of H∞ (Du et al., footnote 2 of S4). Throws `ARG_*`. */
export function limitKernel(rho: number): number {
  return (correlation("limitKernel()", rho) * (PI - acos(rho))) / (2 * PI);
}

/** H∞ of unit vectors, (samples, samples) row-major: x ↦ x/‖x‖ first. Throws `DATA_SHAPE` for a sample 0. */
export function limitGram({ samples, features, X }: Pick<BinaryData, "samples" | "features" | "X">): Float64Array {
  const rows = Array.from({ length: samples }, (_, i) => Float64Array.from(X.subarray(i * features, (i + 1) * features)));
  const unit = rows.map((row, i) => {
    const norm = euclideanNorm(row);
    if (norm > 0) return row.map((x) => x / norm);
    throw new RelulabError("DATA_SHAPE", `limitGram(): sample ${i} is 0, it has no direction.`, "Remove it.");
  });
  const H = new Float64Array(samples * samples);
  for (let i = 0; i < samples; i++)
    for (let j = 0; j <= i; j++) {
      const product = unit[i].reduce((sum, x, c) => sum + x * unit[j][c], 0);
      H[i * samples + j] = H[j * samples + i] = limitKernel(Math.max(-1, Math.min(1, i === j ? 1 : product)));
    }
  return H;
}
