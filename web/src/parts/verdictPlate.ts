import { showNumber } from "../../../src/theory/certificate.js";
import { button, h, withSymbols } from "../dom.js";
import type { Verdict } from "../data/messages.js";
import type { DataSession, Searching } from "../data/session.js";
import { grouped } from "../words.js";
import { errorBlock } from "./errorBlock.js";

export interface VerdictPlate {
  readonly element: HTMLElement;
  update(): void;
}

/** Are the chosen samples linearly separable? One sentence, its proof, and the samples that carry it. */
export function verdictPlate(session: DataSession): VerdictPlate {
  const says = h("div", { class: "verdict-says" });
  const stop = button({ class: "small" }, ["Stop the search"], () => session.stopVerdict());
  const again = button({ class: "small" }, ["Search again"], () => session.choice !== null && session.search(session.choice));
  const element = h("section", { class: "plate verdict", "aria-label": "Verdict", "aria-live": "polite" }, says, stop, again);
  let shown: Searching | undefined;
  const update = (): void => {
    const { searching, choice } = session;
    element.hidden = searching.state === "none";
    stop.hidden = searching.state !== "running";
    again.hidden = searching.state !== "stopped";
    if (searching === shown) return;
    shown = searching;
    element.dataset.state = searching.state === "found" ? searching.verdict.kind : searching.state;
    says.replaceChildren(...content(searching, choice?.bias ?? false));
  };
  return { element, update };
}

function content(searching: Searching, bias: boolean): HTMLElement[] {
  if (searching.state === "failed") return [errorBlock(searching.failure)];
  if (searching.state === "stopped")
    return [h("p", { class: "verdict-title" }, "The search was stopped. Nothing is known of these samples.")];
  if (searching.state === "running") {
    const { support, marginAtMost } = searching;
    const so =
      marginAtMost === null ? "" : `${grouped(support)} samples carry the point so far; no margin is above ${showNumber(marginAtMost)}.`;
    return [
      h("p", { class: "verdict-title" }, "Looking for a separator"),
      h("p", { class: "soft" }, so),
      h("progress", { "aria-label": "search" }),
    ];
  }
  return searching.state === "found" ? found(searching.verdict, bias) : [];
}

/** The proof in one sentence. */
function proofOf({ kind, norm, normAtLeast, witnessSize, residual }: Verdict): string {
  if (kind === "separable")
    return `Some ω with ‖ω‖ = ${showNumber(norm)} has y·ωᵀx ≥ 1 on all of them, and none shorter than ${showNumber(normAtLeast)} does.`;
  const combination = `A convex combination of ${grouped(witnessSize)} of the y·x has norm ${showNumber(residual)}`;
  if (kind === "not-separable") return `${combination}: every ω has y·ωᵀx ≤ 0 on one of them.`;
  return `${combination}: no unit ω has a larger margin. Whether a smaller one exists is not decided.`;
}

function found(verdict: Verdict, bias: boolean): HTMLElement[] {
  const { samples, counts } = verdict;
  return [
    h("p", { class: "verdict-title" }, titleOf(verdict)),
    h("p", {}, ...withSymbols(proofOf(verdict))),
    h(
      "p",
      { class: "soft" },
      `${grouped(samples)} samples: ${grouped(counts[0])} of class +1, ${grouped(counts[1])} of class −1; largest norm ${showNumber(verdict.radius)}.`,
    ),
    ...(verdict.kind === "separable" || bias
      ? []
      : [h("p", { class: "soft" }, "Only separators through 0 were looked at. With a bias there may be one: tick Bias above.")]),
    witnessTable(verdict),
  ];
}

function titleOf({ kind, margin, residual }: Verdict): string {
  if (kind === "separable") return `These samples are linearly separable, with margin ${showNumber(margin)}.`;
  if (kind === "not-separable") return "These samples are not linearly separable.";
  return `These samples have no margin above ${showNumber(residual)}.`;
}

function witnessTable({ kind, witness, witnessSize }: Verdict): HTMLElement {
  const what = kind === "separable" ? "Samples that carry the separator" : "Samples whose combination shows it";
  const more = witnessSize > witness.length ? `, the ${witness.length} heaviest of ${grouped(witnessSize)}` : "";
  const columns = witness[0]?.x.length ?? 0;
  const numbers = Array.from({ length: columns }, (_, i) => `x${String(i + 1).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)])}`);
  const head = h("tr", {}, ...["place in the file", "class", "weight λ", ...numbers].map((name) => h("th", { scope: "col" }, name)));
  const rows = witness.map(({ place, label, weight, x }) =>
    h(
      "tr",
      {},
      ...[place, label, showNumber(weight), ...x.map((value) => String(Number(value.toPrecision(6))))].map((cell) => h("td", {}, cell)),
    ),
  );
  const table = h("table", {}, h("caption", {}, what + more), h("thead", {}, head), h("tbody", {}, ...rows));
  return h("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": what }, table);
}
