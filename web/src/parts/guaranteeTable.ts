import type { Aggregate, Config } from "../../../src/experiments/types.js";
import { compared, type ComparedRow, type ComparedTable, remarks } from "../../../src/experiments/zou/compared.js";
import type { Picture } from "../runs/messages.js";
import { h, withSymbols } from "../dom.js";

export interface GuaranteePlate {
  readonly element: HTMLElement;
  /** `found`: what a run of these settings has measured so far. */
  update(config: Config, found: Picture | null): void;
}

/** The rows of `relulab bound zou`: for each quantity what is asked of gradient descent and of SGD, and what was enough. */
export function guaranteePlate(): GuaranteePlate {
  const head = h(
    "div",
    { class: "plate-head" },
    h("h2", {}, "What the theorems ask for"),
    h("p", { class: "soft" }, "and, once measured, what was enough"),
  );
  const place = h("div", {});
  const notes = h("ul", { class: "remarks" });
  let shown = "";
  const update = (config: Config, found: Picture | null): void => {
    const tables = compared(config, { cells: (found?.cells ?? []) as Aggregate["cells"] });
    const key = JSON.stringify([tables, remarks(config)]);
    if (key === shown) return;
    shown = key;
    place.replaceChildren(tableOf(tables));
    notes.replaceChildren(...remarks(config).map((text) => h("li", {}, ...withSymbols(text))));
  };
  return {
    element: h("section", { class: "plate main guarantee", "aria-label": "What the theorems ask for" }, head, place, notes),
    update,
  };
}

/** Quantities one under the other, each with its own head: two columns are left, which a phone has room for. */
function tableOf(tables: readonly ComparedTable[]): HTMLTableElement {
  const [first] = tables;
  return h(
    "table",
    { class: "guarantee-table" },
    h("caption", { class: "hidden-text" }, "Orders with constant 1"),
    h("thead", {}, h("tr", {}, ...tables.map(({ title, theorem }) => h("th", { scope: "col" }, title, h("span", {}, theorem))))),
    ...first.rows.map((row, i) =>
      quantity(
        row,
        tables.map(({ rows }) => rows[i]),
      ),
    ),
    ownWidth(tables),
  );
}

function quantity({ symbol, name, key }: ComparedRow, rows: readonly ComparedRow[]): HTMLElement {
  const title = h("th", { scope: "rowgroup", colspan: rows.length }, ...letters(symbol), `, ${name}`);
  return h("tbody", { "data-key": key }, h("tr", {}, title), h("tr", {}, ...rows.map(asked)));
}

function asked({ text, order, source, erratum, enough, ratio, key }: ComparedRow): HTMLElement {
  const measured =
    key === "width" || key === "steps"
      ? [
          h("span", { class: "enough" }, enough === null ? "enough: not measured yet" : `enough: ${enough.text}`),
          h("span", { class: "ratio" }, ratio === null ? " " : `${ratio.text} times as much`),
        ]
      : [];
  return h(
    "td",
    {},
    h("span", { class: "asked" }, text),
    h("span", { class: "order" }, ...letters(order.formula)),
    ...measured,
    h("span", { class: "source" }, source),
    erratum === null ? null : h("span", { class: "slip" }, h("strong", {}, "Slip: "), ...withSymbols(erratum.text)),
  );
}

function ownWidth(tables: readonly ComparedTable[]): HTMLElement | null {
  if (tables.every(({ own }) => own === null)) return null;
  const title = h("th", { scope: "rowgroup", colspan: tables.length }, ...letters("m"), " asked for, over that of your own network");
  const cells = tables.map(({ own }) => h("td", {}, h("span", { class: "asked" }, own?.text ?? "")));
  return h("tbody", { "data-key": "own" }, h("tr", {}, title), h("tr", {}, ...cells));
}

/** The letters of a formula in italics; words in it (`log`, `min`) stay upright. */
const letters = (formula: string): (Node | string)[] =>
  formula
    .split(/((?<![a-z])[A-Za-zηετφ](?![a-z]))/u)
    .map((part, i) => (i % 2 === 1 ? h("i", {}, part) : part))
    .filter((part) => part !== "");
