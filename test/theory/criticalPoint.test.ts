import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import { type BinaryData, load } from "../../src/index.js";
import { classifyCriticalPoint, GALLERY, galleryData } from "../../src/theory/index.js";

// S0-T9, S0-T10: Figure 1 is exact in binary; radii are checked from inside and from outside by perturbation.

const DATA = galleryData();
const SEED = 17;

/** A change of both rows with ‖Δw_j‖ = size in random directions. */
function moved(weights: ArrayLike<number>, size: number, stream: WordStream): number[] {
  const angle = (): number => 2 * Math.PI * stream.uniform();
  const [a, b] = [angle(), angle()];
  const change = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return Array.from(weights, (w, e) => w + size * change[e]);
}

describe.each(GALLERY)("Figure 1 $id", ({ id, weights, outputWeights, dead, loss, radiusSquare }) => {
  const point = classifyCriticalPoint({ weights, outputWeights }, DATA);

  test("errors, loss and dead samples are those of the paper, the radius is exact", () => {
    expect(point).toMatchObject({ kind: id === "a" ? "global" : "localMinimum", dead, violating: dead, loss, trainingError: loss });
    expect(point.radius).toBeCloseTo(Math.sqrt(radiusSquare), 15);
  });

  test(`2,000 changes inside the radius keep gradient and loss, some just outside do not (seed ${SEED})`, () => {
    const stream = new WordStream({ seed: SEED, trial: id.charCodeAt(0), role: 5, part: 0 });
    let left = 0;
    for (let i = 0; i < 2000; i++) {
      const inside = moved(weights, point.radius * (0.999 * stream.uniform()), stream);
      expect(classifyCriticalPoint({ weights: inside, outputWeights }, DATA)).toMatchObject({ kind: point.kind, loss, dead });
      const outside = classifyCriticalPoint({ weights: moved(weights, point.radius * 1.3, stream), outputWeights }, DATA);
      if (outside.kind !== point.kind || outside.loss !== loss) left++;
    }
    expect(left).toBeGreaterThan(0);
  });
});

test("ties, active units and margins of exactly 1 are told apart", () => {
  const outputWeights = [1, -1];
  const one: BinaryData = { samples: 1, features: 1, X: Float64Array.of(1), y: Int8Array.of(1), name: "one" };
  const kind = (...weights: number[]): string => classifyCriticalPoint({ weights, outputWeights }, one).kind;
  expect(kind(-1, -1)).toBe("localMinimum");
  expect(kind(0, -1)).toBe("tie");
  expect(kind(0, 0)).toBe("tie");
  expect(kind(0.5, -1)).toBe("notCritical");
  expect(kind(-1, 1)).toBe("notCritical");
  expect(classifyCriticalPoint({ weights: [1, -1], outputWeights }, one)).toMatchObject({ kind: "global", radius: 0, loss: 0 });
  expect(classifyCriticalPoint({ weights: [0, -1], outputWeights }, one)).toMatchObject({
    dead: [],
    violating: [0],
    radius: 0,
    trainingError: 1,
  });
});

test("where plain SGD is stuck the classifier says local minimum, with the dead samples of the run", async () => {
  const lab = await load({ precision: "f64" });
  let stuck = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const data = lab.data.separable({ samples: 30, features: 16, seed });
    const run = lab.sync.trainTwoLayer(data, { hidden: 4, method: "plain", learningRate: 0.01, seed });
    const point = lab.classifyCriticalPoint(run, data);
    expect(point.kind, `seed ${seed}`).toBe(run.status === "stuck" ? "localMinimum" : "global");
    expect(point.loss).toBeCloseTo(run.loss, 12);
    if (run.status !== "stuck") continue;
    stuck++;
    expect(point.dead).toEqual(run.deadSamples);
    expect(point.loss).toBeGreaterThanOrEqual(point.dead.length / data.samples);
    expect(point.radius).toBeGreaterThan(0);
  }
  expect(stuck).toBeGreaterThan(10);
});

test("shapes are checked", () => {
  const outputWeights = [1, -1];
  expect(() => classifyCriticalPoint({ weights: [1, 2, 3], outputWeights }, DATA)).toThrow(expect.objectContaining({ code: "ARG_SHAPE" }));
  expect(() => classifyCriticalPoint({ weights: [1, 2], outputWeights: [1] }, DATA)).toThrow(
    expect.objectContaining({ code: "ARG_RANGE" }),
  );
});

test("weights that are not finite, or that overflow, are refused, not called global", () => {
  const outputWeights = [8, -8];
  for (const w of [NaN, Infinity, 1e308])
    expect(() => classifyCriticalPoint({ weights: [w, w, w, w], outputWeights }, galleryData())).toThrow(
      /ARG_RANGE: classifyCriticalPoint/,
    );
});

test.each([2 ** -600, 2 ** -1000, 2 ** 600])("the radius scales with the data, × %d", (scale) => {
  const { X, ...data } = galleryData();
  for (const { weights, outputWeights, radiusSquare } of GALLERY) {
    const network = { weights: Float64Array.from(weights, (w) => w / scale), outputWeights };
    const { radius } = classifyCriticalPoint(network, { ...data, X: X.map((x) => x * scale) });
    expect(radius * scale).toBeCloseTo(Math.sqrt(radiusSquare), 12);
  }
});
