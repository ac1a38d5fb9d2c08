import type { CurvePanel } from "../experiments/types.js";
import type { CurveFrame } from "./curveFrame.js";
import type { PowerText } from "./numberText.js";
import { axisTitle } from "./panelTitle.js";
import { ZERO_BREAK, ZERO_STRIP } from "./scale.js";
import { coordinate, element, escapeText } from "./svg.js";

const path = (style: string, d: string): string => element("path", { class: style, d });

/** Under the data: horizontal hairlines and the strips for zeros. */
export function drawGrid({ left, right, top, bottom, x, y }: CurveFrame): string {
  const lines = y.ticks.map(({ at }) => path("grid", `M${coordinate(left)} ${coordinate(at)}H${coordinate(right)}`));
  const below =
    y.zero === null ? "" : element("rect", { class: "sunk", x: left, y: bottom - ZERO_STRIP, width: right - left, height: ZERO_STRIP });
  const beside = x.zero === null ? "" : element("rect", { class: "sunk", x: left, y: top, width: ZERO_STRIP, height: bottom - top });
  return [below, beside, ...lines].join("");
}

/** Over the data: axis lines, broken between zero and the rest, ticks, titles. */
export function drawAxes(panel: CurvePanel, frame: CurveFrame): string {
  const { left, right, top, bottom, x, y } = frame;
  const zero: PowerText = { base: "0", power: "" };
  const xLabel = (at: number, label: PowerText): string => tickText(label, { class: "axis faint middle", x: at, y: bottom + 16 });
  const yLabel = (at: number, label: PowerText): string => tickText(label, { class: "axis faint end", x: left - 6, y: at + 4 });
  return [
    path(
      "axis-line",
      `M${coordinate(left)} ${coordinate(bottom)}H${coordinate(right)}M${coordinate(left)} ${coordinate(bottom)}V${coordinate(top)}`,
    ),
    ...x.ticks.map(({ at }) => path("axis-line", `M${coordinate(at)} ${coordinate(bottom)}v4`)),
    y.zero === null ? "" : breakMark(left, bottom - ZERO_STRIP - ZERO_BREAK / 2, false),
    x.zero === null ? "" : breakMark(left + ZERO_STRIP + ZERO_BREAK / 2, bottom, true),
    ...x.ticks.map(({ at, label }) => xLabel(at, label)),
    ...y.ticks.map(({ at, label }) => yLabel(at, label)),
    x.zero === null ? "" : xLabel(x.zero, zero),
    y.zero === null ? "" : yLabel(y.zero, zero),
    axisTitle(panel.y, { x: left, y: frame.yTitle, class: "axis soft" }),
    axisTitle(panel.x, { x: (left + right) / 2, y: bottom + 36, class: "axis soft middle" }),
  ].join("");
}

/** A gap in the axis between two slanted strokes. */
function breakMark(x: number, y: number, along: boolean): string {
  const gap = along ? `M${coordinate(x - 2.5)} ${coordinate(y)}h5` : `M${coordinate(x)} ${coordinate(y - 2.5)}v5`;
  const stroke = (shift: number): string =>
    along ? `M${coordinate(x + shift - 2)} ${coordinate(y + 4)}l4 -8` : `M${coordinate(x - 4)} ${coordinate(y + shift + 2)}l8 -4`;
  return path("axis-gap", gap) + path("axis-break", stroke(-2.5) + stroke(2.5));
}

/** The label of a tick. */
export function tickText({ base, power }: PowerText, attributes: { class: string; x: number; y: number }): string {
  const raised = power === "" ? [] : [element("tspan", { class: "script", dy: -4 }, [escapeText(power)])];
  return element("text", attributes, [escapeText(base), ...raised]);
}
