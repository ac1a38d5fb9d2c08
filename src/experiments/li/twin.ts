import type { Steps } from "../../numerics/steps.js";
import { showNumber } from "../../theory/certificate.js";
import type { SoftmaxPoint, SoftmaxResult } from "../../train/softmaxResult.js";
import { number, numbers } from "../inputs.js";
import { meanOf } from "../statistics.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, SeriesStyle, TrialContext, TrialRecord } from "../types.js";
import { at, columns, looksUntil } from "./curves.js";
import { onMixture, syntheticSplit } from "./data.js";
import { decadeAbove, ends, lookOf, means, roundAbove, stepAxis } from "./panels.js";
import { PAPER, repeats, steps, synthetic } from "./paper.js";
import { every, shrinksWithWidth } from "./rules.js";
import { type Started, trainingTrial, trainOptions } from "./train.js";

// The coupling of Lemma 5.1 seen directly: the network, its pseudo-gradient twin and the linearised network on the same batches.

const TWINS = ["pseudo-gradient", "pseudo-network"] as const;
type Learner = "gradient" | (typeof TWINS)[number];
const LEARNERS: readonly { readonly id: Learner; readonly label: string; readonly style: SeriesStyle }[] = [
  { id: "gradient", label: "network", style: "noisy" },
  { id: "pseudo-gradient", label: "pseudo-gradient", style: "leaky" },
  { id: "pseudo-network", label: "linearised", style: "plain" },
];
/** Record entries of a learner. */
const lossKey = (id: Learner): string => `loss-${id}`;
const NAMES = [...LEARNERS.map(({ id }) => lossKey(id)), "agreement", "linearisedAgreement", "patternChange", "accuracy", "twinAccuracy"];

interface Summary extends Readonly<Record<string, unknown>> {
  readonly hidden: number;
  readonly trials: number;
  readonly agreement: readonly (readonly number[])[];
  readonly linearisedAgreement: readonly (readonly number[])[];
  readonly patternChange: readonly (readonly number[])[];
  readonly accuracy: readonly number[];
  readonly twinAccuracy: readonly number[];
}

const summaries = ({ cells }: Aggregate): Summary[] =>
  (cells as unknown as Summary[]).filter(({ trials }) => trials > 0).sort((a, b) => a.hidden - b.hidden);

const lossesOf = (cell: Summary, id: Learner): readonly (readonly number[])[] => cell[lossKey(id)] as readonly (readonly number[])[];

function* start(context: TrialContext, cell: Cell, index: number): Steps<Started> {
  const { config, lab } = context;
  const { training, trainingData, test } = yield* syntheticSplit(context, index);
  const options = trainOptions(config, { hidden: cell.hidden as number, index, test, last: number(config, "steps") });
  return { run: lab.start.softmax(training, { ...options, twins: TWINS }), data: trainingData };
}

function recordOf(run: SoftmaxResult): TrialRecord {
  const loss = (trace: readonly SoftmaxPoint[]): number[] => trace.map(({ test }) => test?.loss ?? 0);
  const [pseudo, linear] = run.twins;
  return {
    [lossKey("gradient")]: loss(run.trace),
    [lossKey("pseudo-gradient")]: loss(pseudo.trace),
    [lossKey("pseudo-network")]: loss(linear.trace),
    agreement: pseudo.trace.map(({ agreement }) => agreement),
    linearisedAgreement: linear.trace.map(({ agreement }) => agreement),
    patternChange: run.trace.map(({ patternChange }) => patternChange),
    accuracy: run.trace[run.trace.length - 1].test?.accuracy ?? 0,
    twinAccuracy: pseudo.trace[pseudo.trace.length - 1].test?.accuracy ?? 0,
  };
}

