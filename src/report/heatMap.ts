import type { Axis, HeatMapCell, HeatMapPanel } from "../experiments/types.js";
import { scaleClass } from "./style.js";
import { element, escapeText, mathText, text } from "./svg.js";

export interface Drawn {
  readonly markup: string;
  readonly height: number;
}

const LEFT = 44;
const RIGHT = 12;
const TITLE = 44;
const AXIS_TITLE = 20;
const TICKS = 20;
const X_TITLE = 20;
const GAP = 1.5;
const TALLEST_CELL = 32;
/** A map of few columns stays a map and does not become bars. */
const WIDEST_CELL = 80;
const NUMBER_CELL = 26;
const THIN_SPACE = "\u2009";

/** A panel `width` px wide: title with the bar of its method, y title, cells, ticks, x title. */
export function drawHeatMap(panel: HeatMapPanel, width: number): Drawn {
  const columns = panel.x.values.length;
  const rows = panel.y.values.length;
  const cellWidth = Math.min(WIDEST_CELL, (width - LEFT - RIGHT) / columns);
  const cellHeight = Math.min(TALLEST_CELL, Math.max(NUMBER_CELL, cellWidth));
  const top = TITLE + AXIS_TITLE;
  const bottom = top + rows * cellHeight;
  const centreX = (column: number): number => LEFT + (column + 0.5) * cellWidth;
  const centreY = (row: number): number => bottom - (row + 0.5) * cellHeight;
  const parts = [
    element("rect", { class: `bar-${panel.style}`, x: LEFT, y: 4, width: 4, height: 32 }),
    mathText(panel.title, { class: "title", x: LEFT + 12, y: 17 }),
    text(panel.finding, { class: "finding soft", x: LEFT + 12, y: 34 }),
    axisTitle(panel.y, { x: LEFT, y: TITLE + 13, class: "axis soft" }),
    ...panel.cells.map((cell) => drawCell(cell, centreX(cell.column), centreY(cell.row), cellWidth - GAP, cellHeight - GAP)),
    ...panel.y.values.map((value, row) => text(String(value), { class: "axis faint end", x: LEFT - 6, y: centreY(row) + 4 })),
    ...panel.x.values.map((value, column) =>
      showTick(column, columns, cellWidth) ? text(String(value), { class: "axis faint middle", x: centreX(column), y: bottom + 15 }) : "",
    ),
    axisTitle(panel.x, { x: LEFT + (columns * cellWidth) / 2, y: bottom + TICKS + 13, class: "axis soft middle" }),
  ];
  return { markup: parts.join(""), height: bottom + TICKS + X_TITLE };
}

/** Ticks keep at least 36 px; the last one is always there. */
function showTick(column: number, columns: number, cellWidth: number): boolean {
  const every = Math.max(1, Math.ceil(36 / cellWidth));
  return (columns - 1 - column) % every === 0;
}

function axisTitle(axis: Axis, attributes: { x: number; y: number; class: string }): string {
  return element("text", attributes, [escapeText(`${axis.label} `), element("tspan", { class: "symbol" }, [escapeText(axis.symbol)])]);
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

/** The colour ramp with 0 %, 50 %, 100 %. */
export function drawRamp(width: number): Drawn {
  const step = Math.min(220, width - LEFT - RIGHT) / 11;
  const boxes = Array.from({ length: 11 }, (_, i) =>
    element("rect", { class: `q${i}`, x: LEFT + i * step, y: 16, width: step, height: 10 }),
  );
  const label = (rate: number): string =>
    text(`${rate}${THIN_SPACE}%`, { class: "key faint middle", x: LEFT + ((rate / 10) * 10 * step) / 10 + step / 2, y: 41 });
  return {
    markup: [text("success rate", { class: "key soft", x: LEFT, y: 10 }), ...boxes, label(0), label(50), label(100)].join(""),
    height: 52,
  };
}
