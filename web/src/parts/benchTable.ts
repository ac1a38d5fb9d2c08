import type { ArmTiming, BenchResult } from "../../../src/bench/index.js";
import { h } from "../dom.js";
import { mark } from "./icons.js";

export interface BenchTable {
  readonly element: HTMLElement;
  /** Times below the clock's step are said to be so. */
  update(results: readonly BenchResult[], resolution: number): void;
}

/** Every case in its row from the start; a run fills in times and ratios to plain JavaScript in the same engine. */
export function benchTable(cases: readonly { readonly id: string; readonly title: string }[]): BenchTable {
  const rows = cases.map(({ id, title }) => ({
    id,
    element: h("tr", {}, ...rowCells(title, undefined, 0)),
    shown: undefined as BenchResult | undefined,
    title,
  }));
  const groups = h(
    "tr",
    {},
    h("td", { colspan: 2 }),
    h("th", { scope: "colgroup", colspan: 2 }, "Steady state"),
    h("th", { scope: "colgroup", colspan: 2 }, "First call"),
    h("th", { scope: "colgroup", colspan: 2 }, "Worst call"),
    h("td", {}),
  );
  const heads = ["Work", "Same result", "Ratio", "Time", "Ratio", "Time", "Ratio", "Time", "Rate"];
  const table = h(
    "table",
    { class: "bench-table" },
    h("caption", { class: "hidden-text" }, "Times of WebAssembly and times faster than plain JavaScript"),
    h("thead", {}, groups, h("tr", {}, ...heads.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, ...rows.map(({ element }) => element)),
  );
  const update = (results: readonly BenchResult[], resolution: number): void => {
    for (const row of rows) {
      const result = results.find(({ id }) => id === row.id);
      if (result === row.shown) continue;
      row.shown = result;
      row.element.replaceChildren(...rowCells(row.title, result, resolution));
    }
  };
  const scroll = h("div", { class: "table-scroll wide", tabindex: 0, role: "group", "aria-label": "times and ratios" }, table);
  return { element: scroll, update };
}

function rowCells(title: string, result: BenchResult | undefined, resolution: number): HTMLElement[] {
  const { wasm = null, javascript = null, verified = false, rate = null, unit = "" } = result ?? {};
  const work = h("th", { scope: "row" }, title);
  const cell = (text: string, name = "number-cell"): HTMLElement => h("td", { class: name }, text);
  if (result === undefined)
    return [work, h("td", { class: "verified" }, mark("open"), "waits"), ...Array.from({ length: 7 }, () => cell(""))];
  const tick = h(
    "td",
    { class: `verified ${verified ? "passed" : "failed"}` },
    mark(verified ? "passed" : "failed"),
    verified ? "yes" : "wrong",
  );
  if (wasm === null || javascript === null || rate === null) return [work, tick, h("td", { colspan: 7 }, "Wrong result, not timed.")];
  const pair = (of: (timing: ArmTiming) => number, step: number): HTMLElement[] => {
    const [time, other] = [of(wasm), of(javascript)];
    const known = time >= step && time > 0;
    return [cell(known ? ratioText(other / time) : "–", "ratio-cell"), cell(known ? timeText(time) : `< ${timeText(step)}`)];
  };
  // The time of a call that was timed with others is known better than to a step of the clock.
  const shared = resolution / wasm.together;
  return [
    work,
    tick,
    ...pair(({ median }) => median, shared),
    ...pair(({ first }) => first, resolution),
    ...pair(({ worst }) => worst, shared),
    cell(`${Number(rate.toPrecision(3))} ${unit}`),
  ];
}

const ratioText = (ratio: number): string => `×${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}`;

/** `124 µs`, `3.1 ms`. */
export const timeText = (milliseconds: number): string =>
  milliseconds < 1 ? `${Number((milliseconds * 1000).toPrecision(3))} µs` : `${Number(milliseconds.toPrecision(3))} ms`;
