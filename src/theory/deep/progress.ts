import { pow } from "../../numerics/pow.js";
import type { DeepResult } from "../../train/deepResult.js";
import type { Precision } from "../../wasm/binary.js";
import type { DeepReplay } from "./replay.js";

/**
 * S4-T4: what c₀ a run had in (C.6), L(k+1) − L(k) ≤ −η·c₀mφ/(2n⁵)·(Σℓ')², and in Theorem 5.3 (vii). For SGD, (D.9) has the mean of L(k+1) over batches:
 * what one run shows of it is how far the loss fell in all.
 */
export interface Progress {
  /** Steps compared: both ends evaluated, not all slopes 0. */
  readonly steps: number;
  /** Least c₀ over these steps; below 0 where the loss rose. Null without a step. */
  readonly progressConstant: number | null;
  readonly meanConstant: number | null;
  /** Between evaluations one or more steps apart, Σℓ' as at the first of them: the fall of the loss over all that c₀ = 1 asks for. Null without one. */
  readonly wholeConstant: number | null;
  /** What rounding may have added to the falls that the constants of the steps were found from, in all. */
  readonly rounding: number;
  /** Intervals between evaluations. */
  readonly intervals: number;
  /** Least ‖∇_{W_L}L_S‖_F²·n⁵/(m_Lφ(Σℓ')²) at the moments measured. Null without one. */
  readonly gradientConstant: number | null;
  /** First step in which (C.6) fails with the constant of (vii), and in which the loss rises at all; null if none. */
  readonly firstViolation: number | null;
  readonly firstRise: number | null;
}

/** Part of a loss that rounding may move it by, over all samples. */
const ROUNDING = { f32: 2e-6, f64: 1e-14 } as const;

export function progressOf({
  run,
  replay,
  precision,
  width,
  separation,
}: {
  readonly run: DeepResult;
  readonly replay: DeepReplay;
  readonly precision: Precision;
  /** m. */
  readonly width: number;
  /** φ. */
  readonly separation: number;
}): Progress {
  const unit = (width * separation) / pow(run.samples, 5);
  const last = run.options.hidden[run.options.hidden.length - 1];
  const gradientConstant = replay.moments
    .filter(({ slopeSum }) => slopeSum > 0)
    .reduce<number | null>(
      (least, { gradientSquare, slopeSum }) => lower(least, (gradientSquare * width) / (last * unit * slopeSum * slopeSum)),
      null,
    );
  const pairs = run.trace.slice(1).flatMap((after, i) => {
    const before = run.trace[i];
    if (after.step !== before.step + 1 || !(before.slopeSum > 0)) return [];
    const floor = ROUNDING[precision] * Math.max(before.loss, after.loss);
    const demanded = (run.options.learningRate * unit * before.slopeSum * before.slopeSum) / 2;
    return [{ step: before.step, floor, constant: (before.loss - after.loss + floor) / demanded }];
  });
  const whole = run.trace.slice(1).reduce(
    ({ fall, asked }, after, i) => {
      const { step, loss, slopeSum } = run.trace[i];
      return { fall: fall + loss - after.loss, asked: asked + (after.step - step) * slopeSum * slopeSum };
    },
    { fall: 0, asked: 0 },
  );
  const progressConstant = pairs.reduce<number | null>((least, { constant }) => lower(least, constant), null);
  const first = (limit: number): number | null => pairs.find(({ constant }) => constant < limit)?.step ?? null;
  return {
    steps: pairs.length,
    progressConstant,
    meanConstant: pairs.length === 0 ? null : pairs.reduce((sum, { constant }) => sum + constant, 0) / pairs.length,
    wholeConstant: whole.asked > 0 ? (2 * whole.fall) / (run.options.learningRate * unit * whole.asked) : null,
    rounding: pairs.reduce((sum, { floor }) => sum + floor, 0),
    intervals: run.trace.length - 1,
    gradientConstant,
    firstViolation: gradientConstant === null ? null : first(gradientConstant),
    firstRise: first(0),
  };
}

const lower = (least: number | null, value: number): number => (least === null ? value : Math.min(least, value));
