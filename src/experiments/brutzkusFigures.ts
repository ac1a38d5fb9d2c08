import { runSteps } from "../numerics/steps.js";
import { PAPER } from "./brutzkus.js";
import { showNumber } from "../theory/certificate.js";
import { driveSync } from "../train/drive.js";
import {
  CURVE_PARAMETERS,
  type CurveCell,
  type CurveSummary,
  curveAggregate,
  curves,
  curveTrial,
  errorPanel,
  lastOf,
  lateRise,
  type Layers,
  meanCheck,
  startCurve,
  spreadCheck,
} from "./errorCurves.js";
import { digitName, number, numbers, selectDigits } from "./inputs.js";
import { meanOf } from "./statistics.js";
import type { Aggregate, Check, Claim, Config, CurvePanel, Experiment, Parameter } from "./types.js";

const RATE: Parameter = { key: "learningRate", type: "number", min: 1e-6, max: 1000, default: 0.01, doc: "step size η, first layer only" };
const RATE_BOTH: Parameter = {
  key: "learningRateBoth",
  type: "number",
  min: 1e-6,
  max: 1000,
  default: 0.001,
  doc: "step size η, both layers",
};

type Rates = Readonly<Record<Layers, (config: Config) => number>>;
const RATES: Rates = { first: (config) => number(config, "learningRate"), both: (config) => number(config, "learningRateBoth") };

const selectInputs: NonNullable<Experiment["selectInputs"]> = (config, inputs) =>
  selectDigits(number(config, "samples") + number(config, "testSamples"), inputs);

const grid =
  (layers: readonly Layers[]) =>
  (config: Config): CurveCell[] =>
    numbers(config, "hidden").flatMap((hidden) => layers.map((trained) => ({ hidden, layers: trained })));

/** What the three figures have in common; `layers` are trained in the order of the grid. */
function base(
  layers: readonly Layers[],
  rates: Rates,
): Pick<Experiment, "precision" | "inputs" | "selectInputs" | "grid" | "affinity" | "trial" | "certify" | "aggregate" | "presets"> {
  const rateOf = (config: Config, cell: CurveCell): number => rates[cell.layers](config);
  return {
    precision: "f32",
    inputs: "digits",
    selectInputs,
    grid: grid(layers),
    affinity: (cell, index) => `${cell.hidden}:${cell.layers}:${index}`,
    trial: (context, cell, index) => curveTrial(context, cell as CurveCell, index, rateOf(context.config, cell as CurveCell)),
    certify: (context, cell, index) => {
      const { run, data } = runSteps(startCurve(context, cell as CurveCell, index, rateOf(context.config, cell as CurveCell)));
      return context.lab.sync.certify(driveSync(run), data, { margin: context.shared("margin", () => context.lab.sync.margin(data)) });
    },
    aggregate: (_config, cells, outcomes) => curveAggregate(cells, outcomes),
    presets: { quick: { trials: 4 }, paper: { trials: 40 } },
  };
}

const errorPanels = (config: Config, list: readonly CurveSummary[]): CurvePanel[] => [
  errorPanel(config, list, { title: "(a) training error", label: "0/1 error", max: 0.05 }, ({ training }) => training),
  errorPanel(config, list, { title: "(b) test error", label: "0/1 error", max: 0.05 }, ({ test }) => test),
];

/** Training error at the end, test errors below a limit and close to each other, no late rise. */
function errorChecks(list: readonly CurveSummary[], limits: { readonly training: number; readonly test: number }): Check[] {
  if (list.length === 0) return [];
  return [
    ...list.map((cell) =>
      meanCheck(`training-${cell.hidden}`, `Mean training error at the end, 2k = ${cell.hidden}`, lastOf(cell.training), limits.training),
    ),
    ...list.map((cell) =>
      meanCheck(`test-${cell.hidden}`, `Mean test error at the end, 2k = ${cell.hidden}`, lastOf(cell.test), limits.test),
    ),
    ...(list.length > 1
      ? [
          spreadCheck(
            "test-spread",
            "Mean test errors of the widths differ little",
            list.map(({ test }) => lastOf(test)),
            0.01,
          ),
        ]
      : []),
    ...list.map((cell) => meanCheck(`rise-${cell.hidden}`, `Test error does not rise late, 2k = ${cell.hidden}`, lateRise(cell), 0.005)),
  ];
}