function lossPanel(config: Config, cell: Summary | undefined, title: string, [bottom, top]: readonly [number, number]): CurvePanel {
  const last = number(config, "steps");
  const looks = [0, ...looksUntil(last)];
  const line = (id: Learner) => looks.map((x, look) => ({ x, y: meanOf(at(lossesOf(cell as Summary, id), look)).mean }));
  return {
    kind: "curves",
    title,
    finding: cell === undefined ? "no run finished" : `at the end: ${means(LEARNERS.map(({ id }) => at(lossesOf(cell, id), -1)))}`,
    x: stepAxis(last),
    y: { label: "test loss", symbol: "", scale: "log", min: bottom, max: top },
    series: LEARNERS.map(({ id, label, style }) => ({
      label,
      style,
      line: "mean",
      marker: "none",
      points: cell === undefined ? [] : line(id),
    })),
    legend: true,
  };
}

function agreementPanel(config: Config, list: readonly Summary[]): CurvePanel {
  const last = number(config, "steps");
  const looks = [0, ...looksUntil(last)];
  const disagreement = (cell: Summary): number[][] => cell.agreement.map((values) => values.map((share) => 1 - share));
  const most = list.reduce((top, cell) => Math.max(top, ...disagreement(cell).flat()), 0);
  return {
    kind: "curves",
    title: "(c) masks that network and twin do not share",
    finding: list.length === 0 ? "no run finished" : `at the end: ${ends(list.map((cell) => at(disagreement(cell), -1)))}`,
    x: stepAxis(last),
    y: { label: "share of unit-example pairs", symbol: "", scale: "linear", min: 0, max: roundAbove(most) },
    series: list.map((cell) => ({
      ...lookOf(config, "hidden", "m", cell.hidden),
      line: "mean",
      marker: "none",
      points: looks.map((x, look) => ({ x, y: meanOf(at(disagreement(cell), look)).mean })),
    })),
  };
}

/** Largest difference of the loss curves of the network and another learner, of every repeat, over the loss at the start. */
const lossGap = (cell: Summary, id: Learner): number[] =>
  lossesOf(cell, "gradient").map((network, repeat) => {
    const other = lossesOf(cell, id)[repeat];
    return network.reduce((most, value, look) => Math.max(most, Math.abs(value - other[look])), 0) / network[0];
  });

function gapPanel(config: Config, list: readonly Summary[]): CurvePanel {
  const widths = [...numbers(config, "hidden")].sort((a, b) => a - b);
  const twins = LEARNERS.filter(({ id }) => id !== "gradient");
  const most = list.reduce((top, cell) => Math.max(top, ...twins.map(({ id }) => meanOf(lossGap(cell, id)).mean)), 0);
  return {
    kind: "curves",
    title: "(d) largest difference of losses",
    finding: list.length < 2 ? "no two widths finished" : `from m = ${list[0].hidden} to ${list[list.length - 1].hidden}`,
    x: { label: "hidden units", symbol: "m", scale: "log", min: widths[0] / 1.15, max: widths[widths.length - 1] * 1.15, ticks: widths },
    y: { label: "over the loss at the start", symbol: "", scale: "linear", min: 0, max: roundAbove(most) },
    series: twins.map(({ id, label, style }) => ({
      label,
      style,
      line: "mean",
      marker: "filled",
      points: list.map((cell) => ({ x: cell.hidden, y: meanOf(lossGap(cell, id)).mean })),
    })),
  };
}

function checks(result: Aggregate): Check[] {
  const list = summaries(result);
  const each = list.flatMap((cell): Check[] => [
    every(
      `agree-${cell.hidden}`,
      `Share of masks that network and twin share at the end, m = ${cell.hidden}`,
      at(cell.agreement, -1),
      "at least",
      0.9,
    ),
    every(
      `twin-${cell.hidden}`,
      `Test accuracy of the pseudo-gradient twin at the end, m = ${cell.hidden}`,
      cell.twinAccuracy,
      "at least",
      0.99,
    ),
  ]);
  if (list.length < 2) return each;
  const [narrow, wide] = [list[0], list[list.length - 1]];
  const differ = [narrow, wide].map((cell) => [cell.hidden, at(cell.agreement, -1).map((share) => 1 - share)] as const);
  // Lemma 5.1 with η = c/m lets a share of the order m^(−1/2) of the units change at all; runs show about m^(−0.9).
  return [...each, shrinksWithWidth("coupling", "The share of masks that differ falls", differ, 2)];
}

