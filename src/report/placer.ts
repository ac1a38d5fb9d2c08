import { meetsSegment, type Box, type Point } from "./clip.js";

/** Finds places for labels: of the candidates the first with the least overlap with what stands already. */
export interface Placer {
  /** Nothing may stand here. */
  block(box: Box): void;
  /** Labels should not be crossed by this line. */
  avoid(from: Point, to: Point): void;
  /** The best of the candidates (each a set of boxes), now blocked; null if all overlap something or leave the frame, unless `anyway`. */
  choose<T extends { readonly boxes: readonly Box[] }>(candidates: readonly T[], anyway: boolean): T | null;
}

const AIR = 3;
const OUTSIDE = 30;
const OVERLAP = 10;
const CROSSED = 1;

const meets = (a: Box, b: Box): boolean =>
  a.left < b.right + AIR && b.left < a.right + AIR && a.top < b.bottom + AIR && b.top < a.bottom + AIR;

export const boxRound = (x: number, y: number, width: number, height: number): Box => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

export function makePlacer(frame: Box): Placer {
  const taken: Box[] = [];
  const lines: (readonly [Point, Point])[] = [];
  const outside = (box: Box): boolean =>
    box.left < frame.left + AIR || box.right > frame.right - AIR || box.top < frame.top + AIR || box.bottom > frame.bottom - AIR;
  const cost = (box: Box): number => {
    let sum = outside(box) ? OUTSIDE : 0;
    for (const other of taken) if (meets(box, other)) sum += OVERLAP;
    for (const [from, to] of lines) if (meetsSegment(from, to, box)) sum += CROSSED;
    return sum;
  };
  return {
    block: (box) => void taken.push(box),
    avoid: (from, to) => void lines.push([from, to]),
    choose: (candidates, anyway) => {
      let best: (typeof candidates)[number] | null = null;
      let least = anyway ? Infinity : OVERLAP;
      for (const candidate of candidates) {
        const found = candidate.boxes.reduce((sum, box) => sum + cost(box), 0);
        if (found >= least) continue;
        [best, least] = [candidate, found];
        // Nothing is better; planes with many neurons and room are asked for thousands of places, ten times a second.
        if (least === 0) break;
      }
      taken.push(...(best?.boxes ?? []));
      return best;
    },
  };
}
