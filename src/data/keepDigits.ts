import type { DigitSource } from "./digits.js";

/**
 * The first `most` images of some classes, in file order: what a worker needs to be sent. Name and hash stay those of the source, which
 * is what a result names. Fewer images are no error here: `digitPair` says so with the count it needs.
 */
export function keepDigits(source: DigitSource, classes: readonly number[], most: number): DigitSource {
  const pixels = source.rows * source.columns;
  const kept: number[] = [];
  for (let i = 0; i < source.count && kept.length < most; i++) if (classes.includes(source.labels[i])) kept.push(i);
  const images = new Uint8Array(kept.length * pixels);
  kept.forEach((index, row) => images.set(source.images.subarray(index * pixels, (index + 1) * pixels), row * pixels));
  return { ...source, count: kept.length, images, labels: Uint8Array.from(kept, (index) => source.labels[index]) };
}
