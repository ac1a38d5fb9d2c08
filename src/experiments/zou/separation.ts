import { euclideanNorm } from "../../numerics/norm.js";
import { showNumber } from "../../theory/certificate.js";
import { angleOf, arcCosine, layerCorrelations } from "../../theory/deep/arcCosine.js";
import type { Steps } from "../../numerics/steps.js";
import { number, numbers } from "../inputs.js";
import { columns } from "../li/curves.js";
import { orderedStyles, roundAbove } from "../li/panels.js";
import { STANDARD_ERRORS } from "../rates.js";
import { meanOf } from "../statistics.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, Series, TrialContext, TrialRecord } from "../types.js";
import { checkEven, drawData, startRows, type TrialData } from "./data.js";
import { FEATURES, layers, PAPER, samples, widths } from "./paper.js";
import { isBelow, layerAxis } from "./panels.js";

interface Summary {
  readonly hidden: number;
  readonly separation: number;
  readonly trials: number;
  /** Angle of the pair at distance φ behind layers 0…L, radians. */
  readonly angles: readonly (readonly number[])[];
  /** ‖x_l − x'_l‖² of that pair less its mean given layer l − 1, over its standard deviation given the same, layers 1…L. */
  readonly scores: readonly (readonly number[])[];
  /** Least distance of normalised samples of different labels over φ, layers 0…L. */
  readonly kept: readonly (readonly number[])[];
}

const PI = 3.141592653589793;
const NAMES = ["angles", "scores", "kept"];

const summaries = ({ cells }: Aggregate): Summary[] => (cells as unknown as Summary[]).filter(({ trials }) => trials > 0);
const widest = (config: Config): number => Math.max(...numbers(config, "hidden"));

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, c) => sum + x * b[c], 0);
const distance = (a: Float64Array, b: Float64Array): number => euclideanNorm(a.map((x, c) => x - b[c]));

function correlation(a: Float64Array, b: Float64Array): number {
  const norms = euclideanNorm(a) * euclideanNorm(b);
  return norms === 0 ? 1 : Math.max(-1, Math.min(1, dot(a, b) / norms));
}

/**
 * Mean and variance of ‖x_l − x'_l‖² given the layer before, for norms p, q and the angle θ there, exact at every width: it is a mean of m
 * independent 2(pσ(a) − qσ(b))² with normal a, b of correlation ρ = cos θ. E[σ(a)σ(b)] = κ(ρ), E[σ³(a)σ(b)] = ((2 + ρ²)sin θ + 3ρ(π − θ))/(2π) by
 * parts, E[σ²(a)σ²(b)] = (3ρ sin θ + (1 + 2ρ²)(π − θ))/(2π), E[σ⁴] = 3/2.
 */
function squareLaw(x: Float64Array, other: Float64Array, width: number): { readonly mean: number; readonly variance: number } {
  const [p, q] = [euclideanNorm(x), euclideanNorm(other)];
  const rho = correlation(x, other);
  const [sine, rest] = [Math.sqrt((1 - rho) * (1 + rho)), PI - angleOf(rho)];
  const cubic = ((2 + rho * rho) * sine + 3 * rho * rest) / (2 * PI);
  const squares = (3 * rho * sine + (1 + 2 * rho * rho) * rest) / (2 * PI);
  const [pp, qq] = [p * p, q * q];
  const mean = pp + qq - 4 * p * q * arcCosine(rho);
  const fourth = 1.5 * (pp * pp + qq * qq) - 4 * p * q * (pp + qq) * cubic + 6 * pp * qq * squares;
  return { mean, variance: (4 * fourth - mean * mean) / width };
}

/** A pair that few units have sent to 0, or brought together up to rounding, has no law left to test: 0. */
function scoreOf(apart: number, [x, other]: readonly [Float64Array, Float64Array], width: number): number {
  const scale = euclideanNorm(x) + euclideanNorm(other);
  const { mean, variance } = squareLaw(x, other, width);
  return variance * width > 1e-10 * scale * scale * scale * scale ? (apart * apart - mean) / Math.sqrt(variance) : 0;
}

