import { sharedInSteps } from "./sharedInSteps.js";
import { digitPairInSteps } from "../data/digitPair.js";
import { deriveSeed } from "../data/streams.js";
import type { Lab } from "../lab.js";
import { showNumber } from "../theory/certificate.js";
import { updateLowerBound } from "../theory/otherBounds.js";
import { exactRootBound, outputFacts } from "../theory/updateBound.js";
import { runSteps, type Steps } from "../numerics/steps.js";
import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import { BoundedData, leastNorm } from "./boundedData.js";
import { boundName, digitFeatures, digitName, number, numbers, selectDigits, updateBoundFor } from "./inputs.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, TrialContext, TrialOutcome, TrialRecord } from "./types.js";

type Source = "gaussian" | "digits" | "basis";

interface Coordinates {
  readonly data: Source;
  readonly samples: number;
  readonly features: number;
  readonly hidden: number;
  readonly learningRate: number;
  readonly noiseStd: number;
  readonly initialRadius: number;
}

type BoundCell = Coordinates & Cell;

interface BoundSummary extends Coordinates {
  readonly trials: number;
  readonly finished: number;
  /** One entry a trial: non-zero updates, Tₖ, the exact root, the lower bound (0 but for basis data). */
  readonly updates: readonly number[];
  readonly bounds: readonly number[];
  readonly roots: readonly number[];
  readonly lower: readonly number[];
}

/** The basis data of Appendix C: k and η of the second panel; W⁰ = 0 as Theorem 2 has it. */
const BASIS = { hidden: 4, learningRate: 1 / 64, noiseStd: 1, initialRadius: 0 } as const;

function grid(config: Config): BoundCell[] {
  const sets = [
    ...numbers(config, "samples").flatMap((samples) =>
      numbers(config, "features").map((features) => ({ data: "gaussian" as const, samples, features })),
    ),
    ...numbers(config, "samples").map((samples) => ({ data: "digits" as const, samples, features: digitFeatures(config) })),
  ];
  const settings = numbers(config, "hidden").flatMap((hidden) =>
    numbers(config, "learningRate").flatMap((learningRate) =>
      numbers(config, "noiseStd").flatMap((noiseStd) =>
        numbers(config, "initialRadius").map((initialRadius) => ({ hidden, learningRate, noiseStd, initialRadius })),
      ),
    ),
  );
  const basis = numbers(config, "basisFeatures").map((d) => ({ data: "basis" as const, samples: d, features: d, ...BASIS }));
  return [...sets.flatMap((set) => settings.map((setting) => ({ ...set, ...setting }))), ...basis];
}

/** Gaussian data are drawn anew for every trial; digits (the first n) and basis vectors are the same in all. */
const dataKey = ({ data, samples, features }: BoundCell, index: number): string =>
  `${data}:${samples}:${features}${data === "gaussian" ? `:${index}` : ""}`;

/** Data of a trial with their tight separator. */
function trialData(context: TrialContext, cell: BoundCell, index: number): Steps<BoundedData> {
  const { lab, config, inputs } = context;
  return sharedInSteps(context, dataKey(cell, index), function* () {
    const prepared = yield* prepare(lab, config, inputs.digits, cell, index);
    return new BoundedData(lab, prepared, yield* leastNorm(lab, prepared));
  });
}

function* prepare(
  lab: Lab,
  config: Config,
  digits: TrialContext["inputs"]["digits"],
  cell: Pick<BoundCell, "data" | "samples" | "features">,
  index: number,
): Steps<PreparedData> {
  const { data, samples, features } = cell;
  if (data === "basis") return yield* lab.steps.prepare(lab.data.basis(features));
  if (data === "digits" && digits !== undefined) {
    return yield* lab.steps.prepare(yield* digitPairInSteps(digits, { samples, precision: lab.precision }));
  }
  const gaussian = { samples, features, seed: deriveSeed(config.seed, samples, features), trial: index };
  return yield* lab.steps.prepare(yield* lab.steps.separable(gaussian));
}

