import type { Figure } from "../../../src/experiments/types.js";
import { exportSvg } from "../../../src/report/figure.js";
import { h, on, setText } from "../dom.js";
import { Drawing } from "../drawing.js";
import { followWidth } from "./followWidth.js";
import { panelChoice } from "./panelChoice.js";

const STEP = 8;
const SIDE_BY_SIDE = 640;
const NARROWEST = 240;
let boxes = 0;

export interface FigureBox {
  readonly element: HTMLElement;
  /** `live`: cells with new trials are outlined until the next picture. */
  show(figure: Figure, live?: boolean): void;
}

export interface FigureBoxOptions {
  /** What a screen reader calls it. */
  readonly label?: string;
  /** Narrower than this, px, one panel is shown, which the reader chooses. */
  readonly onePanelBelow?: number;
}

/** A figure, drawn anew at the width of its box. One stop for the Tab key; arrows go from cell to cell of a map and read it out. */
export function figureBox({ label = "figure; arrow keys move between its cells", onePanelBelow = 0 }: FigureBoxOptions = {}): FigureBox {
  const id = `box${++boxes}`;
  const frame = h("div", { class: "figure", tabindex: 0, role: "group", "aria-label": label });
  const readout = h("p", { class: "readout", "aria-live": "polite" });
  let figure: Figure | undefined;
  let shown: Figure | undefined;
  let width = 0;
  let focus = -1;
  /** Cells with trials that the last picture had not. */
  let fresh: ReadonlySet<number> = new Set();
  let drawing: Drawing | undefined;
  const draw = (live = false): void => {
    if (figure === undefined || width < NARROWEST) return;
    const now = choice.pick(figure, width < onePanelBelow);
    fresh = live && shown !== undefined ? changedCells(shown, now) : new Set();
    shown = now;
    const markup = (): string => exportSvg(now, { width, columns: columnsFor(now, width), standalone: false, id });
    if (drawing !== undefined) return drawing.follow(markup, mark);
    drawing = new Drawing(markup());
    frame.append(drawing.element);
  };
  const mark = (): void => {
    frame.querySelectorAll(".cell").forEach((cell, i) => cell.classList.toggle("now", fresh.has(i)));
    point(focus);
  };
  const point = (index: number): void => {
    focus = index;
    frame.querySelector(".cell.here")?.classList.remove("here");
    if (index < 0) return;
    frame.querySelectorAll(".cell")[index]?.classList.add("here");
    setText(readout, (shown === undefined ? undefined : cellTexts(shown)[index]) ?? "");
  };
  const choice = panelChoice(() => {
    focus = -1;
    setText(readout, "");
    draw();
  });
  const measure = (found: number): void => {
    const next = Math.max(NARROWEST, Math.floor(found / STEP) * STEP);
    if (next === width) return;
    width = next;
    draw();
  };
  followWidth(frame, measure);
  listen(frame, point, (key) => (shown === undefined ? undefined : neighbour(shown, focus, key)));
  const show = (next: Figure, live = false): void => {
    figure = next;
    draw(live);
  };
  return { element: h("div", { class: "figure-box" }, choice.element, frame, readout), show };
}

/** The cell under the pointer, and the next one in the direction of an arrow. */
function listen(frame: HTMLElement, point: (index: number) => void, next: (key: string) => number | undefined): void {
  on(frame, "pointerover", ({ target }) => {
    const cell = (target as Element).closest(".cell");
    if (cell !== null) point(Array.from(frame.querySelectorAll(".cell")).indexOf(cell));
  });
  on(frame, "keydown", (event) => {
    const index = next(event.key);
    if (index === undefined) return;
    event.preventDefault();
    point(index);
  });
}

/** Maps and planes stand side by side where there is room; curves need the width for their labels, unless the figure says otherwise. */
function columnsFor({ panels, columns }: Figure, width: number): number {
  if (width < SIDE_BY_SIDE || panels.length === 1) return 1;
  return columns ?? (panels.every(({ kind }) => kind === "heatmap") ? 2 : 1);
}

interface Place {
  readonly panel: number;
  readonly column: number;
  readonly row: number;
}

const places = (figure: Figure): Place[] =>
  figure.panels.flatMap((panel, i) => (panel.kind === "heatmap" ? panel.cells.map(({ column, row }) => ({ panel: i, column, row })) : []));

/** Where the map is being computed: cells with new trials. None when they are more than a quarter: an outline of all would say nothing. */
function changedCells(before: Figure, after: Figure): ReadonlySet<number> {
  const shares = ({ panels }: Figure): number[] =>
    panels.flatMap((panel) => (panel.kind === "heatmap" ? panel.cells.map(({ share }) => share) : []));
  const old = shares(before);
  const all = shares(after);
  const grown = all.flatMap((share, i) => (share > (old[i] ?? 0) ? [i] : []));
  return new Set(grown.length > all.length / 4 ? [] : grown);
}

const cellTexts = (figure: Figure): string[] =>
  figure.panels.flatMap((panel) => (panel.kind === "heatmap" ? panel.cells.map(({ text }) => text) : []));

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The nearest cell in the direction of an arrow, over the edge of a panel into the next one. */
function neighbour(figure: Figure, from: number, key: string): number | undefined {
  const move = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  const all = places(figure);
  if (move === undefined || all.length === 0) return undefined;
  if (from < 0) return 0;
  const at = all[from];
  const along = ({ column, row, panel }: Place): number =>
    move[0] === 0
      ? panel === at.panel && column === at.column
        ? (row - at.row) * move[1]
        : 0
      : row === at.row
        ? ((panel - at.panel) * 1e6 + column - at.column) * move[0]
        : 0;
  let best = from;
  all.forEach((place, i) => {
    if (along(place) > 0 && (best === from || along(place) < along(all[best]))) best = i;
  });
  return best;
}
