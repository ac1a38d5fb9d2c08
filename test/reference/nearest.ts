import type { DigitSource } from "../../src/data/digits.js";

/** The class that a 3-nearest-neighbour rule (squared pixel distance; the nearest decides when all three differ) gives image `index`. */
export function nearestClass(train: DigitSource, test: DigitSource, index: number): number {
  const pixels = train.rows * train.columns;
  const distance = [Infinity, Infinity, Infinity];
  const label = [-1, -1, -1];
  for (let i = 0; i < train.count; i++) {
    const squared = squaredDistance(train.images, i * pixels, test.images, index * pixels, pixels, distance[2]);
    if (squared >= distance[2]) continue;
    const place = distance.findIndex((other) => squared < other);
    distance.splice(place, 0, squared);
    label.splice(place, 0, train.labels[i]);
    distance.length = label.length = 3;
  }
  return label[1] === label[2] ? label[1] : label[0];
}

/** Exact, or something ≥ `enough` as soon as it is known to be. */
function squaredDistance(a: Uint8Array, atA: number, b: Uint8Array, atB: number, length: number, enough: number): number {
  let sum = 0;
  for (let row = 0; row < length && sum < enough; row += 28)
    for (let i = row; i < Math.min(row + 28, length); i++) sum += (a[atA + i] - b[atB + i]) * (a[atA + i] - b[atB + i]);
  return sum;
}
