import papers from "#errata";
import type { Experiment } from "../../../src/experiments/types.js";
import { h, withSymbols } from "../dom.js";

export interface Errata {
  readonly element: HTMLElement;
  /** Opens the list and goes there. */
  open(): void;
}

/** What the paper does not print or prints wrongly, and what is done here: docs/errata.md, those of this figure first. Null where there are none. */
export function errataPlate({ paper }: Experiment): Errata | null {
  const author = /^\p{L}+/u.exec(paper)?.[0] ?? "";
  const rows = Object.hasOwn(papers, author) ? papers[author] : [];
  if (rows.length === 0) return null;
  const place = /Figure \d+/.exec(paper)?.[0];
  const ofFigure = ([where]: readonly string[]): boolean => place !== undefined && where.includes(place);
  const sorted = [...rows.filter(ofFigure), ...rows.filter((row) => !ofFigure(row))];
  const summary = h("summary", { tabindex: 0 }, `Settings the paper does not print, slips, and what is done here (${rows.length})`);
  const details = h("details", {}, summary, h("dl", {}, ...sorted.flatMap(entry)));
  const element = h("section", { class: "plate main errata" }, details);
  const open = (): void => {
    details.open = true;
    element.scrollIntoView();
    summary.focus({ preventScroll: true });
  };
  return { element, open };
}

const entry = ([where, what, here]: readonly string[]): HTMLElement[] => [
  h("dt", {}, h("span", { class: "faint" }, where), h("span", {}, ...withCode(what))),
  h("dd", {}, ...withCode(here)),
];

const withCode = (text: string): (Node | string)[] =>
  text.split("`").flatMap((part, i) => (i % 2 === 1 ? [h("code", {}, part)] : withSymbols(part)));
