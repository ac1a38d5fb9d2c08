import { h } from "../dom.js";
import type { FileFacts } from "../data/messages.js";

const SHOWN_COLUMNS = 8;

/** First columns, the last ones and the label; what lies between is left out. */
export function firstRowsTable({ columns, firstRows, labelColumn }: FileFacts): HTMLElement {
  const width = firstRows[0]?.length ?? 0;
  const label = labelColumn ?? width - 1;
  const all = Array.from({ length: width }, (_, i) => i);
  const kept = width <= SHOWN_COLUMNS ? all : all.filter((i) => i < SHOWN_COLUMNS - 2 || i === label);
  const cells = (row: (i: number) => HTMLElement, gap: () => HTMLElement): HTMLElement[] =>
    kept.flatMap((i, at) => (i - (kept[at - 1] ?? -1) > 1 ? [gap(), row(i)] : [row(i)]));
  const name = (i: number): string => (i === label ? `${columns[i] ?? "label"} (label)` : (columns[i] ?? `feature ${i + 1}`));
  const head = h(
    "tr",
    {},
    ...cells(
      (i) => h("th", { scope: "col" }, name(i)),
      () => h("th", {}, "…"),
    ),
  );
  const body = firstRows.map((row) =>
    h(
      "tr",
      {},
      ...cells(
        (i) => h("td", i === label ? { class: "label-cell" } : {}, row[i] ?? ""),
        () => h("td", {}, "…"),
      ),
    ),
  );
  const table = h("table", {}, h("caption", {}, "First rows"), h("thead", {}, head), h("tbody", {}, ...body));
  return h("div", { class: "table-scroll first-rows", tabindex: 0, role: "group", "aria-label": "first rows of the file" }, table);
}
