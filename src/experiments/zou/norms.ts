import { euclideanNorm } from "../../numerics/norm.js";
import { log } from "../../numerics/log.js";
import { showNumber } from "../../theory/certificate.js";
import type { Steps } from "../../numerics/steps.js";
import { number, numbers } from "../inputs.js";
import { columns } from "../li/curves.js";
import { decadeAbove, orderedStyles, roundAbove } from "../li/panels.js";
import { STANDARD_ERRORS } from "../rates.js";
import { meanOf, quantile } from "../statistics.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, Series, TrialContext, TrialRecord } from "../types.js";
import { checkEven, drawData, startRows } from "./data.js";
import { FEATURES, layers, PAPER, samples, separation, widths } from "./paper.js";
import { isBelow, layerAxis, theoryLine, widthAxis } from "./panels.js";

/** Of one draw: ‖x_l‖² of the first sample by layer 1…L, and the greatest |‖x_{l,i}‖ − 1| of all samples and layers. */
interface Summary {
  readonly hidden: number;
  readonly trials: number;
  readonly squares: readonly (readonly number[])[];
  readonly deviation: readonly number[];
}

const summaries = ({ cells }: Aggregate): Summary[] => (cells as unknown as Summary[]).filter(({ trials }) => trials > 0);

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const rows = yield* startRows(context, drawData(context, index), index, {
    hidden: cell.hidden as number,
    layers: number(context.config, "layers"),
  });
  const norms = rows.slice(1).map((layer) => layer.map(euclideanNorm));
  return {
    squares: norms.map(([first]) => first * first),
    deviation: norms.flat().reduce((most, norm) => Math.max(most, Math.abs(norm - 1)), 0),
  };
}

/**
 * Given x_{l−1}, ‖x_l‖²/‖x_{l−1}‖² is a mean of m independent 2σ(g)², g ~ N(0, 1), with mean 1 and variance 5: so E‖x_l‖² = 1 and
 * Var‖x_l‖² = (1 + 5/m)ˡ − 1 at every width.
 */
function varianceOf(width: number, layer: number): number {
  let power = 1;
  for (let l = 0; l < layer; l++) power *= 1 + 5 / width;
  return power - 1;
}

/** Of (‖x_1‖² − 1)² over draws: mean 5/m and variance μ₄ − 25/m², where 2σ(g)² has the fourth central moment 633. */
function firstLayer({ hidden: m, squares }: Summary): { readonly observed: number; readonly errors: number } {
  const observed = meanOf(squares.map(([first]) => (first - 1) * (first - 1))).mean;
  const fourth = (633 + 75 * (m - 1)) / (m * m * m);
  return { observed, errors: Math.abs(observed - 5 / m) / Math.sqrt((fourth - 25 / (m * m)) / squares.length) };
}

/** Standard errors, by the exact variance, between 1 and the mean of ‖x_l‖²: the layer where they are most. */
function worstMean({ hidden, squares }: Summary): { readonly layer: number; readonly mean: number; readonly errors: number } {
  const found = squares[0].map((_, l) => {
    const { mean } = meanOf(squares.map((list) => list[l]));
    return { layer: l + 1, mean, errors: Math.abs(mean - 1) / Math.sqrt(varianceOf(hidden, l + 1) / squares.length) };
  });
  return found.reduce((a, b) => (b.errors > a.errors ? b : a));
}