function* leastDistance(rows: readonly Float64Array[], { data: { y } }: TrialData): Steps<number> {
  const unit = rows.map((row) => {
    const norm = euclideanNorm(row);
    return norm === 0 ? row : row.map((x) => x / norm);
  });
  let least = Infinity;
  for (const [i, a] of unit.entries()) {
    for (let j = 0; j < i; j++) if (y[i] !== y[j]) least = Math.min(least, distance(a, unit[j]));
    yield;
  }
  return least;
}

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const phi = cell.separation as number;
  const drawn = drawData(context, index, { separation: phi });
  const rows = yield* startRows(context, drawn, index, { hidden: cell.hidden as number, layers: number(context.config, "layers") });
  // The first two samples are the pair at distance φ.
  const pairs = rows.map(([first, second]) => [first, second] as const);
  const kept: number[] = [];
  for (const layer of rows) kept.push((yield* leastDistance(layer, drawn)) / phi);
  return {
    angles: pairs.map(([a, b]) => angleOf(correlation(a, b))),
    scores: pairs.slice(1).map(([a, b], l) => {
      return scoreOf(distance(a, b), pairs[l], cell.hidden as number);
    }),
    kept,
  };
}

/** By layer, standard errors between 0 and the mean of scores, whose variance is 1: the layer where they are most. */
function worstScore(lists: Summary["scores"]): { readonly layer: number; readonly errors: number } {
  const found = lists[0].map((_, l) => ({
    layer: l + 1,
    errors: Math.abs(meanOf(lists.map((list) => list[l])).mean) * Math.sqrt(lists.length),
  }));
  return found.reduce((a, b) => (b.errors > a.errors ? b : a));
}

/** Standard errors between the mean of a list and what it should be, the most of some layers; Infinity where all draws give one other number. */
function worst(
  lists: readonly (readonly number[])[],
  wanted: readonly number[],
): { layer: number; mean: number; wanted: number; errors: number } {
  const found = wanted.map((want, l) => {
    const { mean, error } = meanOf(lists.map((list) => list[l]));
    return { layer: l + 1, mean, wanted: want, errors: mean === want ? 0 : Math.abs(mean - want) / error };
  });
  return found.reduce((a, b) => (b.errors > a.errors ? b : a));
}

/** Angles behind layers 0…L by the arc-cosine map, from the distance φ of unit vectors. */
function mapped(config: Config, phi: number): number[] {
  const rho = 1 - (phi * phi) / 2;
  return [rho, ...layerCorrelations(rho, number(config, "layers"))].map(angleOf);
}

function checks(config: Config, result: Aggregate): Check[] {
  return summaries(result)
    .filter(({ trials }) => trials > 1)
    .flatMap((cell): Check[] => {
      const { hidden, separation, angles, scores } = cell;
      const name = `m = ${hidden}, φ = ${separation}`;
      const square = worstScore(scores);
      const conditional: Check = {
        id: `distance-${hidden}-${separation}`,
        text: `Squared distances behind a layer are the arc-cosine ones in the mean, given the layer before, ${name}`,
        passed: isBelow(square.errors, STANDARD_ERRORS),
        observed: `${square.errors.toFixed(1)} standard errors off at layer ${square.layer}, the most of all layers`,
        expected: `at most ${STANDARD_ERRORS} standard errors at every layer`,
      };
      if (hidden !== widest(config)) return [conditional];
      const angle = worst(
        angles.map((list) => list.slice(1)),
        mapped(config, separation).slice(1),
      );
      return [
        conditional,
        {
          id: `angle-${separation}`,
          text: `Mean angle of the pair behind each layer against the arc-cosine map, ${name}`,
          passed: isBelow(angle.errors, STANDARD_ERRORS),
          observed: `${degrees(angle.mean)} at layer ${angle.layer} against ${degrees(angle.wanted)}: ${angleText(angle.errors)}`,
          expected: `at most ${STANDARD_ERRORS} standard errors at every layer`,
        },
      ];
    });
}

/** Few units often have no angle but 0: draws that agree have no standard error to count in. */
const angleText = (errors: number): string =>
  errors < Infinity
    ? `${errors.toFixed(1)} standard errors, the most of all layers`
    : "every draw gives the same; so few units are far from the limit of wide layers";

const toDegrees = (radians: number): number => (radians * 180) / PI;
const degrees = (radians: number): string => `${showNumber(Number(toDegrees(radians).toPrecision(4)))}°`;

function claims(config: Config, result: Aggregate): Claim[] {
  const list = summaries(result).filter(({ hidden }) => hidden === widest(config));
  if (list.length === 0) return [];
  const least = list.map(({ kept }) => Math.min(...kept.flat()));
  return [
    {
      id: "theorem-5.1-ii",
      text: "Samples of different labels stay at least φ/2 apart behind every layer (Theorem 5.1 (ii)).",
      reproduced: least.every((share) => share >= 0.5),
      observed: `least distance of any draw and layer over φ: ${least.map((share) => showNumber(Number(share.toPrecision(3)))).join(", ")} for φ = ${list.map(({ separation }) => separation).join(", ")}, m = ${widest(config)}`,
    },
  ];
}

