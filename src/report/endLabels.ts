import type { CurvePanel, Series } from "../experiments/types.js";
import type { Point } from "./clip.js";
import type { CurveFrame } from "./curveFrame.js";
import { LABEL_GAP, labelledSeries } from "./curveLabels.js";
import { ruleRows } from "./rules.js";
import { spread } from "./spread.js";
import { coordinate, element, text } from "./svg.js";
import { textWidth } from "./textWidth.js";

/** From the end of the plot to the labels. */
const OFFSET = 10;
const SWATCH = 14;
/** Lines whose ends are nearer than this stand in the order of their means: noise at the end tells nothing. */
const SAME_END = 7;
/** A label that stands this far from its line gets a leader. */
const LEADER_RISE = 3;
const LEADER_REACH = 16;
/** Labels stay clear of the flags of rules above the plot and of the ticks below it. */
const CLEAR = 6;

interface EndLabel {
  readonly text: string;
  readonly bold: boolean;
  readonly class: string;
  /** Ordered styles are too light for text: their label is ink behind a stroke of this class. */
  readonly swatch: string;
}

interface PlacedLabel {
  readonly label: EndLabel;
  /** Pixel of the end of the line. */
  readonly end: Point;
  readonly mean: number;
}

function nameLabel({ label, line, style }: Series): EndLabel {
  const ordered = line !== "theory" && style.startsWith("step");
  const ink = ordered || line === "theory" ? "theory" : style;
  return { text: label, bold: true, class: `label fill-${ink}`, swatch: ordered ? `swatch stroke-${style}` : "" };
}

const ruleLabel = (text: string): EndLabel => ({ text, bold: false, class: "key soft", swatch: "" });

const levelRules = (panel: CurvePanel): { value: number; label: string }[] =>
  (panel.rules ?? []).filter(({ axis, label }) => axis === "y" && label !== "");

/** Room right of the plot for the names of series (a legend may have them instead) and of horizontal rules. */
export function endLabelsWidth(panel: CurvePanel, legend: boolean): number {
  const labels = [...(legend ? [] : labelledSeries(panel).map(nameLabel)), ...levelRules(panel).map(({ label }) => ruleLabel(label))];
  const widths = labels.map(({ text, bold, swatch }) => OFFSET + textWidth(text, bold ? 13 : 12, bold) + (swatch === "" ? 0 : SWATCH) + 4);
  return Math.max(0, ...widths);
}

/** Labels keep 14 px; a thin line leads to one that had to move or whose line ends early. */
export function drawEndLabels(panel: CurvePanel, frame: CurveFrame): string {
  const named = frame.legend.length > 0 ? [] : labelledSeries(panel);
  const placed = inOrder([
    ...named.flatMap((series) => placeName(series, frame)),
    ...levelRules(panel)
      .filter(({ value }) => frame.y.inside(value))
      .map(({ label, value }) => {
        const y = frame.y.position(value);
        return { label: ruleLabel(label), end: { x: frame.right, y }, mean: y };
      }),
  ]);
  const places = spread(
    placed.map(({ end }) => end.y),
    LABEL_GAP,
    frame.top + (ruleRows(panel, frame.right - frame.left) > 0 ? CLEAR : 0),
    frame.bottom - CLEAR,
  );
  return placed.map((label, i) => drawEndLabel(label, places[i], frame)).join("");
}

/** From the top, stretches of near ends by the means of their lines. */
function inOrder(labels: readonly PlacedLabel[]): PlacedLabel[] {
  const groups: PlacedLabel[][] = [];
  for (const label of [...labels].sort((a, b) => a.end.y - b.end.y)) {
    const before = groups.at(-1)?.at(-1);
    if (before === undefined || label.end.y - before.end.y > SAME_END) groups.push([]);
    groups[groups.length - 1].push(label);
  }
  return groups.flatMap((group) => group.sort((a, b) => a.mean - b.mean));
}

/** At the last point that is drawn; nowhere as long as there is none. */
function placeName(series: Series, frame: CurveFrame): PlacedLabel[] {
  const drawn = series.points
    .map(({ x, y }) => ({ x: frame.x.position(x), y: Math.min(frame.bottom, Math.max(frame.top, frame.y.position(y))) }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const last = drawn.at(-1);
  if (last === undefined) return [];
  const mean = drawn.reduce((sum, { y }) => sum + y, 0) / drawn.length;
  return [{ label: nameLabel(series), end: { x: Math.min(frame.right, Math.max(frame.left, last.x)), y: last.y }, mean }];
}

function drawEndLabel({ label, end }: PlacedLabel, y: number, { right }: CurveFrame): string {
  const x = right + OFFSET;
  const needed = Math.abs(y - end.y) > LEADER_RISE || right - end.x > LEADER_REACH;
  const start = `M${coordinate(Math.min(right, end.x) + 3)} ${coordinate(end.y)}`;
  const lead = `${start}L${coordinate(right + 3)} ${coordinate(end.y)}L${coordinate(x - 2)} ${coordinate(y)}`;
  const swatch = label.swatch === "" ? "" : element("path", { class: label.swatch, d: `M${coordinate(x)} ${coordinate(y)}h${SWATCH - 4}` });
  const name = text(label.text, { class: label.class, x: label.swatch === "" ? x : x + SWATCH, y: y + 4.5 });
  return (needed ? element("path", { class: "lead-line", d: lead }) : "") + swatch + name;
}
