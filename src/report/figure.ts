import { reading } from "../errors.js";
import type { Figure } from "../experiments/types.js";
import { checkNumber, readOptions } from "../train/check.js";
import { drawHeatMap, drawRamp, type Drawn } from "./heatMap.js";
import { figureStyle } from "./style.js";
import { element, escapeText, mathText } from "./svg.js";

export interface FigureOptions {
  /** Pixels. Default 720. */
  readonly width?: number;
  /** Panels side by side: 1 puts them one above the other. Default 1. */
  readonly columns?: number;
  /** Carry the style rules and the caption: for files. Default true. */
  readonly standalone?: boolean;
}

/** Pixels of a panel with its share of the margins. */
const NARROWEST = 160;
const MARGIN = 16;
const PANEL_GAP = 16;
const CAPTION_LINE = 19;
/** Mean width of a character of the caption, in px at 13 px: measured over the font stack, generous. */
const CAPTION_CHARACTER = 6.9;

/** The figure as SVG text. Classes only, no style attributes; `<title>` is the claim, `<desc>` the caption. */
export function exportSvg(figure: Figure, options: FigureOptions = {}): string {
  const { width = 720, columns = 1, standalone = true } = readOptions("exportSvg()", options, ["width", "columns", "standalone"]);
  checkNumber("exportSvg()", "columns", columns, { min: 1, max: 10, integer: true, example: 1 });
  checkNumber("exportSvg()", "width", width, { min: NARROWEST * columns, max: 10_000, example: 720 });
  return reading("exportSvg()", () => draw(figure, { width, columns, standalone }));
}

function draw(figure: Figure, { width, columns, standalone }: Required<FigureOptions>): string {
  const panelWidth = (width - 2 * MARGIN - (columns - 1) * PANEL_GAP) / columns;
  const panels = figure.panels.map((panel) => drawHeatMap(panel, panelWidth));
  const placed: string[] = [];
  let y = MARGIN;
  for (let i = 0; i < panels.length; i += columns) {
    const row = panels.slice(i, i + columns);
    row.forEach((panel, column) => placed.push(place(panel, MARGIN + column * (panelWidth + PANEL_GAP), y)));
    y += Math.max(...row.map(({ height }) => height)) + PANEL_GAP;
  }
  const ramp = drawRamp(panelWidth);
  placed.push(place(ramp, MARGIN, y));
  y += ramp.height;
  const caption = standalone ? drawCaption(figure, width - 2 * MARGIN) : { markup: "", height: 0 };
  placed.push(place(caption, MARGIN, y + 8));
  const height = Math.ceil(y + 8 + caption.height + MARGIN);
  const head = [element("title", {}, [escapeText(figure.title)]), element("desc", {}, [escapeText(`${figure.lead} ${figure.caption}`)])];
  const style = standalone ? [element("style", {}, [figureStyle()])] : [];
  const background = element("rect", { class: "background", width, height });
  const attributes = { xmlns: "http://www.w3.org/2000/svg", role: "img", width, height, viewBox: `0 0 ${width} ${height}` };
  return `${element("svg", attributes, [...head, ...style, background, ...placed])}\n`;
}

const place = ({ markup }: Drawn, x: number, y: number): string =>
  element("g", { transform: `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})` }, [markup]);

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
