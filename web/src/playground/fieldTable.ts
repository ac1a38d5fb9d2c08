import { h, on } from "../dom.js";
import { shownError } from "../parts/errorBlock.js";
import type { PlaygroundState, Vector } from "./state.js";

// Points and weights as fields: all that hands do on the planes, without a pointer and with every digit.

export interface Row {
  readonly element: HTMLTableRowElement;
  update(state: PlaygroundState): void;
}

/** So many rows fill the height that such a table may have. */
const MANY = 9;

/** A table whose rows are made once and then only written to, so that the focus stays while numbers change. */
export function fieldTable(
  heads: readonly string[],
  caption: string,
  count: (state: PlaygroundState) => number,
  makeRow: (index: number) => Row,
): { readonly element: HTMLElement; update(state: PlaygroundState): void } {
  const body = h("tbody", {});
  const rows: Row[] = [];
  let latest: PlaygroundState | undefined;
  let more: ReturnType<typeof setTimeout> | undefined;
  const grow = (state: PlaygroundState, most: number): void => {
    while (rows.length < Math.min(most, count(state))) {
      const row = makeRow(rows.length);
      rows.push(row);
      row.update(state);
      body.append(row.element);
    }
  };
  /** What stands below the edge of the table comes in tasks of its own: 92 rows are half of what the page costs to make. */
  const growOn = (): void => {
    more = undefined;
    if (latest === undefined || rows.length >= count(latest)) return;
    grow(latest, rows.length + MANY);
    more = setTimeout(growOn, 0);
  };
  const update = (state: PlaygroundState): void => {
    latest = state;
    while (rows.length > count(state)) rows.pop()?.element.remove();
    for (const row of rows) row.update(state);
    grow(state, MANY);
    // And half of what it costs to lay out.
    scroll.classList.toggle("many", count(state) >= MANY);
    if (rows.length < count(state)) more ??= setTimeout(growOn, 0);
  };
  const head = h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text))));
  const table = h("table", { class: "fields" }, h("caption", { class: "hidden-text" }, caption), head, body);
  const scroll = h("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": caption }, table);
  return { element: scroll, update };
}

export interface Field {
  readonly input: HTMLInputElement;
  update(value: number): void;
}

/**
 * A number in a cell. A refused text stays, marked, with the reason in `problem`, until it is mended or the number changes elsewhere; the
 * scene keeps the last good one.
 */
export function field(label: string, accept: (text: string) => void, problem: HTMLElement): Field {
  const input = h("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": label });
  let bad = false;
  let last: number | undefined;
  const mark = (reason: string): void => {
    if (bad || reason !== "") problem.textContent = reason;
    bad = reason !== "";
    input.setAttribute("aria-invalid", String(bad));
  };
  on(input, "change", () => {
    try {
      accept(input.value);
      mark("");
    } catch (error) {
      mark(shownError(error).message.replace(/^\w+: playground: /, ""));
    }
  });
  const update = (value: number): void => {
    if (bad && value === last) return;
    if (bad) mark("");
    last = value;
    if (document.activeElement !== input && input.value !== String(value)) input.value = String(value);
  };
  return { input, update };
}

/** What the two numbers of a point or a row are in the plane as it is drawn. */
export const SIDES = ["across", "up"] as const;

export const replaced = ([a, b]: Vector, at: 0 | 1, value: number): Vector => (at === 0 ? [value, b] : [a, value]);
