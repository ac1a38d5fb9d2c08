import { expect, test } from "vitest";
import { digitPair } from "../../src/data/digits.js";
import { generatedDigits } from "../../src/data/generatedDigits.js";
import { leastMargin, perceptron } from "../reference/perceptron.js";
import { refusal } from "../support/refusal.js";

// Golden values: `sha256` of 200 digits of seed 7. Part of every published result on generated digits: a change raises numericsVersion.
test.each([
  ["train", "7006f78a4e00e8dbc070eeb0e26c5fae004fd6e28723579e854f68caf34b85f4"],
  ["test", "e8faf399f51c25f8ecd495f7a83ba35405ef4c4f79dfd99c54d1a93373195eaf"],
] as const)("the %s digits have the same bytes in every runtime", (split, sha256) => {
  const digits = generatedDigits({ seed: 7, count: 200, split });
  expect(digits).toMatchObject({ name: `generated digits (${split})`, kind: "generated", count: 200, rows: 28, columns: 28, sha256 });
});

test("an image does not depend on how many are made", () => {
  const few = generatedDigits({ seed: 3, count: 5, split: "train" });
  const many = generatedDigits({ seed: 3, count: 40, split: "train" });
  expect(few.images).toEqual(many.images.subarray(0, few.images.length));
  expect(few.labels).toEqual(many.labels.subarray(0, 5));
});

test("train and test differ, as do seeds", () => {
  const of = (seed: number, split: "train" | "test") => generatedDigits({ seed, count: 20, split }).sha256;
  expect(new Set([of(1, "train"), of(1, "test"), of(2, "train"), of(2, "test")]).size).toBe(4);
});

test("all ten classes are equally frequent, and images are centred by mass with norms near 9", () => {
  const count = 5000;
  const { images, labels } = generatedDigits({ seed: 1, count, split: "train" });
  const frequency = new Array<number>(10).fill(0);
  let norms = 0;
  for (let n = 0; n < count; n++) {
    frequency[labels[n]]++;
    const moments = imageMoments(images.subarray(n * 784, (n + 1) * 784));
    norms += moments.norm / count;
    expect(Math.abs(moments.x - 14), `x of image ${n}`).toBeLessThan(2);
    expect(Math.abs(moments.y - 14), `y of image ${n}`).toBeLessThan(2);
  }
  // Each count is binomial (5000, 0.1) with standard deviation 21.2: five of them.
  for (const found of frequency) expect(Math.abs(found - 500)).toBeLessThan(106);
  expect(norms).toBeGreaterThan(8.5);
  expect(norms).toBeLessThan(9.5);
});

function imageMoments(image: Uint8Array): { x: number; y: number; norm: number } {
  let [mass, x, y, squares] = [0, 0, 0, 0];
  image.forEach((ink, i) => {
    mass += ink;
    x += ink * ((i % 28) + 0.5);
    y += ink * (Math.floor(i / 28) + 0.5);
    squares += (ink / 255) * (ink / 255);
  });
  return { x: x / mass, y: y / mass, norm: Math.sqrt(squares) };
}

test("3 against 5 is linearly separable without bias at 4,000 samples", () => {
  const source = generatedDigits({ seed: 1, count: 22_000, split: "train" });
  const pair = digitPair(source, { samples: 4000, precision: "f64" });
  const separator = perceptron(pair, 1000);
  expect(separator).toBeDefined();
  expect(leastMargin(separator!, pair)).toBeGreaterThan(0);
}, 60_000);

test.each([
  [{ seed: 1, count: 0, split: "train" }, "ARG_RANGE"],
  [{ seed: 1, count: 1.5, split: "train" }, "ARG_RANGE"],
  [{ seed: 1, count: 1_000_001, split: "train" }, "ARG_RANGE"],
  [{ seed: 1, count: NaN, split: "train" }, "ARG_RANGE"],
  [{ seed: 1, count: "9", split: "train" }, "ARG_RANGE"],
  [{ seed: -1, count: 1, split: "train" }, "ARG_RANGE"],
  [{ seed: 0.5, count: 1, split: "train" }, "ARG_RANGE"],
  [{ seed: 1, count: 1, split: "both" }, "ARG_TYPE"],
])("generatedDigits(%j) is refused with %s", (options, code) => {
  expect(refusal(() => generatedDigits(options as never)).code).toBe(code);
});
