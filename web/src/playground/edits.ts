import { COORDINATE, MOST_POINTS, type Point, type Scene, type Unit, UNITS, type Vector } from "./state.js";
import { ROLE, WordStream } from "../../../src/data/streams.js";

// Changes of points and weights: pure functions from scene to scene.

/** Coordinates set by hand are rounded, so that addresses stay short. */
const PRECISION = 100;
const TURN_PRECISION = 1e4;
const LIMIT = COORDINATE.max ?? 1;
/** New points keep this far from the others where there is room. */
const APART = 0.15;
/** Entries of drawn weights lie in (−2, 2), rounded to a tenth. */
const DRAWN = 2;

const round = (value: number, precision = PRECISION): number => Math.round(value * precision) / precision + 0;
export const onPlane = ([x, y]: Vector): Vector => {
  const clamp = (value: number): number => round(Math.min(LIMIT, Math.max(-LIMIT, value)));
  return [clamp(x), clamp(y)];
};

const replaced = <T>(list: readonly T[], index: number, item: T): T[] => list.map((old, i) => (i === index ? item : old));

export const withPoint = (scene: Scene, point: Point): Scene =>
  scene.points.length >= MOST_POINTS ? scene : { ...scene, points: [...scene.points, { ...point, x: onPlane(point.x) }] };

export const withoutPoint = (scene: Scene, index: number): Scene => ({ ...scene, points: scene.points.filter((_, i) => i !== index) });

export const changedPoint = (scene: Scene, index: number, change: Partial<Point>): Scene => ({
  ...scene,
  points: replaced(scene.points, index, { ...scene.points[index], ...change }),
});

export const changedUnit = (scene: Scene, index: number, change: Partial<Unit>): Scene => ({
  ...scene,
  units: replaced(scene.units, index, { ...scene.units[index], ...change }),
});

/** The row turned by an angle and made longer or shorter; one that is 0 has no direction and stays. */
export function turned([x, y]: Vector, angle: number, factor = 1): Vector {
  const [cos, sin] = [Math.cos(angle) * factor, Math.sin(angle) * factor];
  return [round(cos * x - sin * y, TURN_PRECISION), round(sin * x + cos * y, TURN_PRECISION)];
}

/** A free place for a point that comes without one, near the middle: places of a spiral, the first that keeps its distance. */
export function freePlace({ points }: Scene): Vector {
  const places = Array.from({ length: 200 }, (_, i): Vector => {
    const [angle, radius] = [2.4 * (i + 1), 0.065 * Math.sqrt(i + 4)];
    return onPlane([radius * Math.cos(angle), radius * Math.sin(angle)]);
  });
  const free = places.find((place) => points.every(({ x }) => Math.hypot(x[0] - place[0], x[1] - place[1]) >= APART));
  return free ?? places[points.length];
}

/** ±v as S0 §6 has it: + for the first ⌊k/2⌋ units, − for the others. */
export const withOutputWeight = (scene: Scene, size: number): Scene => ({
  ...scene,
  units: scene.units.map((unit, j) => ({ ...unit, v: j < Math.floor(scene.units.length / 2) ? size : -size })),
});

/** The size of v where all entries are ±v with the signs above, else null. */
export function outputWeightOf({ units }: Scene): number | null {
  const size = Math.abs(units[0].v);
  return units.every(({ v }, j) => v === (j < Math.floor(units.length / 2) ? size : -size)) ? size : null;
}

/** Weights drawn from a seed: of k units the first rows are those of fewer. */
export function drawn(hidden: number, seed: number): Vector[] {
  const stream = new WordStream({ seed, trial: 0, role: ROLE.init, part: 0 });
  const entry = (): number => round(DRAWN * (2 * stream.uniform() - 1), 10);
  return Array.from({ length: hidden }, (): Vector => {
    const row: Vector = [entry(), entry()];
    return row[0] === 0 && row[1] === 0 ? [0.1, 0] : row;
  });
}

export const withDrawnWeights = (scene: Scene, seed: number): Scene => {
  const rows = drawn(scene.units.length, seed);
  return { ...scene, units: scene.units.map((unit, j) => ({ ...unit, w: rows[j] })) };
};

/** k units: rows that are there stay, new ones are drawn; v is ±v again, with the size of the first entry. */
export function withUnits(scene: Scene, hidden: number, seed: number): Scene {
  const count = Math.min(UNITS.max, Math.max(UNITS.min, hidden));
  const rows = drawn(count, seed);
  const units = rows.map((row, j) => scene.units[j] ?? { v: 1, w: row });
  return withOutputWeight({ ...scene, units }, Math.abs(scene.units[0].v));
}
