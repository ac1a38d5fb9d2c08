import type { Experiment } from "../../src/experiments/types.js";

/** `Wang, Giannakis, Chen: Learning …, Figure 2` in its parts. */
export function paperParts({ paper }: Experiment): { readonly authors: string; readonly title: string; readonly place: string } {
  const [, authors = "", title = paper, place = ""] = /^([^:]+): (.+?), ((?:Figure|Theorem|Lemma|[Ss]ection|§).*)$/.exec(paper) ?? [];
  return { authors, title, place };
}
