export { toCsv } from "./csv.js";
export { exportSvg, type FigureOptions } from "./figure.js";
export { panelRows } from "./rows.js";
export { figureStyle } from "./style.js";
export { resultText } from "./table.js";