function checks(result: Aggregate): Check[] {
  return summaries(result).flatMap((cell): Check[] => {
    const worst = worstMean(cell);
    const first = firstLayer(cell);
    return [
      {
        id: `mean-${cell.hidden}`,
        text: `Layers keep ‖x‖² in the mean, m = ${cell.hidden}`,
        passed: isBelow(worst.errors, STANDARD_ERRORS),
        observed: `${showNumber(worst.mean)} at layer ${worst.layer}, ${worst.errors.toFixed(1)} standard errors from 1, the most of all layers`,
        expected: `at most ${STANDARD_ERRORS} standard errors at every layer`,
      },
      {
        id: `variance-${cell.hidden}`,
        text: `The variance of ‖x₁‖² is 5/m, m = ${cell.hidden}`,
        passed: isBelow(first.errors, STANDARD_ERRORS),
        observed: `${showNumber(first.observed)} over ${cell.trials} draws, ${first.errors.toFixed(1)} standard errors from ${showNumber(5 / cell.hidden)}`,
        expected: `at most ${STANDARD_ERRORS} standard errors`,
      },
    ];
  });
}

/** The order of Theorem 5.1 (i) with constant 1, δ = 0.05. */
const order = (config: Config, width: number): number => {
  const L = number(config, "layers");
  return L * Math.sqrt(log((number(config, "samples") * L) / 0.05) / width);
};

function claims(config: Config, result: Aggregate): Claim[] {
  const list = summaries(result);
  if (list.length === 0) return [];
  const constants = list.map(({ hidden, deviation }) => quantile(deviation, 0.95) / order(config, hidden));
  return [
    {
      id: "theorem-5.1-i",
      text: "All samples keep |‖x_l‖ − 1| ≤ C·L√(log(nL/δ)/m) in every layer, with one constant C (Theorem 5.1 (i)).",
      reproduced: Math.max(...constants) <= 1,
      observed: `the C that ${list.map(({ trials }) => trials).join(", ")} draws need in 95 of 100 cases (δ = 0.05) is ${constants.map((c) => showNumber(Number(c.toPrecision(3)))).join(", ")} for m = ${list.map(({ hidden }) => hidden).join(", ")}; the paper prints no constant`,
    },
  ];
}

function panels(config: Config, list: readonly Summary[]): CurvePanel[] {
  const all = numbers(config, "hidden");
  const styles = orderedStyles(all.length);
  const L = number(config, "layers");
  const style = (m: number) => styles[all.indexOf(m)];
  const means = (cell: Summary) => cell.squares[0].map((_, l) => ({ x: l + 1, y: meanOf(cell.squares.map((list) => list[l])).mean }));
  const spreads = (cell: Summary) =>
    cell.squares[0].map((_, l) => ({ x: l + 1, y: Math.sqrt(meanOf(cell.squares.map((list) => (list[l] - 1) * (list[l] - 1))).mean) }));
  const off = list.reduce((most, cell) => means(cell).reduce((a, { y }) => Math.max(a, Math.abs(y - 1)), most), 0.02);
  const law = (m: number): Series => ({
    label: "exact law",
    style: style(m),
    line: "theory",
    marker: "none",
    labelled: m === all[0],
    points: Array.from({ length: L }, (_, l) => ({ x: l + 1, y: Math.sqrt(varianceOf(m, l + 1)) })),
  });
  const half = roundAbove(off);
  const least = Math.min(...all);
  return [
    {
      kind: "curves",
      title: "(a) mean of ‖x‖²",
      finding:
        list.length === 0 ? "no draw finished" : `off by ${showNumber(Number(off.toPrecision(2)))} at most; bands: one standard error`,
      x: layerAxis(L, 1),
      y: { label: "mean over the draws", symbol: "", scale: "linear", min: 1 - half, max: 1 + half },
      series: list.map((cell) => ({
        label: `m = ${cell.hidden}`,
        style: style(cell.hidden),
        line: "mean",
        marker: "filled",
        points: means(cell),
      })),
      bands: list.map((cell) => ({
        label: `m = ${cell.hidden}`,
        style: style(cell.hidden),
        points: means(cell).map(({ x, y }) => {
          const error = Math.sqrt(varianceOf(cell.hidden, x) / cell.trials);
          return { x, low: Math.max(1 - half, y - error), high: Math.min(1 + half, y + error) };
        }),
      })),
      rules: [{ axis: "y", value: 1, label: "1" }],
      legend: true,
    },
    {
      kind: "curves",
      title: "(b) spread of ‖x‖²",
      finding: list.length === 0 ? "no draw finished" : "dots: draws; dashed: √((1 + 5/m)ˡ − 1), exact",
      x: layerAxis(L, 1),
      y: {
        label: "standard deviation",
        symbol: "",
        scale: "linear",
        min: 0,
        max: roundAbove(Math.max(Math.sqrt(varianceOf(least, L)), ...list.flatMap((cell) => spreads(cell).map(({ y }) => y)))),
      },
      series: [
        ...list.map((cell): Series => ({
          label: `m = ${cell.hidden}`,
          style: style(cell.hidden),
          line: "none",
          marker: "filled",
          points: spreads(cell),
        })),
        ...all.map(law),
      ],
      legend: true,
    },
    deviationPanel(config, list),
  ];
}

