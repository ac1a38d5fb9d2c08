import type { Cell, TrialOutcome } from "../experiments/types.js";
import { binomialUpperTail } from "../numerics/binomialTest.js";
import type { Certificate, Verdict } from "../theory/certificate.js";

/** What a sweep keeps of a certificate. */
export type ShortCertificate = Pick<
  Certificate,
  "theorem" | "source" | "statement" | "confidence" | "verdict" | "bound" | "observed" | "slack"
>;

export function shortened({ theorem, source, statement, confidence, verdict, bound, observed, slack }: Certificate): ShortCertificate {
  return { theorem, source, statement, confidence, verdict, bound, observed, slack };
}

/** One theorem over all trials of a sweep. */
export interface TheoremSummary {
  readonly theorem: string;
  readonly source: string;
  readonly statement: "sure" | "probability";
  readonly trials: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** Over the trials with a slack; null without one. */
  readonly leastSlack: number | null;
  readonly medianSlack: number | null;
  /**
   * May the violations be chance? A sure statement allows none. One with a probability allows as many as an exact binomial test at
   * 1e-6 of its own failure probability does.
   */
  readonly kept: boolean;
  /** The trial to look at: the first violation, else the least slack, else the first. */
  readonly example: { readonly cell: number; readonly index: number };
}

const LEVEL = 1e-6;

/** In the order in which the theorems first appear. */
export function summarise(outcomes: readonly TrialOutcome[]): TheoremSummary[] {
  const groups = new Map<string, { outcome: TrialOutcome; certificate: ShortCertificate }[]>();
  for (const outcome of outcomes)
    for (const certificate of outcome.record.certificates as unknown as readonly ShortCertificate[]) {
      const group = groups.get(certificate.theorem) ?? [];
      group.push({ outcome, certificate });
      groups.set(certificate.theorem, group);
    }
  return Array.from(groups.values(), summariseTheorem);
}

function summariseTheorem(group: readonly { outcome: TrialOutcome; certificate: ShortCertificate }[]): TheoremSummary {
  const { theorem, source, statement } = group[0].certificate;
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { certificate } of group) verdicts[certificate.verdict] = (verdicts[certificate.verdict] ?? 0) + 1;
  const withSlack = group.filter(({ certificate }) => certificate.slack !== null);
  withSlack.sort((a, b) => (a.certificate.slack ?? 0) - (b.certificate.slack ?? 0));
  const worst = group.find(({ certificate }) => certificate.verdict === "violated") ?? withSlack[0] ?? group[0];
  return {
    theorem,
    source,
    statement,
    trials: group.length,
    verdicts,
    leastSlack: withSlack[0]?.certificate.slack ?? null,
    medianSlack: withSlack[withSlack.length >> 1]?.certificate.slack ?? null,
    kept: isKept(group.map(({ certificate }) => certificate)),
    example: { cell: worst.outcome.cell, index: worst.outcome.index },
  };
}

function isKept(certificates: readonly ShortCertificate[]): boolean {
  const decided = certificates.filter(({ verdict }) => verdict === "violated" || verdict === "consistent" || verdict === "holds");
  const violated = decided.filter(({ verdict }) => verdict === "violated").length;
  if (violated === 0) return true;
  const failure = decided.reduce((most, { confidence }) => Math.max(most, 1 - (confidence ?? 0)), 0);
  return certificates[0].statement === "probability" && binomialUpperTail(violated, decided.length, failure) >= LEVEL;
}

/** `n = 20, k = 2 …`: coordinates of a cell as text. */
export function cellText(cell: Cell): string {
  return Object.entries(cell)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}
