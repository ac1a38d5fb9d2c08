import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import { type Constraint, oracleConstraint, oracleGroups, orthonormalise, project, RelulabError } from "../../src/index.js";

// Each projection is checked as the optimisation problem it solves: its result is feasible, and of 10⁴ other feasible points none is
// nearer. The others are chosen to be hard to beat: best values on other supports, and points between the result and anywhere in K.

const SEED = 17;
const TRIES = 10_000;
const DIMENSIONS = [1, 2, 5, 24];

class Draw {
  readonly #words: WordStream;

  constructor(part: number) {
    this.#words = new WordStream({ seed: SEED, trial: 0, role: 0, part });
  }

  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.#words.uniform();
  }

  vector(d: number, low = -2, high = 2): Float64Array {
    return Float64Array.from({ length: d }, () => this.uniform(low, high));
  }

  subset(count: number, of: number): Set<number> {
    const order = Array.from({ length: of }, (_, j) => j);
    for (let t = 0; t < count; t++) {
      const other = t + this.#words.integer(of - t);
      [order[t], order[other]] = [order[other], order[t]];
    }
    return new Set(order.slice(0, count));
  }
}

const sum = (v: Float64Array): number => v.reduce((total, x) => total + x, 0);
const norm = (v: Float64Array): number => Math.sqrt(sum(v.map((x) => x * x)));
const distance = (a: Float64Array, b: Float64Array): number => norm(a.map((x, j) => x - b[j]));
const nonZeros = (v: Float64Array): number => v.filter((x) => x !== 0).length;
const scaled = (v: Float64Array, factor: number): Float64Array => v.map((x) => factor * x);

function constraints(d: number, draw: Draw): Constraint[] {
  const counts = Array.from(new Set([0, 1, Math.ceil(d / 3), d]));
  const groupSize = Math.min(3, d);
  const most = Math.ceil(d / groupSize);
  const dimension = Math.ceil(d / 3);
  return [
    ...counts.flatMap((sparsity): Constraint[] => [
      { kind: "l0", sparsity },
      { kind: "non-negative-l0", sparsity },
    ]),
    ...[0, 0.5, 3].flatMap((radius): Constraint[] => [
      { kind: "l1", radius },
      { kind: "l2", radius },
      { kind: "simplex", total: radius },
    ]),
    { kind: "box", lower: -0.5, upper: 0.75 },
    { kind: "box", lower: 0.25, upper: Infinity },
    { kind: "non-negative" },
    { kind: "subspace", basis: orthonormalise(draw.vector(dimension * d), dimension, d), dimension },
    ...Array.from(new Set([0, 1, most])).map((groups): Constraint => ({ kind: "group-l0", groups, groupSize })),
  ];
}

/** How far a point is outside of K. */
function violation(w: Float64Array, k: Constraint): number {
  const negative = Math.max(0, ...w.map((x) => -x));
  switch (k.kind) {
    case "l0":
      return Math.max(0, nonZeros(w) - k.sparsity);
    case "non-negative-l0":
      return Math.max(negative, nonZeros(w) - k.sparsity);
    case "l1":
      return sum(w.map(Math.abs)) - k.radius;
    case "l2":
      return norm(w) - k.radius;
    case "box":
      return Math.max(0, ...w.map((x) => Math.max(k.lower - x, x - k.upper)));
    case "non-negative":
      return negative;
    case "simplex":
      return Math.max(negative, Math.abs(sum(w) - k.total));
    case "subspace":
      return distance(w, inSpan(k.basis, spanCoordinates(k.basis, w), w.length));
    case "group-l0":
      return new Set(Array.from(w.keys(), (j) => (w[j] === 0 ? -1 : Math.floor(j / k.groupSize))).filter((g) => g >= 0)).size - k.groups;
  }
}

function spanCoordinates(basis: Float64Array, w: Float64Array): Float64Array {
  const d = w.length;
  return Float64Array.from({ length: basis.length / d }, (_, t) => sum(w.map((x, j) => x * basis[t * d + j])));
}

const inSpan = (basis: Float64Array, coordinates: Float64Array, d: number): Float64Array =>
  Float64Array.from({ length: d }, (_, j) => coordinates.reduce((total, c, t) => total + c * basis[t * d + j], 0));