function options({ seed, parameters }: Config, cell: BoundCell, index: number): TwoLayerOptions {
  const { samples, features, hidden, learningRate, noiseStd, initialRadius } = cell;
  return {
    hidden,
    learningRate,
    noiseStd,
    initialWeights: initialRadius === 0 ? "zero" : { ball: initialRadius },
    maxEpochs: parameters.maxEpochs as number,
    seed: deriveSeed(deriveSeed(seed, samples, features), hidden),
    trial: index,
  };
}

function* trial(context: TrialContext, anyCell: Cell, index: number): Steps<TrialRecord> {
  const cell = anyCell as BoundCell;
  const data = yield* trialData(context, cell, index);
  return yield* data.train(options(context.config, cell, index), (run, input) => {
    const { status, updates, epochs } = run.snapshot();
    const { learningRate, outputWeights } = run.options;
    const lower = cell.data === "basis" ? updateLowerBound({ features: cell.features, learningRate, outputWeights }).printed : 0;
    return { status, updates, epochs, bound: updateBoundFor(context.config, input), root: exactRootBound(input), lower };
  });
}

function aggregate(cells: readonly Cell[], outcomes: Iterable<TrialOutcome>): Aggregate {
  const lists = cells.map((cell) => ({
    cell,
    finished: 0,
    updates: [] as number[],
    bounds: [] as number[],
    roots: [] as number[],
    lower: [] as number[],
  }));
  for (const { cell, record } of outcomes) {
    const list = lists[cell];
    if (record.status === "global-minimum") list.finished++;
    list.updates.push(record.updates as number);
    list.bounds.push(record.bound as number);
    list.roots.push(record.root as number);
    list.lower.push(record.lower as number);
  }
  return {
    cells: lists.map(({ cell, updates, ...rest }) => ({ ...cell, trials: updates.length, updates, ...rest })),
  };
}

interface Point {
  readonly cell: BoundSummary;
  readonly updates: number;
  readonly bound: number;
  readonly root: number;
  readonly lower: number;
}

const points = ({ cells }: Aggregate, of: (source: Source) => boolean): Point[] =>
  (cells as unknown as BoundSummary[])
    .filter(({ data }) => of(data))
    .flatMap((cell) =>
      cell.updates.map((updates, t) => ({ cell, updates, bound: cell.bounds[t], root: cell.roots[t], lower: cell.lower[t] })),
    );

const slackOf = (list: readonly Point[]): number[] =>
  list
    .filter(({ updates }) => updates > 0)
    .map(({ updates, bound }) => bound / updates)
    .sort((a, b) => a - b);

function checks(config: Config, result: Aggregate): Check[] {
  const all = points(result, () => true);
  const basis = points(result, (source) => source === "basis");
  const count = (list: readonly Point[], test: (point: Point) => boolean): string => `${list.filter(test).length} of ${list.length}`;
  const check = (id: string, text: string, list: readonly Point[], broken: (point: Point) => boolean): Check => ({
    id,
    text,
    passed: !list.some(broken),
    observed: `${count(list, broken)} runs break it`,
    expected: "none",
  });
  return [
    check(
      "theorem-1",
      `No run makes more non-zero updates than Theorem 1 allows (${boundName(config)}, radius-r form)`,
      all,
      ({ updates, bound }) => updates > bound,
    ),
    check("exact-root", "Nor more than the exact root of the proof", all, ({ updates, root }) => updates > root),
    check(
      "theorem-2",
      "On the basis data no run that succeeds makes fewer than Theorem 2 says",
      basis,
      ({ updates, lower, cell }) => cell.finished === cell.trials && updates < lower,
    ),
    {
      id: "basis-success",
      text: "On the basis data every run reaches zero loss",
      passed: basis.every(({ cell }) => cell.finished === cell.trials),
      observed: count(basis, ({ cell }) => cell.finished === cell.trials),
      expected: "all",
    },
  ];
}