function panels(config: Config, result: Aggregate): CurvePanel[] {
  const L = number(config, "layers");
  const all = numbers(config, "separation");
  const styles = orderedStyles(all.length);
  const list = summaries(result).filter(({ hidden }) => hidden === widest(config));
  const style = (phi: number) => styles[all.indexOf(phi)];
  const line = (lists: readonly (readonly number[])[], scale: (value: number) => number): Series["points"] =>
    lists[0].map((_, l) => ({ x: l, y: scale(meanOf(lists.map((values) => values[l])).mean) }));
  const kept = list.flatMap((cell) => line(cell.kept, (y) => y));
  return [
    {
      kind: "curves",
      title: "(a) angle of the pair at distance φ",
      finding: list.length === 0 ? "no draw finished" : "dots: mean of the draws; dashed: the arc-cosine map",
      x: layerAxis(L),
      y: {
        label: "degrees",
        symbol: "",
        scale: "linear",
        min: 0,
        max: roundAbove(Math.max(...all.map((phi) => toDegrees(mapped(config, phi)[0])))),
      },
      series: [
        ...list.map((cell): Series => ({
          label: `φ = ${cell.separation}`,
          style: style(cell.separation),
          line: "none",
          marker: "filled",
          points: line(cell.angles, toDegrees),
        })),
        ...all.map((phi): Series => ({
          label: "arc-cosine map",
          style: style(phi),
          line: "theory",
          marker: "none",
          labelled: phi === all[0],
          points: mapped(config, phi).map((angle, x) => ({ x, y: toDegrees(angle) })),
        })),
      ],
      legend: true,
    },
    {
      kind: "curves",
      title: "(b) least distance of two classes",
      finding: list.length === 0 ? "no draw finished" : "over φ, mean of the draws; Theorem 5.1 (ii) wants ½",
      x: layerAxis(L),
      y: { label: "distance over φ", symbol: "", scale: "linear", min: 0, max: roundAbove(Math.max(1, ...kept.map(({ y }) => y))) },
      series: list.map((cell) => ({
        label: `φ = ${cell.separation}`,
        style: style(cell.separation),
        line: "mean",
        marker: "filled",
        points: line(cell.kept, (y) => y),
      })),
      rules: [{ axis: "y", value: 0.5, label: "φ/2" }],
      legend: true,
    },
  ];
}

/** F4.2: Theorem 5.1 (ii) and the arc-cosine maps behind its proof. */
export const zouSeparation: Experiment = {
  id: "zou-separation",
  title: "Do deep random ReLU layers keep two classes apart?",
  paper: `${PAPER}, Theorem 5.1 (ii) (a figure of ours)`,
  claim:
    "Every random layer turns the angle of two samples into a smaller one, by the arc-cosine map, which is exact in the mean given the layer before. Classes at distance φ stay at least φ/2 apart through all layers if φ is small for the depth.",
  parameters: [
    widths([256, 1024]),
    {
      key: "separation",
      type: "numbers",
      min: 0.01,
      max: 1.7,
      default: [0.1, 0.5, 1],
      doc: "values of φ: least distance of samples of different labels, that of the first two",
    },
    layers(5),
    FEATURES,
    samples(10),
  ],
  presets: {
    quick: { trials: 40 },
    paper: { trials: 100, parameters: { hidden: [256, 1024, 4096] }, cost: "about 2 minutes on two cores" },
  },
  precision: "f32",
  inputs: "none",
  grid: (config) => (
    checkEven(config),
    numbers(config, "hidden").flatMap((hidden) => numbers(config, "separation").map((phi) => ({ hidden, separation: phi })))
  ),
  affinity: (_cell, index) => String(index),
  trial,
  aggregate: (_config, grid, outcomes) => columns(NAMES, grid, outcomes),
  figure: (config, result) => ({
    title: "Random layers bring classes together exactly as the arc-cosine map says.",
    lead: `Angles and distances behind L = ${number(config, "layers")} layers at the start, m = ${widest(config)}, ${config.trials} draws of weights and of ${number(config, "samples")} unit samples in ${number(config, "features")} dimensions.`,
    caption:
      "The arc-cosine map ρ ↦ 2κ(ρ) holds in the limit of wide layers; the checks also test the law it comes from, which is exact at every width. The paper prints no figure; its φ/2 needs φ of order 1/L at most and m large enough.",
    panels: panels(config, result),
    columns: 2,
  }),
  checks,
  claims,
};
