// Projected gradient descent of S1 (3.1)-(3.2) as obvious loops. `round` is Math.fround for f32, so that each operation on stored numbers
// rounds as the kernel's does; sums over features are f64 in both precisions.

export interface Problem {
  readonly samples: number;
  readonly features: number;
  readonly X: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Settings {
  readonly linear: boolean;
  readonly derivAtZero: number;
  readonly round: (x: number) => number;
}

export interface Evaluation {
  /** Σ_i (f(x_i) − y_i)². */
  readonly squares: number;
  /** ∇L(w), or (1/n)Xᵀ(Xw − y). */
  readonly gradient: number[];
}

export function evaluate({ samples, features, X, y }: Problem, w: ArrayLike<number>, { linear, derivAtZero, round }: Settings): Evaluation {
  const sum = new Array<number>(features).fill(0);
  let squares = 0;
  for (let i = 0; i < samples; i++) {
    let a = 0;
    for (let c = 0; c < features; c++) if (w[c] !== 0) a += w[c] * X[i * features + c];
    const residual = (linear || a > 0 ? a : 0) - y[i];
    squares += residual * residual;
    // (1 + sgn a), with sgn 0 = 2·derivAtZero − 1.
    const slope = linear ? 1 : a > 0 ? 2 : a === 0 ? 2 * derivAtZero : 0;
    const coefficient = round(slope * residual);
    if (coefficient !== 0) for (let c = 0; c < features; c++) sum[c] = round(sum[c] + round(coefficient * X[i * features + c]));
  }
  return { squares, gradient: sum.map((g) => round(g / samples)) };
}

/** w − μ·gradient, before the projection. */
export function step(w: ArrayLike<number>, gradient: readonly number[], mu: number, round: (x: number) => number): Float64Array {
  return Float64Array.from(gradient, (g, c) => round(w[c] - round(round(mu) * g)));
}

/** Keeps the s largest magnitudes, one after the other; of equal ones the first. */
export function topS(v: ArrayLike<number>, s: number): number[] {
  const out = new Array<number>(v.length).fill(0);
  for (let k = 0; k < s; k++) {
    let best = -1;
    for (let j = 0; j < v.length; j++) if (out[j] === 0 && Math.abs(v[j]) > (best < 0 ? 0 : Math.abs(v[best]))) best = j;
    if (best >= 0) out[best] = v[best];
  }
  return out;
}
