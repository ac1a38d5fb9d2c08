import { RelulabError, show } from "../../../src/errors.js";
import type { BinaryData } from "../../../src/data/dataset.js";
import { GALLERY, galleryData } from "../../../src/theory/figureOne.js";
import { badMinimum } from "../../../src/theory/leaky/badMinimum.js";
import type { TwoLayerNetwork } from "../../../src/theory/criticalPoint.js";
import type { Point, Scene, Settings, Unit } from "./state.js";

export type PresetId = "separable" | "xor" | "a" | "b" | "c" | "d" | "theorem8";

export interface Preset extends Scene {
  readonly id: PresetId;
  readonly name: string;
  readonly settings: Settings;
}

const SETTINGS: Settings = {
  learningRate: 1 / 16,
  noiseStd: 5,
  slope: 0.1,
  sampling: "cycle",
  seed: 1,
  steps: 600,
  speed: 60,
};

const points = ({ X, y }: Pick<BinaryData, "X" | "y">): Point[] =>
  Array.from(y, (label, i) => ({ x: [X[2 * i], X[2 * i + 1]], label: label as 1 | -1 }));

const units = ({ weights, outputWeights }: TwoLayerNetwork): Unit[] =>
  Array.from(outputWeights, (v, j) => ({ v, w: [weights[2 * j], weights[2 * j + 1]] }));

const labelled = (label: 1 | -1, ...x: readonly (readonly [number, number])[]): Point[] => x.map((at) => ({ x: at, label }));

/** |x₁| ≥ 0.4 with the sign of the label, so that (2.5, 0) has every margin at least 1. */
const TWO_SIDES: readonly Point[] = [
  ...labelled(1, [0.4, 0.35], [0.65, -0.3], [0.5, 0.8], [0.8, 0.15]),
  ...labelled(-1, [-0.45, 0.6], [-0.7, 0.1], [-0.4, -0.5], [-0.8, -0.75]),
];

function theoremEight(): Scene {
  const data: BinaryData = {
    samples: TWO_SIDES.length,
    features: 2,
    X: Float64Array.from(TWO_SIDES.flatMap(({ x }) => x)),
    y: Int8Array.from(TWO_SIDES, ({ label }) => label),
    name: "eight points on two sides",
    separator: Float64Array.of(2.5, 0),
  };
  return { points: TWO_SIDES, units: units(badMinimum(data, { pairs: 2 })) };
}

/** A start, found by trying drawn ones, from which plain SGD learns for a while and then gets stuck; Algorithm 1 and leaky SGD do not. */
const SEPARABLE: Scene = {
  points: [
    ...labelled(1, [0.2, 0.7], [0.55, 0.6], [0.8, 0.1], [0.5, 0.05], [-0.15, 0.75]),
    ...labelled(-1, [-0.6, 0.2], [-0.75, -0.4], [-0.35, -0.55], [0.15, -0.7], [0.1, -0.35]),
  ],
  units: [
    { v: 1, w: [-0.7, -1.2] },
    { v: 1, w: [-0.9, -1.1] },
    { v: -1, w: [0.9, -1.8] },
    { v: -1, w: [-1.4, 1.2] },
  ],
};

/** No line separates these, so no theorem promises anything; from this start plain SGD gets stuck too. */
const XOR: Scene = {
  points: [...labelled(1, [0.6, 0.6], [-0.6, -0.6]), ...labelled(-1, [0.6, -0.6], [-0.6, 0.6])],
  units: [
    { v: 1, w: [-1.7, -1.1] },
    { v: 1, w: [1.7, -2] },
    { v: -1, w: [-0.6, 1.9] },
    { v: -1, w: [0.4, -0.4] },
  ],
};

export const PRESETS: readonly Preset[] = [
  { id: "separable", name: "separable", settings: { ...SETTINGS, noiseStd: 2, steps: 1000 }, ...SEPARABLE },
  { id: "xor", name: "XOR", settings: { ...SETTINGS, noiseStd: 2 }, ...XOR },
  ...GALLERY.map((point) => ({
    id: point.id,
    name: `Figure 1 ${point.id}`,
    settings: SETTINGS,
    points: points(galleryData()),
    units: units(point),
  })),
  { id: "theorem8", name: "Theorem 8 minimum", settings: { ...SETTINGS, steps: 1000 }, ...theoremEight() },
];

/** Throws `ARG_RANGE`. */
export function findPreset(id: string): Preset {
  const found = PRESETS.find((preset) => preset.id === id);
  if (found !== undefined) return found;
  throw new RelulabError(
    "ARG_RANGE",
    `playground: preset must be one of ${PRESETS.map((preset) => preset.id).join(", ")}, got ${show(id)}.`,
    "Use for example preset=c.",
  );
}
