import { log } from "../../numerics/log.js";
import { showNumber } from "../../theory/certificate.js";
import { zouOrders } from "../../theory/deep/orders.js";
import { runSteps, type Steps } from "../../numerics/steps.js";
import type { PreparedData } from "../../train/prepared.js";
import { number, numbers } from "../inputs.js";
import { columns } from "../li/curves.js";
import { orderedStyles } from "../li/panels.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, Series, TrialContext, TrialRecord } from "../types.js";
import { drawData } from "./data.js";
import { cap, FEATURES, layers, PAPER, rate, samples, separation, WIDEST } from "./paper.js";
import { theoryLine } from "./panels.js";
import { type Enough, leastWidth } from "./search.js";
import { trainOptions } from "./train.js";

/** What a cell changes; the other two have the settings. */
type Axis = "samples" | "layers" | "separation";

interface WidthCell {
  readonly axis: Axis;
  readonly samples: number;
  readonly layers: number;
  readonly separation: number;
}

interface Summary extends WidthCell {
  readonly trials: number;
  /** The first of 2, 4, 8, … with zero training error within the cap; 0: none up to the widest. */
  readonly width: readonly number[];
  readonly steps: readonly number[];
}

/** The symbol of the axis, and the setting with its list. */
const AXES: readonly { readonly axis: Axis; readonly key: string; readonly label: string; readonly symbol: string }[] = [
  { axis: "samples", key: "manySamples", label: "samples", symbol: "n" },
  { axis: "layers", key: "manyLayers", label: "hidden layers", symbol: "L" },
  { axis: "separation", key: "separations", label: "class separation", symbol: "φ" },
];

function grid(config: Config): Cell[] {
  const base = { samples: number(config, "samples"), layers: number(config, "layers"), separation: number(config, "separation") };
  return AXES.flatMap(({ axis, key }) => numbers(config, key).map((value) => ({ ...base, axis, [axis]: value })));
}

const summaries = ({ cells }: Aggregate): Summary[] => (cells as unknown as Summary[]).filter(({ trials }) => trials > 0);

function* search(context: TrialContext, anyCell: Cell, index: number): Steps<Enough & { readonly prepared: PreparedData }> {
  const cell = anyCell as unknown as WidthCell;
  const { prepared } = drawData(context, index, cell);
  const widest = number(context.config, "widest");
  const found = yield* leastWidth(context, prepared, widest, (hidden) =>
    trainOptions(context.config, { hidden, layers: cell.layers }, index),
  );
  return { prepared, ...found };
}

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { width, run } = yield* search(context, cell, index);
  return { width, steps: run.steps };
}

const LN10 = 2.302585092994046;

/** log₁₀ of the width that Theorem 4.1 asks for, order with constant 1: logistic loss down to ln 2/n, where no error is left (Corollary 4.3). */
function asked({ samples: n, layers: L, separation: phi }: Pick<WidthCell, "samples" | "layers" | "separation">): number {
  const epsilon = 0.6931471805599453 / n;
  return zouOrders({ algorithm: "gd", samples: n, layers: L, separation: phi, p: 1, alpha0: 0.5, epsilon }).width.log10;
}

/** log₁₀ of the largest width that a repeat needed; Infinity if one found none. */
const enough = ({ width }: Summary): number => (width.includes(0) ? Infinity : log(Math.max(...width)) / LN10);

function checks(config: Config, result: Aggregate): Check[] {
  const list = summaries(result);
  if (list.length === 0) return [];
  const runs = list.reduce((sum, { trials }) => sum + trials, 0);
  const found = list.reduce((sum, { width }) => sum + width.filter((m) => m > 0).length, 0);
  const gaps = list.map((cell) => asked(cell) - enough(cell));
  return [
    {
      id: "found",
      text: `Some width up to ${number(config, "widest")} is enough for zero training error`,
      passed: found === runs,
      observed: `${found} of ${runs} repeats`,
      expected: "all",
    },
    {
      id: "ratio",
      text: "The theorem asks for more than was enough, everywhere",
      passed: gaps.every((gap) => gap > 0),
      observed: `10^${showNumber(Number(Math.min(...gaps).toPrecision(3)))} to 10^${showNumber(Number(Math.max(...gaps).toPrecision(3)))} times as much`,
      expected: "a ratio above 1",
    },
  ];
}

const along = (list: readonly Summary[], wanted: Axis): Summary[] =>
  list.filter(({ axis }) => axis === wanted).sort((a, b) => a[wanted] - b[wanted]);

