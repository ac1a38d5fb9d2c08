import type { SeriesStyle } from "../experiments/types.js";
import { element, escapeText, mathText, text } from "./svg.js";
import { textWidth } from "./textWidth.js";

export const TITLE_HEIGHT = 44;

/**
 * Title over the finding so far; the bar beside them has the colour of the panel's method, if it has one. Where they would leave a panel of
 * this width they begin at its edge, and a title that is still too long is set smaller.
 */
export function panelTitle(
  panel: { readonly title: string; readonly finding: string; readonly style?: SeriesStyle },
  wanted: number,
  width: number,
): string {
  const indent = panel.style === undefined ? 0 : 12;
  const needed = indent + Math.max(textWidth(panel.title, 14, true), textWidth(panel.finding, 12));
  const left = wanted + needed > width ? 0 : wanted;
  const size = indent + textWidth(panel.title, 14, true) > width ? "title small" : "title";
  const bar = panel.style === undefined ? "" : element("rect", { class: `fill-${panel.style}`, x: left, y: 4, width: 4, height: 32 });
  const x = left + indent;
  return bar + mathText(panel.title, { class: size, x, y: 17 }) + text(panel.finding, { class: "finding soft", x, y: 34 });
}

export function axisTitle(
  axis: { readonly label: string; readonly symbol: string },
  attributes: { readonly x: number; readonly y: number; readonly class: string },
): string {
  const symbol = axis.symbol === "" ? [] : [escapeText(" "), element("tspan", { class: "symbol" }, [escapeText(axis.symbol)])];
  return element("text", attributes, [escapeText(axis.label), ...symbol]);
}
