/**
 * Lemma 1 of S0 (eq. 22, S0-T4) for one sample: Σ_j y·v_j·z_j·1{z_j + ε_j ≥ 0} ≤ Σ_j y·v_j·σ(z_j), where ε_j may differ from 0 only if
 * y·v_j ≥ 0. Returns right minus left, which must not be negative. With noise on other units it can be: that is what Algorithm 1 avoids.
 */
export function lemmaOneSlack(y: number, v: ArrayLike<number>, z: ArrayLike<number>, noise: ArrayLike<number>): number {
  let slack = 0;
  for (let j = 0; j < v.length; j++) slack += y * v[j] * (Math.max(0, z[j]) - (z[j] + noise[j] >= 0 ? z[j] : 0));
  return slack;
}