function deviationPanel(config: Config, list: readonly Summary[]): CurvePanel {
  const all = numbers(config, "hidden");
  const bound = all.map((m) => ({ x: m, y: order(config, m) }));
  const most = list.map(({ hidden, deviation }) => ({ x: hidden, y: quantile(deviation, 0.95) }));
  const middle = list.map(({ hidden, deviation }) => ({ x: hidden, y: meanOf(deviation).mean }));
  const values = [...bound, ...most, ...middle].map(({ y }) => y);
  return {
    kind: "curves",
    title: "(c) the sample and layer farthest from 1",
    finding: list.length === 0 ? "no draw finished" : "the greatest | ‖x‖ − 1 | of a draw, by width",
    x: widthAxis(all),
    y: {
      label: "| ‖x‖ − 1 |",
      symbol: "",
      scale: "log",
      min: decadeAbove(Math.min(...values)) / 10,
      max: decadeAbove(Math.max(...values)),
    },
    series: [
      theoryLine("order, constant 1", bound),
      { label: "19 of 20 draws are below", style: "plain", line: "mean", marker: "filled", points: most },
      { label: "mean of the draws", style: "noisy", line: "mean", marker: "filled", points: middle },
    ],
    legend: true,
  };
}

/** F4.1: Theorem 5.1 (i). */
export const zouNorms: Experiment = {
  id: "zou-norms",
  title: "Do deep random ReLU layers keep the length of what goes through them?",
  paper: `${PAPER}, Theorem 5.1 (i) (a figure of ours)`,
  claim:
    "With weights N(0, 2/m), every layer keeps the squared length of a sample in the mean, at any width. Its spread grows with depth exactly as √((1 + 5/m)ˡ − 1) and falls with width, as Theorem 5.1 (i) wants.",
  parameters: [widths([64, 128, 256, 512]), layers(5), FEATURES, samples(10), separation(0.1)],
  presets: {
    quick: { trials: 200 },
    paper: { trials: 1000, parameters: { hidden: [64, 128, 256, 512, 1024, 2048, 4096] }, cost: "about 8 minutes on two cores" },
  },
  precision: "f32",
  inputs: "none",
  grid: (config) => (checkEven(config), numbers(config, "hidden").map((hidden) => ({ hidden }))),
  affinity: (_cell, index) => String(index),
  trial,
  aggregate: (_config, grid, outcomes) => columns(["squares", "deviation"], grid, outcomes),
  figure: (config, result) => ({
    title: "Random ReLU layers keep lengths in the mean; their spread follows an exact law.",
    lead: `‖x‖² behind each of L = ${number(config, "layers")} layers at the start, ${config.trials} draws of weights and of ${number(config, "samples")} unit samples in ${number(config, "features")} dimensions.`,
    caption:
      "Mean and spread are those of one sample a draw, the last panel looks at all samples and layers. The paper prints no figure and no constant: the dashed line of (c) is L√(log(nL/δ)/m) with δ = 0.05.",
    panels: panels(config, summaries(result)),
    columns: 2,
  }),
  checks: (_config, result) => checks(result),
  claims,
};