function claims(result: Aggregate): Claim[] {
  const list = summaries(result);
  if (list.length < 2) return [];
  const gaps = list.map((cell) => meanOf(lossGap(cell, "pseudo-gradient")).mean);
  const widths = list.map(({ hidden }) => hidden).join(", ");
  return [
    {
      id: "coupling",
      text: "The more the network is overparameterized, the less likely a pattern changes, so the gradient couples with the pseudo-gradient.",
      reproduced: gaps[gaps.length - 1] < gaps[0],
      observed: `largest difference of the two loss curves, over the loss at the start: ${gaps.map(showNumber).join(", ")} for m = ${widths}`,
    },
  ];
}

/** New: Lemma 5.1 and the pseudo-network of §5.1, watched. */
export const liTwin: Experiment = {
  id: "li-twin",
  title: "How well does the pseudo-gradient stand in for the gradient?",
  paper: `${PAPER}, section 5.1 (a figure of ours)`,
  claim:
    "The proof replaces the gradient by one with the activation patterns of the start. Network, pseudo-gradient twin and linearised network are trained here on the same batches: the wider they are, the more alike are their losses and their patterns.",
  parameters: [
    { key: "hidden", type: "integers", min: 1, max: 32_000, default: [100, 300, 1000], doc: "numbers of hidden units m" },
    ...synthetic(),
    steps(400),
  ],
  presets: { quick: { trials: 4 }, paper: { trials: 10, parameters: { hidden: [100, 200, 500, 1000, 2000, 4000] } } },
  precision: "f32",
  inputs: "none",
  grid: (config) =>
    onMixture(
      config,
      numbers(config, "hidden").map((hidden) => ({ hidden })),
    ),
  affinity: (_cell, index) => String(index),
  ...trainingTrial(start, (_context, _cell, run) => recordOf(run)),
  aggregate: (_config, grid, outcomes) => columns(NAMES, grid, outcomes),
  figure: (config, result) => {
    const list = summaries(result);
    const widths = [...numbers(config, "hidden")].sort((a, b) => a - b);
    const [narrow, wide] = [widths[0], widths[widths.length - 1]];
    const find = (hidden: number): Summary | undefined => list.find((cell) => cell.hidden === hidden);
    const losses = list.flatMap((cell) => LEARNERS.flatMap(({ id }) => lossesOf(cell, id).flat())).filter((loss) => loss > 0);
    const range = [decadeAbove(Math.min(0.01, ...losses)) / 10, decadeAbove(Math.max(10, ...losses))] as const;
    return {
      title: "The wider the network, the better its pseudo-gradient twin follows it.",
      lead: `Network, pseudo-gradient twin and linearised network on the same batches of the synthetic data: d = ${number(config, "features")}, k = ${number(config, "classes")}, ℓ = ${number(config, "components")}, B = ${number(config, "batchSize")}, η = ${number(config, "rateTimesHidden")}/m; means over ${repeats(config)}.`,
      caption:
        "The twin moves by the gradient with the activation patterns of the start, but is evaluated with its own; the linearised network has the patterns of the start in both. All three begin with the same weights. The paper prints no such figure.",
      panels: [
        lossPanel(config, find(narrow), `(a) loss, m = ${narrow}`, range),
        lossPanel(config, find(wide), `(b) loss, m = ${wide}`, range),
        agreementPanel(config, list),
        gapPanel(config, list),
      ],
      columns: 2,
    };
  },
  checks: (_config, result) => checks(result),
  claims: (_config, result) => claims(result),
};
