import { reading, RelulabError, count as withCommas, show } from "../errors.js";
import { runSteps, type Steps } from "../numerics/steps.js";
import type { DigitSource } from "./digits.js";
import { GLYPHS, type Glyph } from "./glyphs.js";
import { sha256InSteps } from "./sha256.js";
import { ROLE, seedWords, WordStream } from "./streams.js";
import { boundingBox, centreOfMass, ink, measureDistances, smoothCurve, type Polyline } from "./strokes.js";

// Digits drawn with strokes, in the format of MNIST: the longer side of a digit is 20 pixels, its centre of mass the centre of 28 × 28.
// Spreads of slant, thickness and softness are chosen so that norms and strokes are like MNIST's (test/data/generatedDigits.node.test.ts).

const SIDE = 28;
const BOX = 20;
const MOST = 1_000_000;

/** Stream parts: the digit class, CHOICE for which class an image is; those of the test split lie TEST above. */
const CHOICE = 10;
const TEST = 16;

export interface GeneratedDigitsOptions {
  /** Integer 0…2⁵³−1. */
  readonly seed: number;
  /** Images, 1…1,000,000. Image i does not depend on it. */
  readonly count: number;
  /** The two splits of a seed come from different streams. */
  readonly split: "train" | "test";
}

/** Digits of all ten classes at random, drawn by this package: the same bytes in every runtime. Throws `ARG_RANGE`, `ARG_TYPE`. */
export function generatedDigits(options: GeneratedDigitsOptions): DigitSource {
  return runSteps(generatedDigitsInSteps(options));
}

/** The same in steps, one for each image. */
export function* generatedDigitsInSteps(options: GeneratedDigitsOptions): Steps<DigitSource> {
  const { seed, count, split } = reading("generatedDigits()", () => ({ ...options }));
  seedWords(seed);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new RelulabError(
      "ARG_RANGE",
      `count must be an integer from 1 to ${withCommas(MOST)}, got ${show(count)}.`,
      "Use for example 5000.",
    );
  if (split !== "train" && split !== "test")
    throw new RelulabError("ARG_TYPE", `split must be train or test, got ${show(split)}.`, 'Use for example "train".');
  const base = split === "train" ? 0 : TEST;
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  const distances = new Float64Array(SIDE * SIDE);
  for (let trial = 0; trial < count; trial++) {
    const label = new WordStream({ seed, trial, role: ROLE.digits, part: base + CHOICE }).integer(10);
    labels[trial] = label;
    const hand = new WordStream({ seed, trial, role: ROLE.digits, part: base + label });
    draw(images.subarray(trial * SIDE * SIDE, (trial + 1) * SIDE * SIDE), distances, GLYPHS[label], hand);
    yield;
  }
  const sha256 = yield* sha256InSteps(images, labels);
  return { name: `generated digits (${split})`, kind: "generated", count, rows: SIDE, columns: SIDE, images, labels, sha256 };
}

/** One image: a glyph of the class, written by a random hand. */
function draw(image: Uint8Array, distances: Float64Array, glyphs: readonly Glyph[], hand: WordStream): void {
  const radius = 0.95 + 0.75 * hand.uniform();
  const softness = 1.1 + 0.9 * hand.uniform();
  const curves = write(glyphs[hand.integer(glyphs.length)], hand);
  place(curves, BOX - 2 * radius - 1.5 * hand.uniform(), hand);
  distances.fill(Infinity);
  const reach = radius + softness / 2 + 1;
  for (const curve of curves) measureDistances(distances, SIDE, curve, reach);
  for (let i = 0; i < image.length; i++) image[i] = ink(distances[i], radius, softness);
}

/** The strokes of a glyph with wobbling points, slanted, tilted, bent and stretched. */
function write(glyph: Glyph, hand: WordStream): Polyline[] {
  const width = 1 + 0.18 * bell(hand);
  const slant = 0.14 + 0.22 * bell(hand);
  const tilt = 0.1 * bell(hand);
  const bend = 0.08 * bell(hand);
  const flare = 0.25 * bell(hand);
  const drop = 0.09 * bell(hand);
  return glyph.map((points) => {
    const moved = wobble(points, hand);
    for (let i = 0; i < moved.length; i += 2) {
      const v = moved[i + 1] - 0.5;
      const y = v + drop * (4 * v * v - 1) * 0.5;
      const x = width * (1 + flare * v) * (moved[i] - 0.3);
      moved[i] = x - slant * y + bend * (4 * y * y - 1) * 0.5;
      moved[i + 1] = y + tilt * x;
    }
    return smoothCurve(moved);
  });
}

function wobble(points: readonly number[], hand: WordStream): Float64Array {
  const moved = Float64Array.from(points);
  for (let i = 0; i < points.length; i += 2) {
    const corner = i > 0 && points[i] === points[i - 2] && points[i + 1] === points[i - 1];
    moved[i] = corner ? moved[i - 2] : points[i] + 0.035 * bell(hand);
    moved[i + 1] = corner ? moved[i - 1] : points[i + 1] + 0.035 * bell(hand);
  }
  return moved;
}

/** Scales the curves to `size` pixels on their longer side and moves their centre of mass to the image's centre, ± half a pixel. */
function place(curves: readonly Polyline[], size: number, hand: WordStream): void {
  const box = boundingBox(curves);
  const scale = size / Math.max(box.right - box.left, box.bottom - box.top);
  const [x, y] = centreOfMass(curves);
  const shiftX = SIDE / 2 + hand.uniform() - 0.5 - scale * x;
  const shiftY = SIDE / 2 + hand.uniform() - 0.5 - scale * y;
  for (const curve of curves)
    for (let i = 0; i < curve.length; i += 2) {
      curve[i] = scale * curve[i] + shiftX;
      curve[i + 1] = scale * curve[i + 1] + shiftY;
    }
}

/** Bell-shaped with mean 0 and variance 1, within ±3.47: the sum of four uniform numbers. */
function bell(hand: WordStream): number {
  const sum = hand.uniform() + hand.uniform() + hand.uniform() + hand.uniform();
  return (sum - 2) * 1.7320508075688772;
}
