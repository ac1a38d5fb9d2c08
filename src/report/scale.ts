import type { CurveAxis } from "../experiments/types.js";
import { log } from "../numerics/log.js";
import { axisRange, axisTicks, type Tick } from "./ticks.js";

/** From values to pixels along one axis. */
export interface Scale {
  /** Pixel of a value, far beyond the ends clamped; NaN where nothing can be drawn (not finite, below 0 on a log axis). */
  position(value: number): number;
  /** Whether the value lies on the axis (zeros on their strip do). */
  inside(value: number): boolean;
  /** Pixels of min and max. */
  readonly start: number;
  readonly end: number;
  /** Pixel of the strip for zeros below a broken log axis. */
  readonly zero: number | null;
  readonly ticks: readonly (Tick & { readonly at: number })[];
}

/** Pixels kept at the start of a log axis for its zeros: strip and break. */
export const ZERO_STRIP = 16;
export const ZERO_BREAK = 12;
/** No pixel lies further out, so that clipping never meets an infinity. */
const FAR = 1e6;

/** `from` and `to` are the pixels of the whole axis, its strip for zeros included. */
export function makeScale(axis: CurveAxis, from: number, to: number, zeros: boolean): Scale {
  const { min, max } = axisRange(axis);
  const logarithmic = axis.scale === "log";
  const strip = logarithmic && zeros;
  const direction = to < from ? -1 : 1;
  const start = strip ? from + direction * (ZERO_STRIP + ZERO_BREAK) : from;
  const zero = strip ? from + (direction * ZERO_STRIP) / 2 : null;
  const share = logarithmic
    ? (value: number): number => (log(value) - log(min)) / (log(max) - log(min))
    : (value: number): number => (value - min) / (max - min);
  const position = (value: number): number => {
    if (!Number.isFinite(value) || (logarithmic && value < 0)) return NaN;
    if (logarithmic && value === 0) return zero ?? NaN;
    // Above a strip for zeros, smaller positive values run along the break: they must not look like zeros.
    const along = strip ? Math.max(0, share(value)) : share(value);
    return Math.min(FAR, Math.max(-FAR, start + along * (to - start)));
  };
  const inside = (value: number): boolean => (value >= min && value <= max) || (strip && value === 0);
  const ticks = axisTicks(axis).map((tick) => ({ value: tick.value, label: tick.label, at: position(tick.value) }));
  return { position, inside, start, end: to, zero, ticks };
}
