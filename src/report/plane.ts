import type { PlanePanel } from "../experiments/types.js";
import { panelTitle, TITLE_HEIGHT } from "./panelTitle.js";
import { makePlacer } from "./placer.js";
import { drawNeurons, drawStarts } from "./planeNeurons.js";
import { planeRegions, type Vector } from "./planeRegions.js";
import { drawRegionNames } from "./regionNames.js";
import { drawSampleNames, drawSamples } from "./planeSamples.js";
import { coordinate, element, moved, type Drawn } from "./svg.js";
import type { Box } from "./clip.js";

/** The square of a plane panel in px, its corner at the origin. */
export interface PlaneFrame extends Box {
  readonly size: number;
  /** Pixel of a point of the input plane. */
  at(x: Vector): { readonly x: number; readonly y: number };
}

const LARGEST = 440;
const BELOW = 12;

export function drawPlane(panel: PlanePanel, width: number, hatch: string): Drawn {
  const size = Math.min(width, LARGEST);
  return {
    markup: panelTitle(panel, 0, size) + moved(drawSquare(panel, size, hatch), 0, TITLE_HEIGHT),
    height: TITLE_HEIGHT + size + BELOW,
  };
}

/** The square alone, `size` px wide, as an SVG without texts round it, for pages that have their own. `id` starts the ids in it. */
export function planeSvg(panel: PlanePanel, size: number, id: string): string {
  const attributes = { xmlns: "http://www.w3.org/2000/svg", width: size, height: size, viewBox: `0 0 ${size} ${size}` };
  return element("svg", attributes, [hatchPattern(`${id}-hatch`), drawSquare(panel, size, `${id}-hatch`)]);
}

function drawSquare(panel: PlanePanel, size: number, hatch: string): string {
  const frame = planeFrame(panel.limit, size);
  const placer = makePlacer(frame);
  const samples = drawSamples(panel, frame, placer);
  const neurons = drawNeurons(panel, frame, placer);
  const parts = [
    drawRegions(panel, frame, hatch),
    drawStarts(panel, frame),
    neurons,
    samples,
    drawSampleNames(panel, frame, placer),
    drawRegionNames(panel, frame, placer),
    element("rect", { class: "outline", x: 0, y: 0, width: frame.size, height: frame.size }),
  ];
  return parts.join("");
}

function planeFrame(limit: number, size: number): PlaneFrame {
  const half = size / 2;
  const range = Number.isFinite(limit) && limit > 0 ? limit : 1;
  return {
    size,
    left: 0,
    right: size,
    top: 0,
    bottom: size,
    at: ([x, y]) => ({ x: half + (x / range) * half, y: half - (y / range) * half }),
  };
}

/** Washes of the classes; where f is 0 the hatch. Regions of one sign are one path. */
function drawRegions({ neurons, leak }: PlanePanel, { size }: PlaneFrame, hatch: string): string {
  const half = size / 2;
  const regions = planeRegions(neurons, leak);
  const outline = (sign: number): string =>
    regions
      .filter((region) => region.sign === sign)
      .map(({ corners }) => `M${corners.map(([x, y]) => `${coordinate(half + x * half)} ${coordinate(half - y * half)}`).join("L")}z`)
      .join("");
  const area = (d: string, fill: { class: string } | { fill: string }): string => (d === "" ? "" : element("path", { ...fill, d }));
  return area(outline(1), { class: "wash-pos" }) + area(outline(-1), { class: "wash-neg" }) + area(outline(0), { fill: `url(#${hatch})` });
}

/** The pattern of f = 0; one definition serves all planes of a figure. */
export function hatchPattern(id: string): string {
  const attributes = { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  return element("defs", {}, [
    element("pattern", attributes, [
      element("rect", { class: "sunk", width: 8, height: 8 }),
      element("path", { class: "hatch", d: "M4 0v8" }),
    ]),
  ]);
}
