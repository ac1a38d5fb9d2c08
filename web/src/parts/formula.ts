import papers from "#formulas/papers";
import theorems from "#formulas/theorems";
import { h } from "../dom.js";

// Typeset when the site is built: what comes in here is MathML text of ours, never a text of a run.

const math = (text: string): Node => document.importNode(new DOMParser().parseFromString(text, "application/xml").documentElement, true);

/** Wide formulas scroll in themselves, so they can be reached by the Tab key. */
const line = (text: string): HTMLElement => h("div", { class: "formula", tabindex: 0, role: "group", "aria-label": "formula" }, math(text));

const folded = (title: string, texts: readonly string[]): HTMLElement =>
  h("details", { class: "formulas" }, h("summary", {}, title), ...texts.map(line));

/** The statement of a theorem, closed; null where the site has none. */
export const theoremFormula = (theorem: string): HTMLElement | null =>
  Object.hasOwn(theorems, theorem) ? folded("Formula", [theorems[theorem]]) : null;

/** The same in full view, under the name of the theorem. */
export const openFormula = (theorem: string): HTMLElement =>
  h("div", { class: "open-formula" }, h("h3", {}, theorem.replace(/^S\d /, "")), line(theorems[theorem]));

/** What is trained and how, by the paper's first author. */
export function modelFormulas(paper: string): HTMLElement | null {
  const author = /^\p{L}+/u.exec(paper)?.[0] ?? "";
  return Object.hasOwn(papers, author) ? folded("What is trained, in the paper’s letters", papers[author]) : null;
}
