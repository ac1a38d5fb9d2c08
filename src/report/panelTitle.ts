import type { SeriesStyle } from "../experiments/types.js";
import { element, escapeText, mathText, text } from "./svg.js";

export const TITLE_HEIGHT = 44;

/** Title over the finding so far; the bar beside them has the colour of the panel's method, if it has one. */
export function panelTitle(
  panel: { readonly title: string; readonly finding: string; readonly style?: SeriesStyle },
  left: number,
): string {
  const bar = panel.style === undefined ? "" : element("rect", { class: `fill-${panel.style}`, x: left, y: 4, width: 4, height: 32 });
  const x = panel.style === undefined ? left : left + 12;
  return bar + mathText(panel.title, { class: "title", x, y: 17 }) + text(panel.finding, { class: "finding soft", x, y: 34 });
}

export function axisTitle(
  axis: { readonly label: string; readonly symbol: string },
  attributes: { readonly x: number; readonly y: number; readonly class: string },
): string {
  const symbol = axis.symbol === "" ? [] : [escapeText(" "), element("tspan", { class: "symbol" }, [escapeText(axis.symbol)])];
  return element("text", attributes, [escapeText(axis.label), ...symbol]);
}