function claims(result: Aggregate): Claim[] {
  const all = points(result, () => true);
  const basis = points(result, (source) => source === "basis");
  const factor = (list: readonly number[]): string =>
    list.length === 0 ? "no run" : `×${showNumber(list[0])} to ×${showNumber(list[list.length - 1])}`;
  const above = basis.map(({ updates, lower }) => updates / lower).sort((a, b) => a - b);
  const below = slackOf(basis);
  return [
    {
      id: "bounded",
      text: "Algorithm 1 makes at most Tₖ non-zero updates, whatever the noise, the order and the network size.",
      reproduced: all.every(({ updates, bound }) => updates <= bound),
      observed: `Tₖ is ${factor(slackOf(all))} the updates`,
    },
    {
      id: "loose",
      text: "The worst-case bound is significantly looser than the lower bound.",
      reproduced: above.length > 0 && above[above.length - 1] < (below[0] ?? 0),
      observed: `on the basis data the updates are ${factor(above)} the lower bound, Tₖ is ${factor(below)} the updates`,
    },
  ];
}

function scatter(config: Config, result: Aggregate): CurvePanel {
  const list = points(result, (source) => source !== "basis");
  const slack = slackOf(list);
  const min = decadeBelow(list.reduce((least, { updates }) => (updates > 0 ? Math.min(least, updates) : least), 10));
  const max = decadeAbove(list.reduce((most, { bound }) => Math.max(most, bound), 1e4));
  const series = (label: string, source: Source, style: "noisy" | "leaky"): CurvePanel["series"][number] => ({
    label,
    style,
    line: "none",
    marker: "filled",
    points: list
      .filter(({ cell }) => cell.data === source)
      .map(({ cell, updates, bound }) => ({
        x: bound,
        y: updates,
        text: `n = ${cell.samples}, d = ${cell.features}, k = ${cell.hidden}, η = ${cell.learningRate}, γ = ${cell.noiseStd}, ρ = ${cell.initialRadius}: ${updates} updates, bound ${showNumber(bound)}`,
      })),
  });
  return {
    kind: "curves",
    title: "Observed against allowed",
    finding:
      slack.length === 0
        ? "no run finished"
        : `Tₖ is ×${showNumber(slack[0])} to ×${showNumber(slack[slack.length - 1])} the updates, ×${showNumber(slack[slack.length >> 1])} in the middle`,
    x: { label: "bound", symbol: "Tₖ", scale: "log", min, max },
    y: { label: "non-zero updates", symbol: "", scale: "log", min, max },
    series: [
      {
        label: "bound attained",
        style: "theory",
        line: "theory",
        marker: "none",
        points: [
          { x: min, y: min },
          { x: max, y: max },
        ],
      },
      series("Gaussian data", "gaussian", "noisy"),
      series(digitName(config), "digits", "leaky"),
    ],
    aspect: 1,
    legend: true,
  };
}

function basisPanel(config: Config, result: Aggregate): CurvePanel {
  const dimensions = numbers(config, "basisFeatures")
    .slice()
    .sort((a, b) => a - b);
  const list = points(result, (source) => source === "basis");
  const lineOf = (label: string, value: (d: number) => number): CurvePanel["series"][number] => ({
    label,
    style: "theory",
    line: "theory",
    marker: "none",
    points: dimensions.map((d) => ({ x: d, y: value(d) })),
  });
  const v = [1, 1, -1, -1];
  const upper = (d: number): number => updateBoundFor(config, { ...BASIS, ...outputFacts(v), separatorNorm: Math.sqrt(d) });
  const lower = (d: number): number => updateLowerBound({ features: d, learningRate: BASIS.learningRate, outputWeights: v }).printed;
  const [first, last] = [dimensions[0], dimensions[dimensions.length - 1]];
  const attained = list.map(({ updates, lower: least }) => updates / least).sort((a, b) => a - b);
  return {
    kind: "curves",
    title: "Basis data: between both theorems",
    finding:
      attained.length === 0
        ? "no run finished"
        : `the updates are ×${showNumber(attained[0])} to ×${showNumber(attained[attained.length - 1])} the lower bound`,
    x: {
      label: "dimension",
      symbol: "d",
      scale: "log",
      min: first === last ? first / 2 : first,
      max: first === last ? 2 * last : last,
      ticks: dimensions,
    },
    y: { label: "non-zero updates", symbol: "", scale: "log", min: decadeBelow(lower(first)), max: decadeAbove(upper(last)) },
    series: [
      lineOf("Theorem 1", upper),
      {
        label: "Algorithm 1",
        style: "noisy",
        line: "mean",
        marker: "filled",
        points: list.map(({ cell, updates }) => ({ x: cell.features, y: updates, text: `d = ${cell.features}: ${updates} updates` })),
      },
      lineOf("Theorem 2", lower),
    ],
    aspect: 1,
  };
}

