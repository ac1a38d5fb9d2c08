import type { Check, Claim } from "../../../src/experiments/types.js";
import { h, withSymbols } from "../dom.js";
import type { RunState } from "../runs/run.js";
import { type Mark, mark } from "./icons.js";

interface Row {
  readonly mark: Mark;
  readonly state: string;
  readonly text: string;
  readonly observed: string;
  readonly expected: string;
}

type Stage = "before" | "during" | "after";
const stageOf = (state: RunState | undefined, done: number): Stage => (state === "finished" ? "after" : done > 0 ? "during" : "before");

export interface Rows<T> {
  readonly element: HTMLElement;
  update(items: readonly T[], state: RunState | undefined, done: number): void;
}

function rowsOf<T>(toRow: (item: T, stage: Stage) => Row): Rows<T> {
  const element = h("ul", { class: "rows" });
  let shown = "";
  const update = (items: readonly T[], state: RunState | undefined, done: number): void => {
    const rows = items.map((item) => toRow(item, stageOf(state, done)));
    const key = JSON.stringify(rows);
    if (key === shown) return;
    shown = key;
    element.replaceChildren(...rows.map(rowElement));
    if (rows.length === 0) element.append(h("li", { class: "row none" }, mark("open"), h("p", {}, "Decided by the trials of a run.")));
  };
  return { element, update };
}

const rowElement = ({ mark: shape, state, text, observed, expected }: Row): HTMLElement =>
  h(
    "li",
    { class: `row ${shape}` },
    mark(shape),
    h("p", { class: "text" }, ...withSymbols(text)),
    h("p", { class: "observed" }, ...withSymbols(observed)),
    h("p", { class: "expected" }, ...withSymbols(expected)),
    h("p", { class: "state" }, state),
  );

/** What relulab promises for every seed. */
export const checkRows = (): Rows<Check> =>
  rowsOf(({ text, passed, observed, expected }, stage) => ({
    text,
    expected: `expected: ${expected}`,
    observed: stage === "before" ? "" : observed,
    ...{
      before: { mark: "open" as const, state: "decided at the end" },
      during: passed ? { mark: "partial" as const, state: "holds so far" } : { mark: "risk" as const, state: "at risk" },
      after: passed ? { mark: "passed" as const, state: "passed" } : { mark: "failed" as const, state: "failed" },
    }[stage],
  }));

/** What the paper says; never counted as passed or failed. */
export const claimRows = (): Rows<Claim> =>
  rowsOf(({ text, reproduced, observed }, stage) => ({
    text,
    expected: "",
    observed: stage === "before" ? "" : `Here: ${observed}.`,
    ...{
      before: { mark: "open" as const, state: "decided at the end" },
      during: reproduced ? { mark: "partial" as const, state: "reproduced so far" } : { mark: "open" as const, state: "not seen so far" },
      after: reproduced ? { mark: "passed" as const, state: "reproduced" } : { mark: "unequal" as const, state: "not reproduced" },
    }[stage],
  }));
