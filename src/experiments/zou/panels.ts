import type { CurveAxis, Series } from "../types.js";

/** NaN is not below anything. */
export const isBelow = (value: number, limit: number): boolean => value <= limit;

export const layerAxis = (last: number, first = 0): CurveAxis => ({
  label: "layer",
  symbol: "l",
  scale: "linear",
  min: first,
  max: Math.max(last, first + 1),
  ticks: Array.from({ length: Math.max(last, first + 1) - first + 1 }, (_, i) => first + i),
});

export const widthAxis = (widths: readonly number[]): CurveAxis => {
  const sorted = [...widths].sort((a, b) => a - b);
  return { label: "hidden units", symbol: "m", scale: "log", min: sorted[0] / 1.15, max: sorted[sorted.length - 1] * 1.15, ticks: sorted };
};

/** A line of the theory, in ink; several of one meaning are named once. */
export const theoryLine = (label: string, points: Series["points"], labelled = true): Series => ({
  label,
  style: "theory",
  line: "theory",
  marker: "none",
  labelled,
  points,
});
