import type { Band, Series } from "../experiments/types.js";
import { linePath, runs, type Point } from "./clip.js";
import type { CurveFrame } from "./curveFrame.js";
import { markerPath } from "./marker.js";
import { dotLook, FEW_POINTS } from "./seriesShape.js";
import { coordinate, element, escapeText } from "./svg.js";

/** Under all lines: the area between low and high. Values the axis cannot hold end at its edge (a lower end ≤ 0 on a log axis too). */
export function drawBand({ label, style, points }: Band, frame: CurveFrame): string {
  const bound = (value: number, low: number, high: number): number => Math.min(Math.max(low, high), Math.max(Math.min(low, high), value));
  const edge = (value: number): number => {
    const y = frame.y.position(value);
    if (Number.isFinite(y)) return bound(y, frame.y.zero ?? frame.bottom, frame.top);
    return Number.isFinite(value) ? (frame.y.zero ?? frame.bottom) : NaN;
  };
  const corners = points.map(({ x, low, high }) => ({
    x: bound(frame.x.position(x), frame.left, frame.right),
    low: edge(low),
    high: edge(high),
  }));
  const paths = runs(corners, ({ x, low, high }) => Number.isFinite(x) && Number.isFinite(low) && Number.isFinite(high)).map((run) => {
    const upper = run.map(({ x, high }) => `${coordinate(x)} ${coordinate(high)}`);
    const lower = run.map(({ x, low }) => `${coordinate(x)} ${coordinate(low)}`).reverse();
    return `M${[...upper, ...lower].join("L")}z`;
  });
  if (paths.length === 0) return "";
  return element("path", { class: `band fill-${style}`, d: paths.join("") }, [element("title", {}, [escapeText(label)])]);
}

const lineClass = ({ line, style }: Series): string =>
  line === "theory" ? "line theory-line" : `line ${line}-line stroke-${style}${line === "mean" ? ` dash-${style}` : ""}`;

/** In a crowd of single trials a mean stands on a white casing. */
export function drawLine(series: Series, frame: CurveFrame, crowded: boolean): string {
  if (series.line === "none") return "";
  const points = series.points.map(({ x, y }) => ({ x: frame.x.position(x), y: frame.y.position(y) }));
  const d = linePath(points, frame);
  if (d === "") return "";
  const casing = crowded && series.line === "mean" ? element("path", { class: "casing", d }) : "";
  return casing + element("path", { class: lineClass(series), d });
}

interface Dot extends Point {
  readonly text: string;
  readonly inside: boolean;
}

/** Markers: one path for all, single ones where they have a text of their own or must darken where they overlap, a few paths for crowds. */
export function drawDots(series: Series, frame: CurveFrame): string {
  if (series.marker === "none" || (series.line !== "none" && series.points.length > FEW_POINTS)) return "";
  const { size, translucent } = dotLook(series);
  const dots = series.points.map((point) => place(point, frame)).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const path = ({ x, y }: Dot): string => markerPath(series.style, x, y, size);
  return [true, false]
    .map((inside) => {
      const list = dots.filter((dot) => dot.inside === inside);
      if (list.length === 0) return "";
      const open = !inside || series.marker === "open";
      const look = open ? `open stroke-${series.style}` : `${translucent ? "cloud" : "dot"} fill-${series.style}`;
      const one = (dot: Dot): string =>
        element("path", { d: path(dot) }, dot.text === "" ? [] : [element("title", {}, [escapeText(dot.text)])]);
      const together = (some: readonly Dot[]): string => element("path", { d: some.map(path).join("") });
      if (translucent && list.length > CROWD) return element("g", { class: look }, layers(list).map(together));
      const single = translucent || list.some(({ text }) => text !== "");
      return element("g", { class: look }, single ? list.map(one) : [together(list)]);
    })
    .join("");
}

/** More dots than these cannot be pointed at one by one; as elements of their own, 5,000 would take a page a tenth of a second to draw. */
const CROWD = 400;
/** A path is as dark where its dots overlap as elsewhere: so many paths over each other still darken to all but full ink. */
const LAYERS = 12;

const layers = (dots: readonly Dot[]): Dot[][] =>
  Array.from({ length: LAYERS }, (_, layer) => dots.filter((_dot, i) => i % LAYERS === layer));

/** A point beyond the range stands at its edge, open, so that it is not lost. */
function place({ x, y, text = "" }: Series["points"][number], frame: CurveFrame): Dot {
  return {
    x: Math.min(frame.right, Math.max(frame.left, frame.x.position(x))),
    y: Math.min(frame.bottom, Math.max(frame.top, frame.y.position(y))),
    text,
    inside: frame.x.inside(x) && frame.y.inside(y),
  };
}

/** 20 px of a series for a legend, its middle at height 0. */
export function lineSample(series: Series): string {
  const line = series.line === "none" ? "" : element("path", { class: lineClass(series), d: "M0 0h20" });
  if (series.marker === "none") return line;
  const look = series.marker === "open" ? `open stroke-${series.style}` : `dot fill-${series.style}`;
  return line + element("path", { class: look, d: markerPath(series.style, 10, 0, 7) });
}
