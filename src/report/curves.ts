import type { CurvePanel, Series } from "../experiments/types.js";
import { drawAxes, drawGrid } from "./curveAxes.js";
import { curveFrame, LEGEND_ROW } from "./curveFrame.js";
import { drawEndLabels } from "./endLabels.js";
import { drawLegendRow } from "./legend.js";
import { panelTitle, TITLE_HEIGHT } from "./panelTitle.js";
import { drawBracket, drawRules } from "./rules.js";
import { drawBand, drawDots, drawLine } from "./seriesMarkup.js";
import { isCloud } from "./seriesShape.js";
import type { Drawn } from "./svg.js";

/** What is fine-grained lies under what sums it up, and measured dots lie on the theory they test. */
function layer(series: Series): number {
  if (series.line === "trial") return 0;
  if (isCloud(series)) return 1;
  return ["theory", "mean", "none"].indexOf(series.line) + 2;
}

/** A panel `width` px wide: title, legend if needed, plot with direct labels, axes. */
export function drawCurves(panel: CurvePanel, width: number): Drawn {
  const frame = curveFrame(panel, width);
  const series = [...panel.series].sort((a, b) => layer(a) - layer(b));
  const crowded = panel.series.some(({ line }) => line === "trial");
  const legend = frame.legend.map((row, i) => drawLegendRow(row, frame.left, TITLE_HEIGHT + i * LEGEND_ROW + 8));
  const parts = [
    panelTitle(panel, frame.left, width),
    ...legend,
    drawGrid(frame),
    ...(panel.bands ?? []).map((band) => drawBand(band, frame)),
    drawRules(panel, frame),
    drawAxes(panel, frame),
    ...series.map((one) => drawLine(one, frame, crowded) + drawDots(one, frame)),
    ...(panel.brackets ?? []).map((bracket) => drawBracket(bracket, frame)),
    drawEndLabels(panel, frame),
  ];
  return { markup: parts.join(""), height: frame.height };
}
