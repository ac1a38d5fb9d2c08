import type { SeriesStyle } from "../experiments/types.js";
import { coordinate } from "./svg.js";

/** Outline of a marker of the given size in px: the shape belongs to the style, so series differ without colour. */
export function markerPath(style: SeriesStyle, x: number, y: number, size: number): string {
  const half = coordinate(size / 2);
  const full = coordinate(size);
  const start = (dx: number, dy: number): string => `M${coordinate(x + dx)} ${coordinate(y + dy)}`;
  if (style === "plain" || style === "neg") return `${start(-size / 2, -size / 2)}h${full}v${full}h-${full}z`;
  if (style === "leaky") return `${start(0, -0.6 * size)}l${half} ${coordinate(1.05 * size)}h-${full}z`;
  if (style === "both") return `${start(0, -0.64 * size)}l${strides(size)}z`;
  return `${start(-size / 2, 0)}a${half} ${half} 0 1 0 ${full} 0a${half} ${half} 0 1 0 -${full} 0z`;
}

/** A diamond looks as large as a square with a diagonal a little longer. */
function strides(size: number): string {
  const d = coordinate(0.64 * size);
  return `${d} ${d}l-${d} ${d}l-${d} -${d}`;
}
