import type { Assumption, Certificate, Verdict } from "../../../src/theory/certificate.js";
import { showNumber } from "../../../src/theory/certificate.js";
import { h, withSymbols } from "../dom.js";
import type { CertifiedTheorem } from "../runs/messages.js";
import type { Run } from "../runs/run.js";
import { errorBlock } from "./errorBlock.js";
import { theoremFormula } from "./formula.js";
import { slackRuler } from "./ruler.js";
import { runBar, type RunBarActions, type RunBarState } from "./runBar.js";

const TIGHT = 10;
const SIGNS = { holds: "✓", violated: "✗", unchecked: "?" } as const;

export interface Certificates {
  readonly element: HTMLElement;
  update(state: RunBarState): void;
}

/** Every theorem over all trials, made on demand: the trials are run once more with the margin oracle. */
export function certificatesPlate(actions: RunBarActions): Certificates {
  const bar = runBar(actions, "Certify");
  const place = h("div", { class: "theorems" });
  const head = h(
    "div",
    { class: "plate-head" },
    h("h2", {}, "Certificates"),
    h("p", { class: "soft" }, "what the theorems say of these trials"),
  );
  const element = h("section", { class: "plate main certificates" }, head, bar.element, place);
  let shown: Run | undefined;
  const update = (state: RunBarState): void => {
    bar.update(state);
    const { run } = state;
    const ready = run !== undefined && run.ended ? run : undefined;
    if (ready === shown) return;
    shown = ready;
    const failure = ready?.failure ?? null;
    place.replaceChildren(...theoremList(ready?.theorems ?? []), ...(failure === null ? [] : [errorBlock(failure)]));
  };
  return { element, update };
}

/** Those that say nothing of any trial stand closed at the end. */
function theoremList(theorems: readonly CertifiedTheorem[]): HTMLElement[] {
  const silent = theorems.filter(({ summary: { verdicts, trials } }) => verdicts["not-applicable"] === trials);
  const spoken = theorems.filter((one) => !silent.includes(one)).map(theorem);
  if (silent.length === 0) return spoken;
  const title = `${silent.length} ${silent.length === 1 ? "theorem does" : "theorems do"} not apply to these trials`;
  return [...spoken, h("details", { class: "silent" }, h("summary", {}, title), ...silent.map(theorem))];
}

interface Tag {
  readonly kind: "pass" | "warn" | "fail" | "plain";
  readonly word: string;
}

function tagOf(verdict: Verdict, slack: number | null): Tag {
  if (verdict === "violated") return { kind: "fail", word: "violated" };
  if (verdict === "vacuous") return { kind: "warn", word: "vacuous" };
  if (verdict === "not-applicable") return { kind: "plain", word: "not applicable" };
  const size = slack === null ? "" : slack <= TIGHT ? ", tight" : ", loose";
  return { kind: "pass", word: `${verdict === "holds" ? "holds" : "consistent"}${size}` };
}

function theorem({ summary, certificate, place }: CertifiedTheorem): HTMLElement {
  const counts = Object.entries(summary.verdicts).map(
    ([verdict, count]) => `${verdict.replace("-", " ")} in ${count} of ${summary.trials}`,
  );
  const slack =
    summary.leastSlack === null
      ? ""
      : `; slack ×${showNumber(summary.leastSlack)} at least, ×${showNumber(summary.medianSlack)} in the middle`;
  const foot = h("p", { class: "soft" }, `Over all trials: ${counts.join(", ")}${slack}.`);
  return certificateArticle(certificate, `${certificate.source}. Shown: ${place}.`, foot);
}

/** One certificate: theorem and verdict, what it says, its assumptions, where bound and observation stand. */
export function certificateArticle(certificate: Certificate, source: string, foot: HTMLElement | null = null): HTMLElement {
  const { kind, word } = tagOf(certificate.verdict, certificate.slack);
  const loud =
    certificate.verdict === "violated"
      ? h("p", { class: "loud" }, "This is a bug of ours or of the theorem. Report it with the permalink of this page.")
      : null;
  return h(
    "article",
    { class: "theorem" },
    h("div", { class: "theorem-head" }, h("h3", {}, certificate.theorem), h("span", { class: `tag ${kind}` }, word)),
    h("p", { class: "soft" }, source),
    h("p", {}, ...withSymbols(certificate.text)),
    theoremFormula(certificate.theorem),
    loud,
    h("ul", { class: "assumptions" }, ...certificate.assumptions.map(assumption)),
    slackRuler(certificate),
    foot,
  );
}

const assumption = ({ status, text, measured, limit }: Assumption): HTMLElement =>
  h(
    "li",
    { class: status },
    h("span", { class: "sign", role: "img", "aria-label": status }, SIGNS[status]),
    h("span", {}, ...withSymbols(`${text}: ${measured}`), h("span", { class: "faint" }, ` (${limit})`)),
  );
