import type { PlanePanel } from "../experiments/types.js";
import type { PlaneFrame } from "./plane.js";
import { boxRound, type Placer } from "./placer.js";
import { drawnNeurons, planeValue, type Vector } from "./planeRegions.js";
import { element, escapeText } from "./svg.js";

const NAMES = [
  { sign: 1, relation: "> 0", style: "fill-pos" },
  { sign: -1, relation: "< 0", style: "fill-neg" },
  { sign: 0, relation: "= 0", style: "soft" },
];
const WIDTH = 42;
const HEIGHT = 16;
/** With more neurons the regions are too many to name. */
const MOST_NEURONS = 32;
/** Places tried: a grid on the half side, the corners of the square first. */
const STEPS = 9;
const GRID: readonly Vector[] = Array.from({ length: (2 * STEPS + 1) * (2 * STEPS + 1) }, (_, i): Vector => [
  ((i % (2 * STEPS + 1)) - STEPS) / (STEPS + 1),
  (STEPS - Math.floor(i / (2 * STEPS + 1))) / (STEPS + 1),
]).sort((a, b) => edgeward(b) - edgeward(a));

function edgeward([x, y]: Vector): number {
  return Math.abs(x) + Math.abs(y);
}

/** `f > 0` and so on, once for each sign, where the whole name lies in a region of that sign and on nothing else. */
export function drawRegionNames({ neurons, leak }: PlanePanel, { size }: PlaneFrame, placer: Placer): string {
  const units = drawnNeurons(neurons);
  if (units.length > MOST_NEURONS) return "";
  const half = size / 2;
  const [dx, dy] = [WIDTH / size, HEIGHT / size];
  const corners = ([x, y]: Vector): Vector[] => [-dx, dx].flatMap((a) => [-dy, dy].map((b): Vector => [x + a, y + b]));
  const signOf = (corner: Vector): number => Math.sign(planeValue(units, leak ?? 0, corner));
  /** The sign that all corners have; NaN where they differ. */
  const common = (centre: Vector): number => {
    const [first, ...rest] = corners(centre);
    const sign = signOf(first);
    return rest.every((corner) => signOf(corner) === sign) ? sign : NaN;
  };
  const places = GRID.map((centre) => ({
    common: common(centre),
    x: half + centre[0] * half,
    y: half - centre[1] * half,
    boxes: [boxRound(half + centre[0] * half, half - centre[1] * half, WIDTH, HEIGHT)],
  }));
  return NAMES.map(({ sign, relation, style }) => {
    const place = placer.choose(
      places.filter((one) => one.common === sign),
      false,
    );
    if (place === null) return "";
    const name = [element("tspan", { class: "symbol" }, ["f"]), escapeText(` ${relation}`)];
    return element("text", { class: `label halo middle ${style}`, x: place.x, y: place.y + 4 }, name);
  }).join("");
}
