import { RelulabError } from "../errors.js";

export interface Assumption {
  readonly id: string;
  readonly text: string;
  readonly status: "holds" | "violated" | "unchecked";
  /** What was found, and what is allowed: numbers as text with their meaning. */
  readonly measured: string;
  readonly limit: string;
}

/**
 * `holds`: every assumption holds and the bound is kept. `consistent`: kept, but an assumption is unchecked or the statement has only a
 * probability. `violated`: every assumption holds and the bound is broken: a bug, or for a probability a count against it.
 * `not-applicable`: an assumption fails. `vacuous`: the bound says nothing, for example a risk above 1.
 */
export type Verdict = "holds" | "consistent" | "violated" | "not-applicable" | "vacuous";

/** What one theorem says of one run: plain data. */
export interface Certificate {
  /** For example `S0 Theorem 1`. */
  readonly theorem: string;
  /** Equations. */
  readonly source: string;
  /** Does it hold for every draw, or with a probability? */
  readonly statement: "sure" | "probability";
  /** The probability, 1 for a sure statement; null where it could not be computed. */
  readonly confidence: number | null;
  readonly assumptions: readonly Assumption[];
  /** The bound and what was observed, in the same unit; null where the theorem does not apply. */
  readonly bound: number | null;
  readonly observed: number | null;
  /** How far the bound lies from the observation: bound/observed for an upper bound, observed/bound for a lower one; null if undefined. */
  readonly slack: number | null;
  readonly verdict: Verdict;
  /** One sentence. */
  readonly text: string;
  /** Variants of the bound and other numbers that belong to it. */
  readonly numbers: Readonly<Record<string, number | null>>;
}

export interface Statement {
  readonly theorem: string;
  readonly source: string;
  readonly statement: "sure" | "probability";
  readonly confidence?: number | null;
  readonly assumptions: readonly Assumption[];
  readonly side: "at most" | "at least";
  readonly bound: number | null;
  readonly observed: number | null;
  /** The unit of bound and observed in words, for example `non-zero updates`. */
  readonly quantity: string;
  /** Does the bound say nothing, whatever was observed? */
  readonly vacuous?: boolean;
  readonly numbers?: Readonly<Record<string, number | null>>;
}

/** The verdict and the sentence follow from the parts; nothing else decides them. */
export function makeCertificate(statement: Statement): Certificate {
  const { theorem, source, side, assumptions, bound, observed } = statement;
  const verdict = decide(statement);
  const failed = assumptions.some(({ status }) => status === "violated");
  const kept = { bound: failed ? null : finite(bound), observed: failed ? null : finite(observed) };
  return {
    theorem,
    source,
    statement: statement.statement,
    confidence: statement.confidence === undefined ? (statement.statement === "sure" ? 1 : null) : statement.confidence,
    assumptions,
    ...kept,
    slack:
      kept.bound === null || kept.observed === null
        ? null
        : ratio(side === "at most" ? [kept.bound, kept.observed] : [kept.observed, kept.bound]),
    verdict,
    text: sentence(statement, verdict),
    numbers: Object.fromEntries(Object.entries(statement.numbers ?? {}).map(([name, value]) => [name, finite(value)])),
  };
}

/** JSON has no infinite numbers: a bound that is infinite is none. */
const finite = (value: number | null): number | null => (value !== null && value - value === 0 ? value : null);

function decide({ assumptions, bound, observed, side, statement, vacuous }: Statement): Verdict {
  if (Number.isNaN(bound) || Number.isNaN(observed))
    throw new RelulabError("NONDETERMINISM_FOUND", "a certificate holds NaN.", "Report this with the arguments that gave it.");
  if (assumptions.some(({ status }) => status === "violated")) return "not-applicable";
  if (bound === null || observed === null) return "not-applicable";
  if (vacuous === true || !(bound - bound === 0)) return "vacuous";
  const unchecked = assumptions.some(({ status }) => status === "unchecked");
  // A bound that is broken while an assumption is open says that this assumption fails, not that the theorem is wrong.
  if (isBroken(side, bound, observed)) return unchecked ? "not-applicable" : "violated";
  return unchecked || statement === "probability" ? "consistent" : "holds";
}

