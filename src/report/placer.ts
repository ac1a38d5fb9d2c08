import { clipSegment, type Box, type Point } from "./clip.js";

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
  const cost = (box: Box): number =>
    (outside(box) ? OUTSIDE : 0) +
    OVERLAP * taken.filter((other) => meets(box, other)).length +
    CROSSED * lines.filter(([from, to]) => clipSegment(from, to, box) !== null).length;
  return {
    block: (box) => void taken.push(box),
    avoid: (from, to) => void lines.push([from, to]),
    choose: (candidates, anyway) => {
      const costs = candidates.map(({ boxes }) => boxes.reduce((sum, box) => sum + cost(box), 0));
      const least = Math.min(...costs);
      if (candidates.length === 0 || (!anyway && least >= OVERLAP)) return null;
      const best = candidates[costs.indexOf(least)];
      taken.push(...best.boxes);
      return best;
    },
  };
}
