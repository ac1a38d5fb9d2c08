import { checkNumber } from "../../train/check.js";

/**
 * Coefficients of ‖h‖ on the right sides of S1 (6.15)-(6.18), for deviations δ and a basin of relative radius ε.
 */
export function lemma65Coefficients(delta: number, epsilon: number): readonly [number, number, number, number] {
  checkNumber("lemma65Coefficients()", "delta", delta, { min: 0, example: 1e-4 });
  checkNumber("lemma65Coefficients()", "epsilon", epsilon, { min: 0, example: 7 / 200 });
  const inner = Math.sqrt(1 + delta) * (delta + Math.sqrt(21 / 20) * epsilon);
  return [delta, delta, 2 * inner, (4 * inner) / ((1 - epsilon) * (1 - epsilon))];
}

/** 2(δ + √(1+δ)(1 + 2/(1−ε)²)(δ + √(21/20)ε)), the constant at the end of S1 §6.2; the proof needs at most ¼. Default: the paper's δ, ε. */
export function finalConstant(delta: number = 1e-4, epsilon: number = 7 / 200): number {
  return lemma65Coefficients(delta, epsilon).reduce((sum, c) => sum + c, 0);
}
