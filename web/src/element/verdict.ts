import type { Check, Claim } from "../../../src/experiments/types.js";
import { h, setText } from "../dom.js";
import { checkRows, claimRows } from "../parts/checks.js";
import { type Mark, mark } from "../parts/icons.js";
import type { Picture } from "../runs/messages.js";
import type { RunState } from "../runs/run.js";

export interface VerdictLine {
  readonly element: HTMLElement;
  update(picture: Pick<Picture, "checks" | "claims">, state: RunState | undefined, done: number): void;
}

/** One line that says what the checks say; opens their rows. */
export function verdictLine(): VerdictLine {
  const sign = h("span", { class: "sign" });
  const [words, more] = [h("span", { class: "words" }), h("span", { class: "more" })];
  const [checks, claims] = [checkRows(), claimRows()];
  const summary = h("summary", {}, sign, h("span", { class: "verdict-text" }, words, more));
  const element = h(
    "details",
    { class: "verdict", part: "checks" },
    summary,
    h("p", { class: "rows-title" }, "What relulab promises for every seed"),
    checks.element,
    h("p", { class: "rows-title" }, "What the paper says"),
    h("div", { class: "claims" }, claims.element),
  );
  let shown: Mark | undefined;
  const update: VerdictLine["update"] = (picture, state, done) => {
    checks.update(picture.checks, state, done);
    claims.update(picture.claims, state, done);
    const { shape, text } = verdictOf(picture, state, done);
    setText(words, text);
    setText(more, state === "finished" ? claimText(picture.claims) : "");
    if (shape !== shown) sign.replaceChildren(mark(shape));
    shown = shape;
  };
  return { element, update };
}

interface Verdict {
  readonly shape: Mark;
  readonly text: string;
}

function verdictOf({ checks }: { readonly checks: readonly Check[] }, state: RunState | undefined, done: number): Verdict {
  if (done === 0 || checks.length === 0) return { shape: "open", text: "Checks are decided by a run" };
  const bad = checks.filter(({ passed }) => !passed).length;
  const over = state === "finished";
  const shape = bad === 0 ? (over ? "passed" : "partial") : over ? "failed" : "risk";
  const all = checks.length === 1 ? "1 check" : `${checks.length} checks`;
  if (bad > 0) return { shape, text: over ? `${bad} of ${all} ${bad === 1 ? "fails" : "fail"}` : `${bad} of ${all} at risk` };
  const holds = `${all} ${checks.length === 1 ? "holds" : "hold"}`;
  return { shape, text: `${holds}${over ? "" : " so far"}` };
}

/** What a paper says is never counted as passed or failed. */
function claimText(claims: readonly Claim[]): string {
  if (claims.length === 0) return "";
  const seen = claims.filter(({ reproduced }) => reproduced).length;
  return seen === claims.length
    ? ", the paper’s claims are reproduced"
    : `, ${seen} of ${claims.length} claims of the paper are reproduced`;
}
