export interface EnvelopePoint {
  readonly tau: number;
  readonly error: number;
  /** 2^{−τ}‖w*‖. */
  readonly envelope: number;
  readonly met: boolean;
}

/** S1-T3, eq. (3.5): is ‖w_τ − w*‖ ≤ 2^{−τ}‖w*‖ for τ = 0, 1, …? Not at the paper's own n = 625. */
export function checkEnvelope(errors: readonly number[], truthNorm: number): readonly EnvelopePoint[] {
  let envelope = truthNorm;
  return errors.map((error, tau) => {
    if (tau > 0) envelope /= 2;
    return { tau, error, envelope, met: error <= envelope };
  });
}

/** ε of the basin E(ε) in S1 §6.2, and δ of the first step (6.1): its result is within 2δ‖w*‖. */
export const BASIN_EPSILON: number = 7 / 200;
export const FIRST_STEP_DELTA: number = 7 / 400;

export interface BasinEntry {
  /** ε‖w*‖. */
  readonly radius: number;
  /** First τ with ‖w_τ − w*‖ ≤ ε‖w*‖, null if none. */
  readonly entered: number | null;
  /** No later iterate left it. */
  readonly stayed: boolean;
}

/** S1-T5: when did the iterates enter E(ε) = {w ∈ K : ‖w − w*‖ ≤ ε‖w*‖}? */
export function basinEntry(errors: readonly number[], truthNorm: number, epsilon: number = BASIN_EPSILON): BasinEntry {
  const radius = epsilon * truthNorm;
  const first = errors.findIndex((error) => error <= radius);
  return { radius, entered: first < 0 ? null : first, stayed: first >= 0 && errors.slice(first).every((error) => error <= radius) };
}