function errorClaims(list: readonly CurveSummary[]): Claim[] {
  const training = list.map((cell) => meanOf(lastOf(cell.training)).mean);
  const test = list.map((cell) => meanOf(lastOf(cell.test)).mean);
  const widths = list.map(({ hidden }) => hidden).join(", ");
  if (list.length === 0) return [];
  return [
    {
      id: "global",
      text: "SGD converges to a global minimum at every width.",
      reproduced: training.every((error) => error <= 1e-3),
      observed: `mean training errors ${training.map(showNumber).join(", ")} for 2k = ${widths}`,
    },
    {
      id: "generalizes",
      text: "The global minimum obtained generalizes well, over-parameterized networks included.",
      reproduced: Math.max(...test) <= 0.035 && Math.max(...test) - Math.min(...test) <= 0.01,
      observed: `mean test errors ${test.map(showNumber).join(", ")} for 2k = ${widths}`,
    },
  ];
}

const lead = (config: Config, what: string): string =>
  `0/1 error by epoch on ${digitName(config)}, 3 against 5, ${number(config, "samples")} training and ${number(config, "testSamples")} test images; leaky ReLU, α = ${number(config, "slope")}, ${what}; ${config.trials} ${config.trials === 1 ? "run" : "runs"} a width.`;

const CAPTION =
  "Initial weights lie on the sphere of radius 1/√(2k), output weights are ±1/√(2k), batches have one image, each pass a new order. Bold: mean; thin lines: the runs, or one standard deviation where there are many.";

/** Figure 1 of S2 (F2.1): first layer only. */
export const brutzkusFig1: Experiment = {
  id: "brutzkus-fig1",
  title: "Do wider networks generalize worse?",
  paper: `${PAPER}, Figure 1`,
  claim:
    "SGD on the first layer of a leaky-ReLU network reaches zero training error on digits at every width. Its test error is the same for 10, 100 and 1000 hidden units: over-parameterization does not hurt.",
  parameters: [...CURVE_PARAMETERS, RATE],
  ...base(["first"], RATES),
  figure: (config, result) => ({
    title: "Training error reaches zero at every width, and the test error is the same.",
    lead: lead(config, `first layer only, η = ${number(config, "learningRate")}`),
    caption: `${CAPTION} The paper prints neither α nor η of this figure.`,
    panels: errorPanels(config, curves(result, "first")),
    columns: 2,
  }),
  checks: (_config, result) => errorChecks(curves(result, "first"), { training: 0.001, test: 0.035 }),
  claims: (_config, result) => errorClaims(curves(result, "first")),
};

/** Both layers against the first alone, at the last epoch. */
function bothChecks(result: Aggregate): Check[] {
  const [first, both] = (["first", "both"] as const).map((layers) => curves(result, layers));
  return both.flatMap((cell) => {
    const other = first.find(({ hidden }) => hidden === cell.hidden);
    if (other === undefined) return [];
    return [
      spreadCheck(
        `first-${cell.hidden}`,
        `Test error with both layers is that of the first alone, 2k = ${cell.hidden}`,
        [lastOf(other.test), lastOf(cell.test)],
        0.015,
      ),
    ];
  });
}

/** Figure 2 of S2 (F2.2): both layers; the first layer alone is run too, for the comparison. */
export const brutzkusFig2: Experiment = {
  id: "brutzkus-fig2",
  title: "Does training both layers change the picture?",
  paper: `${PAPER}, Figure 2`,
  claim:
    "Training the second layer too leaves training and test error as they were with the first layer alone. Widths of 10, 100 and 1000 behave alike.",
  parameters: [...CURVE_PARAMETERS, RATE, RATE_BOTH],
  ...base(["first", "both"], RATES),
  figure: (config, result) => ({
    title: "With both layers trained, training error vanishes and test error stays as low.",
    lead: lead(config, `both layers, η = ${number(config, "learningRateBoth")}`),
    caption: `${CAPTION} The paper prints no α.`,
    panels: errorPanels(config, curves(result, "both")),
    columns: 2,
  }),
  checks: (_config, result) => [
    ...errorChecks(curves(result, "both"), { training: 0.002, test: 0.04 }).filter(
      ({ id }) => !id.startsWith("rise") && id !== "test-spread",
    ),
    ...bothChecks(result),
  ],
  claims: (_config, result) => errorClaims(curves(result, "both")),
};

