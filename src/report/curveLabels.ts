import type { CurvePanel, Series } from "../experiments/types.js";
import { crossingLines, isCloud } from "./seriesShape.js";
import { textWidth } from "./textWidth.js";

/** Least distance of labels at the right end. */
export const LABEL_GAP = 14;
/** Labels that would take more than this share of the panel go into a legend. */
const WIDEST_SHARE = 0.4;
const MOST_CROSSING = 4;
/** More labels than this do not fit beside the lowest plot. */
const MOST_LABELS = 11;

/** Series whose names are drawn: one for each name and style, so dots and line of one method share a label. */
export function labelledSeries(panel: CurvePanel): Series[] {
  const named = panel.series.filter(({ label, labelled, line }) => label !== "" && (labelled ?? line !== "trial"));
  const key = (series: Series): string => `${series.style} ${series.label}`;
  return named.filter((series, i) => named.findIndex((other) => key(other) === key(series)) === i);
}

/** Names stand at the right end of the lines, where the eye is; in a legend only where that cannot be read. */
export function wantsLegend(panel: CurvePanel, width: number): boolean {
  if (panel.legend !== undefined) return panel.legend;
  const named = labelledSeries(panel);
  return (
    named.length > MOST_LABELS ||
    named.some(({ label }) => textWidth(label, 13, true) > WIDEST_SHARE * width) ||
    named.some(isCloud) ||
    crossingLines(named.filter(({ line }) => line !== "none")) > MOST_CROSSING
  );
}
