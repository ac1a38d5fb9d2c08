import type { HeatMapCell, HeatMapPanel } from "../experiments/types.js";
import { axisTitle, panelTitle, TITLE_HEIGHT } from "./panelTitle.js";
import { scaleClass } from "./style.js";
import { element, escapeText, text, type Drawn } from "./svg.js";

const LEFT = 44;
const RIGHT = 12;
const AXIS_TITLE = 20;
const TICKS = 20;
const X_TITLE = 20;
const GAP = 1.5;
const TALLEST_CELL = 32;
/** A map of few columns stays a map and does not become bars. */
const WIDEST_CELL = 80;
const NUMBER_CELL = 26;
/** Below this width the title starts at the edge, so that its second line has room. */
const NARROW = 360;
const THIN_SPACE = "\u2009";

/** A panel `width` px wide: title with the bar of its method, y title, cells, ticks, x title. */
export function drawHeatMap(panel: HeatMapPanel, width: number): Drawn {
  const columns = panel.x.values.length;
  const rows = panel.y.values.length;
  const cellWidth = Math.min(WIDEST_CELL, (width - LEFT - RIGHT) / columns);
  const cellHeight = Math.min(TALLEST_CELL, Math.max(NUMBER_CELL, cellWidth));
  const top = TITLE_HEIGHT + AXIS_TITLE;
  const bottom = top + rows * cellHeight;
  const centreX = (column: number): number => LEFT + (column + 0.5) * cellWidth;
  const centreY = (row: number): number => bottom - (row + 0.5) * cellHeight;
  const parts = [
    panelTitle(panel, width < NARROW ? 0 : LEFT, width),
    axisTitle(panel.y, { x: LEFT, y: TITLE_HEIGHT + 13, class: "axis soft" }),
    ...panel.cells.map((cell) => drawCell(cell, centreX(cell.column), centreY(cell.row), cellWidth - GAP, cellHeight - GAP)),
    ...panel.y.values.map((value, row) => text(String(value), { class: "axis faint end", x: LEFT - 6, y: centreY(row) + 4 })),
    ...panel.x.values.map((value, column) =>
      showTick(column, columns, cellWidth) ? text(String(value), { class: "axis faint middle", x: centreX(column), y: bottom + 15 }) : "",
    ),
    ...thresholdLine(panel, centreX, cellWidth, top, bottom),
    axisTitle(panel.x, { x: LEFT + (columns * cellWidth) / 2, y: bottom + TICKS + 13, class: "axis soft middle" }),
  ];
  return { markup: parts.join(""), height: bottom + TICKS + X_TITLE };
}

/** The theory line of a panel: dashed ink over a white casing, so that it shows on every cell; its label stands above the map. */
function thresholdLine(
  { threshold, x }: HeatMapPanel,
  centreX: (column: number) => number,
  cellWidth: number,
  top: number,
  bottom: number,
): string[] {
  if (threshold === undefined) return [];
  const at = centreX(columnOf(x.values, threshold.value));
  const line = (style: string): string => element("line", { class: style, x1: at, y1: top - 3, x2: at, y2: bottom });
  const anchor = at + cellWidth > centreX(x.values.length - 1) ? "end" : "middle";
  return [line("casing"), line("theory-line"), text(threshold.label, { class: `axis ${anchor}`, x: at, y: top - 7 })];
}

/** The place of a value among the columns: between two by interpolation, half a column beyond the outer ones at most. */
function columnOf(values: readonly number[], value: number): number {
  const next = values.findIndex((entry) => entry >= value);
  if (next < 0) return values.length - 0.5;
  if (values[next] === value) return next;
  return next === 0 ? -0.5 : next - 1 + (value - values[next - 1]) / (values[next] - values[next - 1]);
}

/** Ticks keep at least 36 px; the last one is always there. */
function showTick(column: number, columns: number, cellWidth: number): boolean {
  const every = Math.max(1, Math.ceil(36 / cellWidth));
  return (columns - 1 - column) % every === 0;
}

/** The area of the square is the share of finished trials; the exact per cent stands in it where there is room. */
function drawCell(cell: HeatMapCell, x: number, y: number, width: number, height: number): string {
  const box = (scale: number): { x: number; y: number; width: number; height: number } => ({
    x: x - (width * scale) / 2,
    y: y - (height * scale) / 2,
    width: width * scale,
    height: height * scale,
  });
  const label = element("title", {}, [escapeText(cell.text)]);
  const partial = cell.share < 1;
  const outline = partial ? [element("rect", { class: "outline", ...box(1) })] : [];
  if (cell.value === null) return element("g", { class: "cell" }, [label, ...outline]);
  const q = scaleClass(cell.value);
  const square = element("rect", { class: `q${q}`, ...box(Math.sqrt(Math.min(1, cell.share))) });
  const roomy = Math.min(width, height) >= NUMBER_CELL - GAP && (!partial || cell.share >= 0.5);
  const number = roomy ? [text(percent(cell.value), { class: `number on${q}`, x, y: y + 4 })] : [];
  return element("g", { class: "cell" }, [label, ...outline, square, ...number]);
}

/** One decimal where it is needed; `0` and `100` only for none and all. */
export function percent(rate: number): string {
  const rounded = Math.round(rate * 1000) / 10;
  return String(rate > 0 && rounded === 0 ? 0.1 : rate < 1 && rounded === 100 ? 99.9 : rounded);
}

/** Shares of finished trials that the key of sizes shows. */
const SIZES = [0.1, 0.5, 1];

/** The colour ramp with 0 %, 50 %, 100 %; beside it, while trials are missing, what the size of a square says. */
export function drawRamp(width: number, partial: boolean): Drawn {
  const step = Math.min(220, width - LEFT - RIGHT) / 11;
  const boxes = Array.from({ length: 11 }, (_, i) =>
    element("rect", { class: `q${i}`, x: LEFT + i * step, y: 16, width: step, height: 10 }),
  );
  const label = (rate: number): string =>
    text(`${rate}${THIN_SPACE}%`, { class: "key faint middle", x: LEFT + (rate / 10) * step + step / 2, y: 41 });
  return {
    markup: [
      text("success rate", { class: "key soft", x: LEFT, y: 10 }),
      ...boxes,
      label(0),
      label(50),
      label(100),
      ...(partial ? drawSizes(LEFT + 11 * step + 24, width) : []),
    ].join(""),
    height: 52,
  };
}

/** Nothing where it would be cut off. */
function drawSizes(left: number, width: number): string[] {
  const between = 36;
  if (left + 96 > width) return [];
  const square = (share: number, i: number): string[] => {
    const [x, y, size] = [left + 8 + i * between, 21, 14];
    const box = (side: number): Record<string, number> => ({ x: x - side / 2, y: y - side / 2, width: side, height: side });
    return [
      ...(share < 1 ? [element("rect", { class: "outline", ...box(size) })] : []),
      element("rect", { class: "q5", ...box(size * Math.sqrt(share)) }),
      text(`${100 * share}${THIN_SPACE}%`, { class: "key faint middle", x, y: 41 }),
    ];
  };
  return [text("trials finished", { class: "key soft", x: left, y: 10 }), ...SIZES.flatMap(square)];
}
