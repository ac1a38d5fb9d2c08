import type { Bar, BarPanel } from "../experiments/types.js";
import { tickText } from "./curveAxes.js";
import { decadeText } from "./numberText.js";
import { axisTitle, panelTitle, TITLE_HEIGHT } from "./panelTitle.js";
import { coordinate, element, text, type Drawn } from "./svg.js";
import { textWidth } from "./textWidth.js";

const ROW = 38;
/** Height of a bar, under the line of its name. */
const BAR = 12;
const NAME = 14;
/** Room for half a tick's label. */
const SIDE = 16;
const MOST_TICKS = 6;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** Beyond all that a theorem asks for. */
const MOST_POWERS = 10_000;
/** A number within the first pixels would not be seen. */
const SHORTEST = 2;

/** A panel `width` px wide: title, a line of text and a bar for each number, what lies between two of them, the axis of powers of ten. */
export function drawBars(panel: BarPanel, width: number): Drawn {
  const [left, right] = [0, width - SIDE];
  const last = Math.max(1, Number.isFinite(panel.x.last) ? Math.min(MOST_POWERS, panel.x.last) : 1);
  const at = (log10: number): number => left + Math.min(1, Math.max(0, log10 / last)) * (right - left);
  const gapTop = TITLE_HEIGHT + panel.bars.length * ROW;
  const bottom = gapTop + (panel.gap === undefined ? 0 : ROW) + 4;
  const every = STEPS.find((step) => last / step <= MOST_TICKS) ?? STEPS[STEPS.length - 1];
  const ticks = Array.from({ length: Math.floor(last / every) + 1 }, (_, i) => i * every);
  const parts = [
    panelTitle(panel, left, right),
    ...ticks.map((tick) => element("path", { class: "grid", d: `M${coordinate(at(tick))} ${TITLE_HEIGHT}V${coordinate(bottom)}` })),
    ...panel.bars.map((bar, i) => drawBar(bar, TITLE_HEIGHT + i * ROW, left, at)),
    drawGap(panel, gapTop, width, at),
    element("path", { class: "axis-line", d: `M${coordinate(left)} ${coordinate(bottom)}H${coordinate(right)}` }),
    ...ticks.map((tick) => tickText(decadeText(tick), { class: `axis faint${tick === 0 ? "" : " middle"}`, x: at(tick), y: bottom + 16 })),
    axisTitle(panel.x, { x: (left + right) / 2, y: bottom + 34, class: "axis soft middle" }),
  ];
  return { markup: parts.join(""), height: bottom + 42 };
}

function drawBar({ label, text: number, style, log10 }: Bar, top: number, left: number, at: (log10: number) => number): string {
  const name = text(`${label}: ${number}`, { class: "key halo", x: left, y: top + NAME });
  if (log10 === null || Number.isNaN(log10)) return name;
  const size = { x: left, y: top + NAME + 6, width: Math.max(SHORTEST, at(log10) - left), height: BAR };
  return name + element("rect", { class: `fill-${style}`, ...size });
}

/** A line with ends, its label over the middle as far as the panel's edges let it. */
function drawGap({ bars, gap }: BarPanel, top: number, width: number, at: (log10: number) => number): string {
  if (gap === undefined) return "";
  const ends = [bars[gap.from]?.log10 ?? NaN, bars[gap.to]?.log10 ?? NaN].sort((a, b) => a - b);
  if (ends.some(Number.isNaN)) return text(gap.label, { class: "key soft halo", x: at(0), y: top + NAME });
  const [low, high] = ends.map(at);
  const half = textWidth(gap.label, 13, true) / 2;
  const middle = Math.max(half, Math.min(width - half, (low + high) / 2));
  const y = top + NAME + 12;
  const d = `M${coordinate(low)} ${y - 5}v10M${coordinate(low)} ${y}H${coordinate(high)}M${coordinate(high)} ${y - 5}v10`;
  return element("path", { class: "bracket", d }) + text(gap.label, { class: "label middle halo", x: middle, y: top + NAME });
}
