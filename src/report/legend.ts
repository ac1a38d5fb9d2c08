import type { CurvePanel, Series } from "../experiments/types.js";
import { labelledSeries } from "./curveLabels.js";
import { lineSample } from "./seriesMarkup.js";
import { moved, text } from "./svg.js";
import { textWidth } from "./textWidth.js";

const SAMPLE = 28;
const BETWEEN = 16;

const itemWidth = ({ label }: Series): number => SAMPLE + textWidth(label, 12) + BETWEEN;

/** The legend's rows, filled from the left as far as the names reach. */
export function legendRows(panel: CurvePanel, width: number): Series[][] {
  const rows: Series[][] = [];
  let used = Infinity;
  for (const series of labelledSeries(panel)) {
    if (used + itemWidth(series) > width + BETWEEN) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1].push(series);
    used += itemWidth(series);
  }
  return rows;
}

/** One row with its middle at height `y`. */
export function drawLegendRow(row: readonly Series[], left: number, y: number): string {
  let x = left;
  const items = row.map((series) => {
    const item = moved(lineSample(series) + text(series.label, { class: "key soft", x: SAMPLE, y: 4 }), x, y);
    x += itemWidth(series);
    return item;
  });
  return items.join("");
}
