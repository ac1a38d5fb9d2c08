import type { PlaneNeuron, PlanePanel } from "../experiments/types.js";
import type { Point } from "./clip.js";
import type { PlaneFrame } from "./plane.js";
import { boxRound, type Placer } from "./placer.js";
import { drawnNeurons, hasLine, toEdge, type Vector } from "./planeRegions.js";
import { coordinate, element, escapeText } from "./svg.js";

const ARROW = 34;
const HEAD = 8;
const LABEL = 11;
/** More labels, more arrows than these cover the plane. */
const MOST_LABELS = 8;
const MOST_ARROWS = 32;
/** Where along its half line an arrow may stand, best places first. */
const STANDS = [-0.6, 0.6, -0.75, 0.75, -0.45, 0.45, -0.3, 0.3, -0.85, 0.85];

const signClass = ({ v }: PlaneNeuron): string => (v > 0 ? "pos" : v < 0 ? "neg" : "zero");

interface Line {
  readonly neuron: PlaneNeuron;
  readonly number: number;
  /** Unit vector on the screen into the half-plane where the unit is on. */
  readonly normal: Point;
  readonly ends: readonly [Point, Point];
}

/** Dotted lines where training started. */
export function drawStarts({ neurons }: PlanePanel, frame: PlaneFrame): string {
  const starts = neurons.flatMap(({ start }) => (start !== undefined && hasLine(start) ? [lineEnds(start, frame)] : []));
  return starts.map(([from, to]) => element("path", { class: "start", d: segment(from, to) })).join("");
}

/** Lines w_jᵀx = 0 with arrows and names; samples stand already, and no name or arrow may cover them. */
export function drawNeurons({ neurons }: PlanePanel, frame: PlaneFrame, placer: Placer): string {
  const lines = apart(drawnNeurons(neurons).map((neuron) => makeLine(neuron, neurons.indexOf(neuron) + 1, frame)));
  lines.forEach(({ ends: [from, to] }) => placer.avoid(from, to));
  const drawn = lines.map(({ neuron, ends }) => element("path", { class: `neuron stroke-${signClass(neuron)}`, d: segment(...ends) }));
  const arrows = lines.length > MOST_ARROWS ? [] : lines.map((line) => drawArrow(line, placer, lines.length <= MOST_LABELS));
  return [...drawn, ...arrows].join("");
}

const segment = (from: Point, to: Point): string => `M${coordinate(from.x)} ${coordinate(from.y)}L${coordinate(to.x)} ${coordinate(to.y)}`;

/** Ends of the line wᵀx = 0 on the edge of the square. */
function lineEnds([x, y]: Vector, { size }: PlaneFrame): [Point, Point] {
  const [dx, dy] = toEdge([-y, x]);
  const half = size / 2;
  return [
    { x: half - dx * half, y: half + dy * half },
    { x: half + dx * half, y: half - dy * half },
  ];
}

function makeLine(neuron: PlaneNeuron, number: number, frame: PlaneFrame): Line {
  const [x, y] = toEdge(neuron.w);
  const length = Math.sqrt(x * x + y * y);
  return { neuron, number, normal: { x: x / length, y: -y / length }, ends: lineEnds(neuron.w, frame) };
}

/** Lines that coincide stand side by side, each moved into its own on-side where that tells them apart. */
function apart(lines: readonly Line[]): Line[] {
  const same = (a: Line, b: Line): boolean => Math.abs(a.normal.x * b.normal.y - a.normal.y * b.normal.x) < 1e-9;
  return lines.map((line) => {
    const { normal, ends } = line;
    const opposite = lines.some((other) => same(line, other) && other.normal.x * normal.x + other.normal.y * normal.y < 0);
    if (!opposite) return line;
    const [from, to] = ends.map(({ x, y }) => ({ x: x + normal.x, y: y + normal.y }));
    return { ...line, ends: [from, to] };
  });
}

function drawArrow({ neuron, number, normal, ends }: Line, placer: Placer, named: boolean): string {
  const candidates = STANDS.map((stand) => {
    const share = (1 + stand) / 2;
    const base = { x: ends[0].x + share * (ends[1].x - ends[0].x), y: ends[0].y + share * (ends[1].y - ends[0].y) };
    const tip = { x: base.x + ARROW * normal.x, y: base.y + ARROW * normal.y };
    const label = { x: tip.x + LABEL * normal.x, y: tip.y + LABEL * normal.y };
    const arrow = boxRound(
      (base.x + normal.x + tip.x) / 2,
      (base.y + normal.y + tip.y) / 2,
      ARROW * Math.abs(normal.x) + HEAD * Math.abs(normal.y),
      ARROW * Math.abs(normal.y) + HEAD * Math.abs(normal.x),
    );
    return { boxes: named ? [boxRound(label.x, label.y, 20, 16), arrow] : [arrow], base, tip, label };
  });
  const place = placer.choose(candidates, true);
  if (place === null) return "";
  const sign = signClass(neuron);
  const { base, tip, label } = place;
  const neck = { x: tip.x - HEAD * normal.x, y: tip.y - HEAD * normal.y };
  const wing = (side: number): string => `${coordinate(neck.x - side * 4.5 * normal.y)} ${coordinate(neck.y + side * 4.5 * normal.x)}`;
  const head = `M${coordinate(tip.x)} ${coordinate(tip.y)}L${wing(1)}L${wing(-1)}z`;
  const name = [escapeText("w"), element("tspan", { class: "script", dy: 3 }, [escapeText(String(number))])];
  // One group a neuron, in their order: pages find a neuron by it.
  return element("g", { class: "arrow" }, [
    element("path", { class: `neuron stroke-${sign}`, d: segment(base, neck) }),
    element("path", { class: `fill-${sign}`, d: head }),
    ...(named ? [element("text", { class: `label halo middle fill-${sign}`, x: label.x, y: label.y + 4 }, name)] : []),
  ]);
}
