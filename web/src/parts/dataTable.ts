import type { Figure, Json } from "../../../src/experiments/types.js";
import { panelRows } from "../../../src/report/rows.js";
import { h, on } from "../dom.js";

/** More rows than this are for the CSV. */
const MOST_ROWS = 500;

export interface DataTable {
  readonly element: HTMLElement;
  update(figure: Figure): void;
}

/** The numbers of a figure as a real table, made when it is opened and kept up with the run while it is. */
export function dataTable(): DataTable {
  const place = h("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": "the figure as a table" });
  const element = h("details", { class: "as-table" }, h("summary", {}, "Show as table"), place);
  let shown: Figure | undefined;
  const draw = (): void => {
    if (element.open && shown !== undefined) place.replaceChildren(...shown.panels.map((panel) => table(panel.title, panelRows(panel))));
  };
  on(element, "toggle", draw);
  const update = (figure: Figure): void => {
    if (figure === shown) return;
    shown = figure;
    draw();
  };
  return { element, update };
}

function table(caption: string, rows: readonly Readonly<Record<string, Json>>[]): HTMLTableElement {
  const keys = Array.from(new Set(rows.flatMap((row) => Object.keys(row)))).filter((key) => key !== "panel");
  const cell = (value: Json): string => (value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
  const more = rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${rows.length} rows` : "";
  return h(
    "table",
    {},
    h("caption", {}, caption + more),
    h("thead", {}, h("tr", {}, ...keys.map((key) => h("th", { scope: "col" }, key)))),
    h("tbody", {}, ...rows.slice(0, MOST_ROWS).map((row) => h("tr", {}, ...keys.map((key) => h("td", {}, cell(row[key] ?? null)))))),
  );
}