function claims(result: Aggregate): Claim[] {
  const list = along(summaries(result), "samples").filter(({ width }) => !width.includes(0));
  if (list.length < 2) return [];
  const [first, last] = [list[0], list[list.length - 1]];
  const slope = ((enough(last) - enough(first)) * LN10) / log(last.samples / first.samples);
  return [
    {
      id: "polynomial",
      text: "The width that is needed is polynomial in n; the theorem's exponent is 26.",
      reproduced: slope <= 26,
      observed: `measured exponent between n = ${first.samples} and ${last.samples}: ${showNumber(Number(slope.toPrecision(2)))}`,
    },
  ];
}

function panel(config: Config, list: readonly Summary[], place: number): CurvePanel {
  const { axis, key, label, symbol } = AXES[place];
  const values = [...numbers(config, key)].sort((a, b) => a - b);
  const cells = along(list, axis).filter(({ width }) => !width.includes(0));
  const base = { samples: number(config, "samples"), layers: number(config, "layers"), separation: number(config, "separation") };
  const theory = values.map((value) => ({ x: value, y: asked({ ...base, [axis]: value }) }));
  const styles = orderedStyles(1);
  const fixed = AXES.filter((other) => other.axis !== axis).map((other) => `${other.symbol} = ${base[other.axis]}`);
  const series: Series[] = [
    theoryLine("asked for", theory),
    {
      label: "enough",
      style: styles[0],
      line: "mean",
      marker: "filled",
      points: cells.map((cell) => ({ x: cell[axis], y: enough(cell), text: `${symbol} = ${cell[axis]}: m = ${Math.max(...cell.width)}` })),
    },
  ];
  const top = theory.reduce((most, { y }) => Math.max(most, y), 10);
  return {
    kind: "curves",
    title: `(${"abc"[place]}) by ${label}`,
    finding: cells.length === 0 ? "no run finished" : `${fixed.join(", ")}: m = ${cells.map(({ width }) => Math.max(...width)).join(", ")}`,
    x: { label, symbol, scale: "log", min: values[0] / 1.1, max: values[values.length - 1] * 1.1, ticks: values },
    y: { label: "log₁₀ of the width", symbol: "m", scale: "linear", min: 0, max: Math.ceil(top / 20) * 20 },
    series,
    legend: true,
  };
}

/** F4.7: the width condition of Theorem 4.1 against what is enough. */
export const zouWidth: Experiment = {
  id: "zou-width",
  title: "How wide must a deep network be, and how wide does the theorem want it?",
  paper: `${PAPER}, Theorem 4.1 (a figure of ours)`,
  claim:
    "Networks with a handful of units in each layer fit separated samples without a training error. Theorem 4.1 asks for a width of order n²⁶L³⁸φ⁻⁸: more by tens of powers of ten.",
  parameters: [
    { key: "manySamples", type: "integers", min: 2, max: 2000, default: [10, 20, 40, 80], doc: "values of n in (a)" },
    { key: "manyLayers", type: "integers", min: 1, max: 20, default: [1, 2, 3, 5], doc: "values of L in (b)" },
    { key: "separations", type: "numbers", min: 0.01, max: 1.7, default: [0.1, 0.2, 0.5, 1], doc: "values of φ in (c)" },
    samples(40),
    layers(2),
    separation(0.5),
    FEATURES,
    rate(8),
    WIDEST,
    cap(5000),
  ],
  presets: {
    quick: { trials: 5 },
    paper: {
      trials: 20,
      parameters: {
        manySamples: [10, 20, 40, 80, 160, 320],
        manyLayers: [1, 2, 3, 4, 5, 7],
        separations: [0.05, 0.1, 0.2, 0.5, 1],
        maxSteps: 50_000,
      },
      cost: "about 15 minutes on two cores",
    },
  },
  precision: "f32",
  inputs: "none",
  grid,
  affinity: (_cell, index) => String(index),
  trial,
  certify: (context, cell, index) => {
    const { prepared, run } = runSteps(search(context, cell, index));
    return context.lab.sync.certify(run, prepared);
  },
  aggregate: (_config, cells, outcomes) => columns(["width", "steps"], cells, outcomes),
  figure: (config, result) => {
    const list = summaries(result);
    return {
      title: "A few units in each layer are enough; the theorem asks for more by tens of powers of ten.",
      lead: `Width that was enough in each of ${config.trials} repeats against the order of Theorem 4.1 with constant 1: gradient descent, logistic loss, η = ${number(config, "rate")}/(mL), at most ${number(config, "maxSteps")} steps.`,
      caption:
        "Widths 2, 4, 8, … are tried until all training samples are on the right side. The paper prints no constants and hides logarithms; the dashed line has constant 1 and ε = ln 2/n, below which no error is left (Corollary 4.3).",
      panels: AXES.map((_, place) => panel(config, list, place)),
      columns: 2,
    };
  },
  checks,
  claims: (_config, result) => claims(result),
};