function decadeAbove(value: number): number {
  let decade = 1;
  while (decade < value) decade *= 10;
  return decade;
}

function decadeBelow(value: number): number {
  let decade = 1;
  while (decade * 10 <= value) decade *= 10;
  return decade;
}

/** New: how loose or tight Theorems 1 and 2 of S0 are. */
export const wangBounds: Experiment = {
  id: "wang-bounds",
  title: "How tight is the bound on the number of updates?",
  paper: "Wang, Giannakis, Chen: Learning ReLU networks on linearly separable data, Theorems 1 and 2 (a figure of ours)",
  claim:
    "Theorem 1 bounds the non-zero updates of Algorithm 1 by Tₖ, whatever noise and order; Theorem 2 says how many some data need. Here both are set against what runs take, over sizes, step sizes, noise and initial weights.",
  parameters: [
    { key: "samples", type: "integers", min: 2, max: 10_000, default: [50, 200], doc: "numbers of samples n" },
    { key: "features", type: "integers", min: 1, max: 10_000, default: [16, 128], doc: "dimensions d of the Gaussian data" },
    { key: "hidden", type: "integers", min: 2, max: 1000, default: [2, 10, 40], doc: "numbers of hidden units k" },
    { key: "learningRate", type: "numbers", min: 1e-6, max: 1000, default: [0.001, 0.01, 0.1], doc: "step sizes η" },
    { key: "noiseStd", type: "numbers", min: 0.001, max: 1e6, default: [5, 20], doc: "standard deviations γ of the gate noise" },
    {
      key: "initialRadius",
      type: "numbers",
      min: 0,
      max: 1e4,
      default: [0, 1, 10],
      doc: "ρ: rows of W⁰ are uniform in this ball; 0 is W⁰ = 0",
    },
    {
      key: "basisFeatures",
      type: "integers",
      min: 2,
      max: 4096,
      default: [4, 8, 16, 32, 64, 128, 256],
      doc: "dimensions d of the basis data of Theorem 2",
    },
    {
      key: "maxEpochs",
      type: "integer",
      min: 1,
      max: 100_000,
      default: 2000,
      doc: "cap on the passes of a run; the bound holds for unfinished runs too",
    },
  ],
  presets: {
    quick: { trials: 2 },
    paper: { trials: 5, parameters: { samples: [20, 50, 200, 500], features: [8, 16, 64, 128], maxEpochs: 10_000 } },
  },
  precision: "f32",
  inputs: "digits",
  selectInputs: (config, inputs) => selectDigits(Math.max(...numbers(config, "samples")), inputs),
  grid,
  affinity: (cell, index) => dataKey(cell as BoundCell, index),
  trial,
  certify: (context, anyCell, index) => {
    const cell = anyCell as BoundCell;
    return runSteps(trialData(context, cell, index)).certify(options(context.config, cell, index));
  },
  aggregate: (_config, cells, outcomes) => aggregate(cells, outcomes),
  figure: (config, result) => ({
    title: "Every run stays below the bound of Theorem 1, and on the basis data above that of Theorem 2.",
    lead: `Non-zero updates of Algorithm 1 against Tₖ: n = ${numbers(config, "samples").join(", ")}; k = ${numbers(config, "hidden").join(", ")}; η = ${numbers(config, "learningRate").join(", ")}; γ = ${numbers(config, "noiseStd").join(", ")}; ρ = ${numbers(config, "initialRadius").join(", ")}; ${config.trials} trials each.`,
    caption: `Tₖ is the ${config.errata === "printed" ? "printed" : "corrected"} bound in its radius-r form with the smallest ‖ω*‖, found by the margin oracle; runs still going after ${number(config, "maxEpochs")} passes count with the updates made so far. Right: basis data from W⁰ = 0, k = ${BASIS.hidden}, η = 1/64, where both theorems apply. The paper prints no such figure.`,
    panels: [scatter(config, result), basisPanel(config, result)],
    columns: 2,
  }),
  checks,
  claims: (_config, result) => claims(result),
};
