import { RelulabError, show } from "../../../src/errors.js";
import { checkOutputWeights } from "../../../src/models/twoLayer.js";
import { checkChoice, checkNumber, type NumberRule } from "../../../src/train/check.js";
import type { Sampling } from "../../../src/train/twoLayerOptions.js";
import { findPreset, PRESETS, type PresetId } from "./presets.js";

// The state of the playground is its address: points, first and second layer at the start, settings and the step. All that is shown is a
// function of it, so a permalink restores a moment of a run exactly: the step is reached again from the same start and the same seed.

export type Vector = readonly [number, number];

export interface Point {
  readonly x: Vector;
  readonly label: 1 | -1;
}

/** A hidden unit at the start: its row of W⁰ and its entry of v. */
export interface Unit {
  readonly v: number;
  readonly w: Vector;
}

export interface Settings {
  /** η. */
  readonly learningRate: number;
  /** γ of Algorithm 1. */
  readonly noiseStd: number;
  /** α of leaky SGD. */
  readonly slope: number;
  readonly sampling: Sampling;
  readonly seed: number;
  /** Where the run ends. */
  readonly steps: number;
  /** Steps per second. */
  readonly speed: number;
}

export interface Scene {
  readonly points: readonly Point[];
  readonly units: readonly Unit[];
}

export interface PlaygroundState extends Scene {
  readonly settings: Settings;
  readonly step: number;
}

export const MOST_POINTS = 60;
export const UNITS = { min: 2, max: 32 } as const;
/** The plane that is drawn is |x₁|, |x₂| ≤ 1; points elsewhere could not be seen. */
export const COORDINATE: NumberRule = { min: -1, max: 1, example: 0.5 };
export const WEIGHT: NumberRule = { min: -1e6, max: 1e6, example: 1 };
export const OUTPUT_WEIGHT: NumberRule = { min: -100, max: 100, example: 1 };

type NumberKey = Exclude<keyof Settings, "sampling">;
export const RULES: Readonly<Record<NumberKey, NumberRule & { readonly min: number; readonly max: number }>> = {
  learningRate: { min: 1e-4, max: 100, example: 0.0625 },
  noiseStd: { min: 0, max: 1e6, example: 5 },
  slope: { min: 0, max: 0.99, example: 0.1 },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 },
  steps: { min: 1, max: 20_000, integer: true, example: 600 },
  speed: { min: 1, max: 10_000, integer: true, example: 60 },
};
export const SAMPLINGS: readonly Sampling[] = ["cycle", "shuffle", "uniform"];

const WHERE = "playground";
const KEYS = ["preset", "points", "outputWeights", "initialWeights", ...(Object.keys(RULES) as NumberKey[]), "sampling", "step"];

/** A number as people write it; NaN for all else, so that the rule of its place refuses it. */
export function readNumber(text: string): number {
  const plain = text.trim().replace(/^[−–]/, "-");
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(plain) ? Number(plain) : NaN;
}

/** One setting from its text. Throws `ARG_RANGE`. */
export function readSetting<K extends keyof Settings>(key: K, text: string): Settings[K] {
  const name: keyof Settings = key;
  const value = name === "sampling" ? checkChoice(WHERE, name, text as Sampling, SAMPLINGS) : checked(name, text, RULES[name]);
  return value as Settings[K];
}

/** A number from its text, within its rule. The text is what an error shows. */
export function checked(name: string, text: string, rule: NumberRule): number {
  const value = readNumber(text);
  return checkNumber(WHERE, name, Number.isNaN(value) ? text : value, rule);
}

/** What an address asks for. Throws `ARG_*`, `UNKNOWN_KEY`; nothing in it is trusted. */
export function readState(query: URLSearchParams): PlaygroundState {
  for (const key of query.keys())
    if (!KEYS.includes(key))
      throw new RelulabError("UNKNOWN_KEY", `${WHERE}: there is no setting ${show(key)}.`, `Known settings: ${KEYS.join(", ")}.`);
  const own = ["points", "outputWeights", "initialWeights"].filter((key) => query.has(key));
  const preset = findPreset(query.get("preset") ?? "c");
  const scene = own.length === 0 ? preset : readScene(query, preset);
  const settings = { ...preset.settings };
  for (const key of [...(Object.keys(RULES) as NumberKey[]), "sampling"] as (keyof Settings)[]) {
    const text = query.get(key);
    if (text !== null) Object.assign(settings, { [key]: readSetting(key, text) });
  }
  const step = checked("step", query.get("step") ?? "0", { min: 0, max: settings.steps, integer: true, example: 0 });
  return { points: scene.points, units: scene.units, settings, step };
}