const isBroken = (side: Statement["side"], bound: number, observed: number): boolean =>
  side === "at most" ? observed > bound : observed < bound;

/** null where both are 0 or the divisor is 0. */
const ratio = ([above, below]: readonly [number, number]): number | null => (below > 0 ? above / below : null);

function sentence({ theorem, statement, assumptions, quantity, side, bound, observed }: Statement, verdict: Verdict): string {
  const failing = assumptions.find(({ status }) => status === "violated");
  const facts = `${showNumber(observed)} ${quantity}, bound ${side} ${showNumber(bound)}`;
  if (verdict === "not-applicable") {
    if (failing !== undefined) return `${theorem} does not apply. Needed: ${failing.text} (${failing.limit}). Found: ${failing.measured}.`;
    if (bound === null || observed === null) return `${theorem} does not apply: there is nothing to compare.`;
    const open = assumptions.filter(({ status }) => status === "unchecked").map(({ text, measured }) => `${text} (${measured})`);
    const chance = statement === "probability" ? "Either this is one of the draws that its probability leaves out, or what" : "What";
    return `${theorem} is not met: ${facts}. ${chance} was not checked fails here: ${open.join("; ")}.`;
  }
  if (verdict === "vacuous") return `${theorem} says nothing here: ${facts}.`;
  if (verdict === "violated")
    return statement === "probability"
      ? `${theorem} is not met: ${facts}. It has only a probability: this run counts against it, one alone proves nothing.`
      : `${theorem} is broken: ${facts}. This is a bug of relulab or of the theorem.`;
  const word = verdict === "holds" ? "holds" : "is kept";
  const factor = ratio(side === "at most" ? [bound ?? 0, observed ?? 0] : [observed ?? 0, bound ?? 0]);
  return `${theorem} ${word}: ${facts}${factor === null ? "" : `, slack ×${showNumber(factor)}`}.`;
}

/** Four significant digits, thousands grouped: for people. */
export function showNumber(value: number | null): string {
  if (value === null) return "none";
  if (!(value - value === 0)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) return powerOfTen(value);
  const text = size >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
  return text.replace(/\B(?=(\d{3})+$)/g, size >= 1000 ? "," : "");
}

/** `4.122·10⁻⁹`; `10⁻⁶` for the power itself. */
function powerOfTen(value: number): string {
  const [digits, exponent] = value.toExponential(3).split("e");
  const power = `10${superscript(exponent.replace("+", ""))}`;
  const mantissa = String(Number(digits));
  return mantissa === "1" ? power : `${mantissa.replace("-", "−")}·${power}`;
}

/** Digits and minus signs, raised; a decimal point becomes a raised one. */
export const superscript = (text: string): string =>
  text.replace(/[-.\d]/g, (c) => (c === "-" ? "⁻" : c === "." ? "·" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]));

/** An assumption that was looked at. */
export function assume(id: string, text: string, holds: boolean, measured: string, limit: string): Assumption {
  return { id, text, status: holds ? "holds" : "violated", measured, limit };
}

/** An assumption that nothing here can check. */
export function unchecked(id: string, text: string, why: string, limit: string): Assumption {
  return { id, text, status: "unchecked", measured: why, limit };
}

/** All certificates of a run as text: verdict, sentence, assumptions. */
export function certificateText(certificates: readonly Certificate[]): string {
  const mark = { holds: "✓", violated: "✗", unchecked: "?" } as const;
  const block = ({ theorem, source, verdict, text, assumptions, confidence, statement }: Certificate): string =>
    [
      `${theorem} (${source}): ${verdict}`,
      `  ${text}`,
      ...(statement === "probability" && confidence !== null ? [`  With probability at least ${showNumber(confidence)}.`] : []),
      ...assumptions.map(({ status, text: what, measured, limit }) => `  ${mark[status]} ${what}: ${measured} (${limit})`),
    ].join("\n");
  return `${certificates.map(block).join("\n\n")}\n`;
}