function ratioPanel(config: Config, list: readonly CurveSummary[]): CurvePanel {
  const largest = list.reduce((most, cell) => Math.max(most, ...lastOf(cell.ratioMax)), 1);
  const panel = (of: (cell: CurveSummary) => readonly (readonly number[])[]): CurvePanel =>
    errorPanel(config, list, { title: "", label: "v over its start", max: Math.ceil(largest) + 1 }, of);
  const [low, high] = [panel(({ ratioMin }) => ratioMin), panel(({ ratioMax }) => ratioMax)];
  const means = (lists: (cell: CurveSummary) => readonly (readonly number[])[]): string =>
    list.map((cell) => showNumber(meanOf(lastOf(lists(cell))).mean)).join(", ");
  return {
    ...high,
    title: "(c) least and greatest ratio of a second-layer weight to its start",
    finding: list.length === 0 ? "no run finished" : `c = ${means(({ ratioMin }) => ratioMin)}; C = ${means(({ ratioMax }) => ratioMax)}`,
    series: [...high.series, ...low.series.map((series) => ({ ...series, labelled: false }))],
    bands: [...(high.bands ?? []), ...(low.bands ?? [])],
    rules: [{ axis: "y", value: 0, label: "sign flip" }],
  };
}

function ratioChecks(list: readonly CurveSummary[]): Check[] {
  const runs = list.flatMap(({ ratioMin }) => lastOf(ratioMin));
  const flipped = runs.filter((ratio) => !(ratio > 0)).length;
  const means = list.map(({ ratioMax }) => meanOf(lastOf(ratioMax)).mean);
  if (list.length === 0) return [];
  const factor = Math.max(...means) / Math.min(...means);
  return [
    {
      id: "signs",
      text: "No weight of the second layer changes its sign",
      passed: flipped === 0,
      observed: `${flipped} of ${runs.length} runs with a flip`,
      expected: "none",
    },
    {
      id: "similar",
      text: "The greatest ratio C is alike at all widths",
      passed: factor <= 3,
      observed: `means ${means.map(showNumber).join(", ")}`,
      expected: "within a factor 3",
    },
  ];
}

/** Figure 3 of S2 (F2.3): both layers with the largest step size of 0.01, 0.001, 0.0001 that keeps all signs, here 0.01 at every width. */
export const brutzkusFig3: Experiment = {
  id: "brutzkus-fig3",
  title: "Does the second layer keep its signs?",
  paper: `${PAPER}, Figure 3`,
  claim:
    "With a suitable step size no weight of the second layer ever changes its sign when both layers are trained, as the proof supposes. The range of its growth, c ≤ v_t/v_0 ≤ C, is alike for 10, 100 and 1000 units.",
  parameters: [...CURVE_PARAMETERS, { ...RATE_BOTH, default: 0.01 }],
  ...base(["both"], RATES),
  figure: (config, result) => ({
    title: "No second-layer weight changes its sign, and the range of its growth is alike at all widths.",
    lead: lead(config, `both layers, η = ${number(config, "learningRateBoth")}`),
    caption: `${CAPTION} The step sizes of the paper's figure are lost; this one is the largest of 0.01, 0.001, 0.0001 that keeps every sign at all widths.`,
    panels: [...errorPanels(config, curves(result, "both")), ratioPanel(config, curves(result, "both"))],
    columns: 1,
  }),
  checks: (_config, result) => [
    ...errorChecks(curves(result, "both"), { training: 0.002, test: 0.04 }).filter(
      ({ id }) => !id.startsWith("rise") && id !== "test-spread",
    ),
    ...ratioChecks(curves(result, "both")),
  ],
  claims: (_config, result) => [
    ...errorClaims(curves(result, "both")),
    ...curves(result, "both")
      .slice(0, 1)
      .map(() => {
        const least = Math.min(...curves(result, "both").flatMap(({ ratioMin }) => lastOf(ratioMin)));
        return {
          id: "positive",
          text: "The ratios stay above zero: the sign condition of §9.1.2 holds.",
          reproduced: least > 0,
          observed: `least ratio of any run ${showNumber(least)}`,
        };
      }),
  ],
};
