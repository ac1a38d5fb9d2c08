import type { Bracket, CurvePanel, Rule } from "../experiments/types.js";
import type { CurveFrame } from "./curveFrame.js";
import { makeScale } from "./scale.js";
import { coordinate, element, text } from "./svg.js";
import { textWidth } from "./textWidth.js";

// Straight lines across the plot with a label: a vertical one carries it like a flag above the plot, a horizontal one in the right margin.

export const RULE_ROW = 16;
const FLAG = 4;

const verticals = (panel: CurvePanel): Rule[] => (panel.rules ?? []).filter(({ axis }) => axis === "x");
const flagWidth = ({ label }: Rule): number => (label === "" ? 0 : FLAG + textWidth(label, 12));

interface Flag {
  readonly rule: Rule;
  readonly at: number;
  readonly row: number;
}

/**
 * Flags point right, so from right to left each takes the lowest row above all poles that its text would run into: no text meets a text or
 * a pole.
 */
function flags(panel: CurvePanel, position: (value: number) => number, inside: (value: number) => boolean): Flag[] {
  const placed: Flag[] = [];
  const rules = verticals(panel)
    .filter(({ value }) => inside(value))
    .map((rule) => ({ rule, at: position(rule.value) }))
    .sort((a, b) => b.at - a.at);
  for (const { rule, at } of rules) {
    const met = placed.filter((other) => other.at < at + flagWidth(rule) + FLAG);
    placed.push({ rule, at, row: Math.max(-1, ...met.map(({ row }) => row)) + 1 });
  }
  return placed;
}

/** Rows of flags above a plot of this width. */
export function ruleRows(panel: CurvePanel, width: number): number {
  const scale = makeScale(panel.x, 0, width, false);
  const found = flags(panel, scale.position, scale.inside);
  return found.length === 0 ? 0 : Math.max(...found.map(({ row }) => row)) + 1;
}

/** Right margin that the flags need when plot and margin together are `width` px. */
export function ruleOverhang(panel: CurvePanel, width: number): number {
  const scale = makeScale(panel.x, 0, 1, false);
  const margins = verticals(panel)
    .filter(({ value }) => scale.inside(value))
    .map((rule) => {
      const share = scale.position(rule.value);
      return share === 0 ? 0 : (flagWidth(rule) - (1 - share) * width) / share;
    });
  return Math.max(0, ...margins);
}

export function drawRules(panel: CurvePanel, frame: CurveFrame): string {
  const upright = flags(panel, frame.x.position, frame.x.inside).map(({ rule, at, row }) => {
    const height = frame.top - row * RULE_ROW;
    const pole = `M${coordinate(at)} ${coordinate(frame.bottom)}V${coordinate(rule.label === "" ? frame.top : height - RULE_ROW + 3)}`;
    return element("path", { class: "rule", d: pole }) + text(rule.label, { class: "key soft", x: at + FLAG, y: height - 4 });
  });
  const level = (panel.rules ?? [])
    .filter(({ axis, value }) => axis === "y" && frame.y.inside(value))
    .map(({ value }) =>
      element("path", { class: "rule", d: `M${coordinate(frame.left)} ${coordinate(frame.y.position(value))}H${coordinate(frame.right)}` }),
    );
  return [...upright, ...level].join("");
}

/** A bracket right of the two values, its label beside it. */
export function drawBracket({ x, low, high, label }: Bracket, frame: CurveFrame): string {
  if (![low, high].every((value) => frame.y.inside(value)) || !frame.x.inside(x)) return "";
  const [left, bottom, top] = [frame.x.position(x) + 7, frame.y.position(low), frame.y.position(high)];
  const d = `M${coordinate(left)} ${coordinate(bottom)}h5V${coordinate(top)}h-5`;
  return element("path", { class: "bracket", d }) + text(label, { class: "key halo", x: left + 10, y: (bottom + top) / 2 + 4 });
}