function readScene(query: URLSearchParams, base: Scene): Scene {
  const list = (key: string): string[] | null => query.get(key)?.split(",") ?? null;
  const points = list("points");
  const [v, w] = [list("outputWeights"), list("initialWeights")];
  if ((v === null) !== (w === null) || (v !== null && w !== null && w.length !== 2 * v.length))
    throw new RelulabError(
      "ARG_SHAPE",
      `${WHERE}: initialWeights must be two numbers for each of outputWeights, got ${w?.length ?? 0} for ${v?.length ?? 0}.`,
      "Use for example outputWeights=1,-1&initialWeights=0,-4,-4,0.",
    );
  return { points: points === null ? base.points : readPoints(points), units: v === null || w === null ? base.units : readUnits(v, w) };
}

function readPoints(texts: readonly string[]): Point[] {
  const numbers = texts.length === 1 && texts[0] === "" ? [] : texts;
  if (numbers.length % 3 !== 0)
    throw new RelulabError(
      "ARG_SHAPE",
      `${WHERE}: points must be triples x1,x2,label, got ${numbers.length} numbers.`,
      "Use for example points=0.5,0.5,1,-0.5,0.5,-1.",
    );
  checkNumber(WHERE, "the number of points", numbers.length / 3, { max: MOST_POINTS, integer: true, example: 3 });
  return Array.from({ length: numbers.length / 3 }, (_, i) => ({
    x: [0, 1].map((c) => checked(`coordinate ${c + 1} of point ${i + 1}`, numbers[3 * i + c], COORDINATE)) as unknown as Vector,
    label: checkChoice(WHERE, `the label of point ${i + 1}`, readNumber(numbers[3 * i + 2]), [1, -1] as const),
  }));
}

function readUnits(v: readonly string[], w: readonly string[]): Unit[] {
  checkNumber(WHERE, "the number of hidden units", v.length, { ...UNITS, integer: true, example: 2 });
  const units = v.map((text, j) => ({
    v: checked(`output weight ${j + 1}`, text, OUTPUT_WEIGHT),
    w: [0, 1].map((c) => checked(`weight ${c + 1} of unit ${j + 1}`, w[2 * j + c], WEIGHT)) as unknown as Vector,
  }));
  checkUnits(units);
  return units;
}

/** Throws `ARG_RANGE` unless v has both signs and no 0. */
export const checkUnits = (units: readonly Unit[]): void =>
  checkOutputWeights(
    Float64Array.from(units, ({ v }) => v),
    WHERE,
  );

const pointsText = (points: readonly Point[]): string => points.map(({ x, label }) => [...x, label].join(",")).join(",");
const rowsText = (units: readonly Unit[]): string => units.map(({ w }) => w.join(",")).join(",");
const outputText = (units: readonly Unit[]): string => units.map(({ v }) => v).join(",");
const sceneText = ({ points, units }: Scene): string => [pointsText(points), outputText(units), rowsText(units)].join(";");

/** The preset whose points and weights these are. */
export const presetOf = (scene: Scene): PresetId | null => PRESETS.find((preset) => sceneText(preset) === sceneText(scene))?.id ?? null;

/** Only what differs from a preset, in a fixed order: equal states have equal addresses. */
export function writeState(state: PlaygroundState): string {
  const { points, units, settings, step } = state;
  const id = presetOf(state);
  const base = findPreset(id ?? "c").settings;
  const parts =
    id === null ? [`points=${pointsText(points)}`, `outputWeights=${outputText(units)}`, `initialWeights=${rowsText(units)}`] : [];
  if (id !== null) parts.push(`preset=${id}`);
  for (const key of [...Object.keys(RULES), "sampling"] as (keyof Settings)[])
    if (settings[key] !== base[key]) parts.push(`${key}=${settings[key]}`);
  if (step > 0) parts.push(`step=${step}`);
  return `#/playground?${parts.join("&").replaceAll("e+", "e")}`;
}
