import type { PlanePanel, PlaneSample } from "../experiments/types.js";
import type { Point } from "./clip.js";
import type { PlaneFrame } from "./plane.js";
import { boxRound, type Placer } from "./placer.js";
import { coordinate, element, escapeText } from "./svg.js";
import { textWidth } from "./textWidth.js";

const DISC = 9.5;
const DEAD_RING = 15;
const SUPPORT_RINGS = [12.5, 15.5];
const MOST_NAMES = 12;
const LINE = 15;

interface PlacedSample {
  readonly sample: PlaneSample;
  readonly number: number;
  readonly centre: Point;
}

/** The samples that lie on the plane. */
const placed = ({ samples }: PlanePanel, frame: PlaneFrame): PlacedSample[] =>
  samples
    .map((sample, i) => ({ sample, number: i + 1, centre: frame.at(sample.x) }))
    .filter(({ centre: { x, y } }) => x >= 0 && x <= frame.size && y >= 0 && y <= frame.size);

const radius = ({ dead, support }: PlaneSample): number => (dead === true || support === true ? DEAD_RING + 1 : DISC + 1);

const circle = (style: string, { x, y }: { x: number; y: number }, r: number): string =>
  element("circle", { class: style, cx: x, cy: y, r });

/** Discs with + or −; dead ones in a dashed ring, support vectors in two rings. Samples beyond the limit are not on the plane. */
export function drawSamples(panel: PlanePanel, frame: PlaneFrame, placer: Placer): string {
  return placed(panel, frame)
    .map(({ sample, centre }) => {
      const [x, y] = [coordinate(centre.x), coordinate(centre.y)];
      placer.block(boxRound(centre.x, centre.y, 2 * radius(sample), 2 * radius(sample)));
      const sign = sample.label > 0 ? "pos" : "neg";
      const rings = sample.support === true ? SUPPORT_RINGS.map((r) => circle(`ring stroke-${sign}`, centre, r)).join("") : "";
      const dead = sample.dead === true ? circle("dead", centre, DEAD_RING) : "";
      const mark = `M${x} ${y}m-4.5 0h9${sample.label > 0 ? "m-4.5 -4.5v9" : ""}`;
      return rings + dead + circle(`sample fill-${sign}`, centre, DISC) + element("path", { class: "sample-mark", d: mark });
    })
    .join("");
}

/** `x₁`, and the word `dead`, beside the disc where nothing else stands. */
export function drawSampleNames(panel: PlanePanel, frame: PlaneFrame, placer: Placer): string {
  const samples = placed(panel, frame);
  if (samples.length > MOST_NAMES) return "";
  return samples
    .map(({ sample, number, centre }) => {
      const word = sample.dead === true ? " dead" : "";
      const width = textWidth(`x${number}${word}`, 12);
      const [aside, off] = [radius(sample) + width / 2 + 4, radius(sample) + LINE / 2 + 1];
      const places = [
        [0, off],
        [0, -off],
        [aside, 0],
        [-aside, 0],
        [aside, off - 6],
        [-aside, off - 6],
        [aside, 6 - off],
        [-aside, 6 - off],
      ].map(([dx, dy]) => ({ x: centre.x + dx, y: centre.y + dy, boxes: [boxRound(centre.x + dx, centre.y + dy, width, LINE - 1)] }));
      const place = placer.choose(places, sample.dead === true);
      if (place === null) return "";
      const subscript = element("tspan", { class: "script", dy: 3 }, [escapeText(String(number))]);
      const rest = word === "" ? [] : [element("tspan", { dy: -3 }, [escapeText(word)])];
      const name = [element("tspan", { class: "symbol" }, ["x"]), subscript, ...rest];
      return element("text", { class: "key halo middle", x: place.x, y: place.y + 4 }, name);
    })
    .join("");
}