/** Another feasible point, likely to be near v. */
function rival(v: Float64Array, w: Float64Array, k: Constraint, draw: Draw): Float64Array {
  const d = v.length;
  const random = draw.vector(d);
  const between = (q: Float64Array): Float64Array => {
    const t = draw.uniform() ** 4;
    return w.map((x, j) => (1 - t) * x + t * q[j]);
  };
  const best = draw.uniform() < 0.5;
  switch (k.kind) {
    case "l0": {
      const on = draw.subset(k.sparsity, d);
      return v.map((x, j) => (on.has(j) ? (best ? x : random[j]) : 0));
    }
    case "non-negative-l0": {
      const on = draw.subset(k.sparsity, d);
      return v.map((x, j) => (on.has(j) ? Math.max(0, best ? x : random[j]) : 0));
    }
    case "group-l0": {
      const on = draw.subset(k.groups, Math.ceil(d / k.groupSize));
      return v.map((x, j) => (on.has(Math.floor(j / k.groupSize)) ? (best ? x : random[j]) : 0));
    }
    case "l1":
      return between(scaled(random, (draw.uniform() * k.radius) / sum(random.map(Math.abs))));
    case "l2":
      return between(scaled(random, (draw.uniform() * k.radius) / norm(random)));
    case "box":
      return between(random.map((x) => Math.min(k.upper, Math.max(k.lower, x))));
    case "non-negative":
      return between(random.map((x) => Math.max(0, x)));
    case "simplex": {
      const positive = draw.vector(d, 0, 1).map((x) => x ** 4);
      return between(scaled(positive, k.total / sum(positive)));
    }
    case "subspace":
      return between(inSpan(k.basis, draw.vector(k.dimension), d));
  }
}

describe.each(DIMENSIONS)(`d = %i, seed ${SEED}`, (d) => {
  const draw = new Draw(d);
  const named = constraints(d, draw).map((k) => [JSON.stringify({ ...k, basis: undefined }), k] as const);

  test.each(named)("%s: feasible, nothing nearer, idempotent", (_name, k) => {
    const tries = Math.ceil(TRIES / 5);
    for (const scale of [0.01, 0.3, 1, 3, 100]) {
      const v = draw.vector(d, -scale, scale);
      const before = v.slice();
      const w = project(v, k);
      expect(v).toEqual(before);
      const allowance = 1e-13 * (1 + norm(v));
      expect(violation(w, k), "feasible").toBeLessThanOrEqual(allowance);
      const nearest = distance(w, v);
      for (let t = 0; t < tries; t++) {
        const other = rival(v, w, k, draw);
        if (distance(other, v) < nearest - allowance) expect.fail(`[${other.join()}] is nearer to [${v.join()}] than [${w.join()}]`);
      }
      const again = project(w, k);
      if (k.kind === "subspace") expect(distance(again, w)).toBeLessThanOrEqual(allowance);
      else expect(again).toEqual(w);
    }
  });
});

test("a feasible vector stays as it is", () => {
  const v = Float64Array.of(0.25, 0, -0.5, 0);
  for (const k of [
    { kind: "l0", sparsity: 2 },
    { kind: "l0", sparsity: 4 },
    { kind: "l1", radius: 0.75 },
    { kind: "l2", radius: Math.sqrt(0.3125) },
    { kind: "box", lower: -0.5, upper: 0.25 },
    { kind: "group-l0", groups: 2, groupSize: 2 },
    { kind: "group-l0", groups: 1, groupSize: 3 },
  ] as const)
    expect(project(v, k)).toEqual(v);
});

test("ties: the lowest index wins, among entries, equal entries of both signs and groups", () => {
  const of = (v: number[], k: Constraint): number[] => Array.from(project(v, k));
  expect(of([1, -1, 1, 1], { kind: "l0", sparsity: 2 })).toEqual([1, -1, 0, 0]);
  expect(of([3, 1, -3, 2, 3], { kind: "l0", sparsity: 2 })).toEqual([3, 0, -3, 0, 0]);
  expect(of([0, 0, 5, 0], { kind: "l0", sparsity: 3 })).toEqual([0, 0, 5, 0]);
  expect(of([-1, 1, 1, 1], { kind: "non-negative-l0", sparsity: 2 })).toEqual([0, 1, 1, 0]);
  expect(of([3, 4, 0, 5, 1], { kind: "group-l0", groups: 1, groupSize: 2 })).toEqual([3, 4, 0, 0, 0]);
  expect(of([2, 2, 2, 2], { kind: "simplex", total: 1 })).toEqual([0.25, 0.25, 0.25, 0.25]);
  expect(of([2, -2, 2, 2], { kind: "l1", radius: 1 })).toEqual([0.25, -0.25, 0.25, 0.25]);
  expect(of([1, -1, 1, 1], { kind: "l2", radius: 1 })).toEqual([0.5, -0.5, 0.5, 0.5]);
});

test("the last group may be shorter, and values far apart neither overflow nor vanish", () => {
  expect(Array.from(project([1, 1, 1, 1.5], { kind: "group-l0", groups: 1, groupSize: 3 }))).toEqual([1, 1, 1, 0]);
  expect(norm(project([3e200, 4e200], { kind: "l2", radius: 5 }))).toBeCloseTo(5, 14);
  expect(Array.from(project([3e200, 4e200], { kind: "group-l0", groups: 1, groupSize: 1 }))).toEqual([0, 4e200]);
  expect(Array.from(project([3e-200, 4e-200], { kind: "group-l0", groups: 1, groupSize: 1 }))).toEqual([0, 4e-200]);
  expect(Array.from(project([3e-200, 4e-200], { kind: "l2", radius: 0 }))).toEqual([0, 0]);
});

