import type { CurveAxis, CurvePanel, Series } from "../experiments/types.js";
import type { Box } from "./clip.js";
import { wantsLegend } from "./curveLabels.js";
import { endLabelsWidth } from "./endLabels.js";
import { legendRows } from "./legend.js";
import { RULE_ROW, ruleOverhang, ruleRows } from "./rules.js";
import { makeScale, type Scale } from "./scale.js";
import { TITLE_HEIGHT } from "./panelTitle.js";
import { textWidth } from "./textWidth.js";
import { axisTicks } from "./ticks.js";

/** Where the plot of a curve panel lies, and its scales. */
export interface CurveFrame extends Box {
  readonly x: Scale;
  readonly y: Scale;
  /** Baseline of the y title and top of the legend. */
  readonly yTitle: number;
  readonly legend: readonly (readonly Series[])[];
  readonly height: number;
}

const LEFT = 44;
const RIGHT = 12;
const Y_TITLE = 20;
const BELOW = 44;
export const LEGEND_ROW = 20;
const ASPECT = 1.6;
/** Square plots stop growing here: beyond it they push the rest of the figure off the screen. */
const TALLEST = 440;
/** Narrow panels become taller than their ratio rather than unreadable. */
const SHORTEST = 150;

export function curveFrame(panel: CurvePanel, width: number): CurveFrame {
  const ticks = axisTicks(panel.y).map(({ label }) => textWidth(label.base, 12) + textWidth(label.power, 10));
  const left = Math.max(LEFT, ...ticks.map((tick) => tick + 10));
  const legend = wantsLegend(panel, width) ? legendRows(panel, width - left) : [];
  const margin = Math.max(RIGHT, endLabelsWidth(panel, legend.length > 0), ruleOverhang(panel, width - left));
  const aspect = panel.aspect !== undefined && panel.aspect > 0 ? panel.aspect : ASPECT;
  const plotWidth = Math.max(40, Math.min(width - left - margin, TALLEST * Math.max(1, aspect)));
  const top = TITLE_HEIGHT + legend.length * LEGEND_ROW + Y_TITLE + ruleRows(panel, plotWidth) * RULE_ROW;
  const box = { left, right: left + plotWidth, top, bottom: top + Math.min(TALLEST, Math.max(SHORTEST, plotWidth / aspect)) };
  return {
    ...box,
    x: makeScale(panel.x, box.left, box.right, hasZeros(panel, "x")),
    y: makeScale(panel.y, box.bottom, box.top, hasZeros(panel, "y")),
    yTitle: TITLE_HEIGHT + legend.length * LEGEND_ROW + 13,
    legend,
    height: box.bottom + BELOW,
  };
}

function hasZeros(panel: CurvePanel, axis: "x" | "y"): boolean {
  const { scale, zero }: CurveAxis = panel[axis];
  return scale === "log" && (zero === true || panel.series.some(({ points }) => points.some((point) => point[axis] === 0)));
}
