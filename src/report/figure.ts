import { reading } from "../errors.js";
import { checkNumber, readOptions } from "../train/check.js";
import type { Figure, Panel, PlanePanel } from "../experiments/types.js";
import { drawBars } from "./bars.js";
import { drawCurves } from "./curves.js";
import { drawHeatMap, drawRamp } from "./heatMap.js";
import { drawPlane, hatchPattern } from "./plane.js";
import { drawPlaneKey } from "./planeKey.js";
import { figureStyle } from "./style.js";
import { element, escapeText, mathText, moved, type Drawn } from "./svg.js";

export interface FigureOptions {
  /** Pixels. Default 720. */
  readonly width?: number;
  /** Panels side by side: 1 puts them one above the other. Default: the figure's own. */
  readonly columns?: number;
  /** Carry the style rules and the caption: for files. Default true. */
  readonly standalone?: boolean;
  /** Start of the ids in this figure, which must differ from all others in one document. Default: a hash of title and panel titles. */
  readonly id?: string;
}

/** Pixels of a panel with its share of the margins. */
const NARROWEST = 160;
const COLUMNS = { min: 1, max: 10, integer: true, example: 1 };
const MARGIN = 16;
const PANEL_GAP = 16;
const CAPTION_LINE = 19;
/** Mean width of a character of the caption, in px at 13 px: measured over the font stack, generous. */
const CAPTION_CHARACTER = 6.9;

/** The figure as SVG text. Classes only, no style attributes; `<title>` is the claim, `<desc>` the caption. */
export function exportSvg(figure: Figure, options: FigureOptions = {}): string {
  const known = ["width", "columns", "standalone", "id"] as const;
  const { width = 720, columns, standalone = true, id } = readOptions("exportSvg()", options, known);
  const across = checkNumber("exportSvg()", "columns", columns ?? reading("exportSvg()", () => figure.columns) ?? 1, COLUMNS);
  checkNumber("exportSvg()", "width", width, { min: NARROWEST * across, max: 10_000, example: 720 });
  return reading("exportSvg()", () => draw(figure, { width, columns: across, standalone, id: id ?? figureId(figure) }));
}

function draw(figure: Figure, { width, columns, standalone, id }: Required<FigureOptions>): string {
  const content = drawContent(figure.panels, width - 2 * MARGIN, columns, `${id}-hatch`);
  const caption = standalone ? drawCaption(figure, width - 2 * MARGIN) : { markup: "", height: 0 };
  const captionTop = MARGIN + content.height + 8;
  const height = Math.ceil(captionTop + caption.height + MARGIN);
  const head = [element("title", {}, [escapeText(figure.title)]), element("desc", {}, [escapeText(`${figure.lead} ${figure.caption}`)])];
  const style = standalone ? [element("style", {}, [figureStyle()])] : [];
  const background = element("rect", { class: "background", width, height });
  const placed = [moved(content.markup, MARGIN, MARGIN), moved(caption.markup, MARGIN, captionTop)];
  const attributes = { xmlns: "http://www.w3.org/2000/svg", role: "img", width, height, viewBox: `0 0 ${width} ${height}` };
  return `${element("svg", attributes, [...head, ...style, background, ...placed])}\n`;
}

/** FNV-1a over the titles: figures that differ in them have different ids. */
function figureId({ title, panels }: Figure): string {
  let hash = 0x811c9dc5;
  for (const character of [title, ...panels.map((panel) => panel.title)].join("\n"))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `figure-${(hash >>> 0).toString(16)}`;
}

/** Panels in rows, then the keys of the kinds that have one. */
function drawContent(panels: readonly Panel[], width: number, columns: number, hatch: string): Drawn {
  const panelWidth = (width - (columns - 1) * PANEL_GAP) / columns;
  const planes = panels.filter((panel): panel is PlanePanel => panel.kind === "plane");
  const markup = planes.length > 0 ? [hatchPattern(hatch)] : [];
  const cells = panels.flatMap((panel) => (panel.kind === "heatmap" ? panel.cells : []));
  const drawn = panels.map((panel) => drawPanel(panel, panelWidth, hatch));
  let y = 0;
  for (let i = 0; i < drawn.length; i += columns) {
    const row = drawn.slice(i, i + columns);
    row.forEach((panel, column) => markup.push(moved(panel.markup, column * (panelWidth + PANEL_GAP), y)));
    y += Math.max(...row.map(({ height }) => height)) + PANEL_GAP;
  }
  const keys = [
    ...(cells.length > 0
      ? [
          drawRamp(
            panelWidth,
            cells.some(({ share }) => share < 1),
          ),
        ]
      : []),
    ...(planes.length > 0 ? [drawPlaneKey(planes, width, hatch)] : []),
  ];
  for (const key of keys) {
    markup.push(moved(key.markup, 0, y));
    y += key.height;
  }
  return { markup: markup.join(""), height: y };
}

function drawPanel(panel: Panel, width: number, hatch: string): Drawn {
  if (panel.kind === "heatmap") return drawHeatMap(panel, width);
  if (panel.kind === "bars") return drawBars(panel, width);
  return panel.kind === "curves" ? drawCurves(panel, width) : drawPlane(panel, width, hatch);
}

/** Lead in bold, then the rest, wrapped at words; there is no text measurement without a document. */
function drawCaption({ lead, caption }: Figure, width: number): Drawn {
  const room = Math.floor(width / CAPTION_CHARACTER);
  const lines = (content: string): string[] => {
    const out = [""];
    for (const word of content.split(" ")) {
      const last = out[out.length - 1];
      if (last !== "" && last.length + 1 + word.length > room) out.push(word);
      else out[out.length - 1] = last === "" ? word : `${last} ${word}`;
    }
    return out;
  };
  const bold = lines(lead);
  const rest = lines(caption);
  const line = (content: string, i: number, style: string): string =>
    mathText(content, { class: `caption ${style}`, x: 0, y: 14 + i * CAPTION_LINE });
  const markup = [
    ...bold.map((content, i) => line(content, i, "lead")),
    ...rest.map((content, i) => line(content, bold.length + i, "soft")),
  ];
  return { markup: markup.join(""), height: (bold.length + rest.length) * CAPTION_LINE };
}