test("an oracle constraint holds its weights exactly", () => {
  const w = Float64Array.of(0.5, 0, -0.25, 0, 0, 1);
  expect(oracleConstraint("l0", w)).toEqual({ kind: "l0", sparsity: 3 });
  expect(oracleConstraint("l1", w)).toEqual({ kind: "l1", radius: 1.75 });
  expect(oracleConstraint("simplex", w)).toEqual({ kind: "simplex", total: 1.25 });
  expect(oracleGroups(w, 2)).toEqual({ kind: "group-l0", groups: 3, groupSize: 2 });
  for (const kind of ["l0", "l1", "l2"] as const) expect(project(w, oracleConstraint(kind, w))).toEqual(w);
});

test("a projection of one's own is used, and a wrong result refused", () => {
  expect(Array.from(project([1, 2], (w) => w.map((x) => -x)))).toEqual([-1, -2]);
  const v = Float64Array.of(1, 2);
  project(v, (w) => w.fill(0));
  expect(v).toEqual(Float64Array.of(1, 2));
  expect(() => project(v, () => new Float64Array(3))).toThrow(
    /ARG_SHAPE: project\(\): the projection must return 2 numbers, got a Float64Array of length 3/,
  );
  expect(() => project(v, () => undefined as unknown as Float64Array)).toThrow(/ARG_SHAPE/);
  expect(() => project(v, () => Float64Array.of(1, NaN))).toThrow(/ARG_RANGE: .* entry 1 is NaN/);
});

test.each<[unknown, unknown, string]>([
  [[1, NaN], { kind: "l0", sparsity: 1 }, "ARG_RANGE"],
  [[Infinity], { kind: "l2", radius: 1 }, "ARG_RANGE"],
  ["text", { kind: "l0", sparsity: 1 }, "ARG_TYPE"],
  [7, { kind: "l0", sparsity: 1 }, "ARG_TYPE"],
  [null, { kind: "l0", sparsity: 1 }, "ARG_TYPE"],
  [[1, 2], { kind: "l0", sparsity: 3 }, "ARG_RANGE"],
  [[1, 2], { kind: "l0", sparsity: -1 }, "ARG_RANGE"],
  [[1, 2], { kind: "l0", sparsity: 0.5 }, "ARG_RANGE"],
  [[1, 2], { kind: "l0" }, "ARG_TYPE"],
  [[1, 2], { kind: "l0", radius: 1 }, "ARG_UNKNOWN"],
  [[1, 2], { kind: "l7", radius: 1 }, "ARG_RANGE"],
  [[1, 2], { kind: "l1", radius: -1 }, "ARG_RANGE"],
  [[1, 2], { kind: "l2", radius: NaN }, "ARG_RANGE"],
  [[1, 2], { kind: "simplex", total: -1 }, "ARG_RANGE"],
  [[1, 2], { kind: "box", lower: 1, upper: 0 }, "ARG_RANGE"],
  [[1, 2], { kind: "box", lower: NaN, upper: 0 }, "ARG_RANGE"],
  [[1, 2], { kind: "box", lower: Infinity, upper: Infinity }, "ARG_RANGE"],
  [[1, 2], { kind: "group-l0", groups: 3, groupSize: 1 }, "ARG_RANGE"],
  [[1, 2], { kind: "group-l0", groups: 1, groupSize: 0 }, "ARG_RANGE"],
  [[1, 2], { kind: "subspace", basis: Float64Array.of(1, 1), dimension: 1 }, "ARG_RANGE"],
  [[1, 2], { kind: "subspace", basis: Float64Array.of(1), dimension: 1 }, "ARG_SHAPE"],
  [[1, 2], undefined, "ARG_TYPE"],
  [[1, 2], "l0", "ARG_TYPE"],
])("project(%j, %j) is refused: %s", (v, k, code) => {
  try {
    project(v as number[], k as Constraint);
  } catch (error) {
    expect(error).toBeInstanceOf(RelulabError);
    expect((error as RelulabError).code).toBe(code);
    return;
  }
  expect.fail("nothing was refused");
});

test("orthonormalise: rows are orthonormal, dependent vectors and wrong lengths are refused", () => {
  const draw = new Draw(99);
  // Nearly dependent: one pass of Gram-Schmidt would lose half of the digits.
  const vectors = draw.vector(3 * 8);
  for (let j = 0; j < 8; j++) vectors[8 + j] = vectors[j] + 1e-6 * vectors[8 + j];
  const basis = orthonormalise(vectors, 3, 8);
  for (let t = 0; t < 3; t++)
    for (let u = 0; u < 3; u++) {
      const product = sum(basis.slice(8 * t, 8 * t + 8).map((x, j) => x * basis[8 * u + j]));
      expect(Math.abs(product - (t === u ? 1 : 0))).toBeLessThan(1e-15 * 8);
    }
  expect(() => orthonormalise([1, 0, 2, 0], 2, 2)).toThrow(/ARG_RANGE: .* vector 1 lies in the span/);
  expect(() => orthonormalise([0, 0], 1, 2)).toThrow(/ARG_RANGE/);
  expect(() => orthonormalise([1, 0, 0], 2, 2)).toThrow(/ARG_SHAPE/);
});
