import type { Steps } from "../../numerics/steps.js";
import { showNumber } from "../../theory/certificate.js";
import { number, numbers } from "../inputs.js";
import { meanOf } from "../statistics.js";
import type { Aggregate, Cell, Check, Claim, Config, Experiment, Parameter, TrialContext } from "../types.js";
import { at, byWidth, curveAggregate, curveRecord, type CurveSummary, finished } from "./curves.js";
import { digitFiles, digitSplit, missingDigits, selectDigitSplit } from "./data.js";
import { spectrumPanel, threePanels, curvesOver } from "./panels.js";
import { PAPER, repeats, steps } from "./paper.js";
import { every, shrinksWithWidth } from "./rules.js";
import { type Started, trainingTrial, trainOptions } from "./train.js";

/** η·m as the paper prints it (section 7). */
const PRINTED_RATE = 4000;
const CLASSES = 10;
/** As many singular values as in the synthetic figure: the paper names no number of components for MNIST. */
const TOP = 20;
const PIXELS = 784;
/**
 * "Less significantly" is all that the paper says of MNIST: more of the energy is asked for than an update without structure has there. That
 * of random labels leaves 0.48 to 0.50 in its top 20 (`li-random-labels`); one repeat on real MNIST with the paper's 20,000 steps left 0.74 to
 * 0.76, a few hundred steps on generated digits leave 0.97.
 */
const MOST = 0.6;

/** `ours`: the setting; `printed`: the paper's step size, for the narrowest network. */
type Rate = "ours" | "printed";

export const DIGIT_PARAMETERS: readonly Parameter[] = [
  { key: "digitSamples", type: "integer", min: 64, max: 60_000, default: 4000, doc: "training images, the first of the file" },
  { key: "digitTestSamples", type: "integer", min: 10, max: 10_000, default: 1000, doc: "test images, the first of the test file" },
];

function grid(config: Config): Cell[] {
  const widths = numbers(config, "hidden");
  const cells = widths.map((hidden): Cell => ({ hidden, rate: "ours" satisfies Rate }));
  const different = number(config, "rateTimesHidden") !== PRINTED_RATE;
  return different ? [...cells, { hidden: Math.min(...widths), rate: "printed" satisfies Rate }] : cells;
}

function* start(context: TrialContext, cell: Cell, index: number): Steps<Started> {
  const { training, trainingData, test } = yield* digitSplit(context);
  const rate = cell.rate === "printed" ? { rateTimesHidden: PRINTED_RATE } : {};
  const last = number(context.config, "steps");
  const request = { hidden: cell.hidden as number, index, test, last, ...rate };
  return { run: context.lab.start.softmax(training, trainOptions(context.config, request)), data: trainingData };
}

const ours = (result: Aggregate): CurveSummary[] => byWidth(result).filter(({ rate }) => rate === "ours");

/**
 * F3.2: the shapes. Levels hang on the step size, which is not known (errata 42), so the limits were set after a look at runs, and loosely:
 * over 7 seeds on generated digits the least accuracy is 0.97, the largest gap of the weights 1.008; on MNIST 0.977 and 1.018. The analysis
 * has distances fall like m^(−1/2), and they do in every run (0.50 for four times the width); changed patterns fall like m^(−0.2) only (0.71
 * to 0.79), "less significantly". Half of either exponent is asked for.
 */
function checks(config: Config, result: Aggregate): Check[] {
  if (number(config, "rateTimesHidden") === PRINTED_RATE) return [];
  const list = ours(result);
  const each = list.flatMap((cell) => {
    const m = `m = ${cell.hidden}`;
    return [
      every(`accuracy-${cell.hidden}`, `Test accuracy at the end, ${m}`, at(cell.accuracy, -1), "at least", 0.8),
      every(`energy-${cell.hidden}`, `Energy of the update in its top ${TOP} singular values, ${m}`, cell.energy, "at least", MOST),
      every(`weights-${cell.hidden}`, `No gap in the weights' spectrum, σ${TOP} over the next, ${m}`, cell.weightsGap, "at most", 1.1),
    ];
  });
  const [narrow, wide] = [list[0], list[list.length - 1]];
  if (list.length < 2) return each;
  const ends = (of: (cell: CurveSummary) => readonly (readonly number[])[]) =>
    [narrow, wide].map((cell) => [cell.hidden as number, at(of(cell), -1)] as const);
  return [
    ...each,
    shrinksWithWidth(
      "pattern",
      "Fewer patterns change in a wider network",
      ends(({ patternChange }) => patternChange),
      8,
    ),
    shrinksWithWidth(
      "distance",
      "A wider network stays nearer to its start",
      ends(({ distance }) => distance),
      4,
    ),
  ];
}

function claims(config: Config, result: Aggregate): Claim[] {
  const list = ours(result);
  const printed = finished(result).find(({ rate }) => rate === "printed");
  const [wide] = list.slice(-1);
  const ends = (cell: CurveSummary): { change: number; distance: number; accuracy: number } => ({
    change: meanOf(at(cell.patternChange, -1)).mean,
    distance: meanOf(at(cell.distance, -1)).mean,
    accuracy: meanOf(at(cell.accuracy, -1)).mean,
  });
  const describe = (cell: CurveSummary): string => {
    const { change, distance, accuracy } = ends(cell);
    const diverged = cell.status.filter((status) => status === "diverged").length;
    return `m = ${cell.hidden}: accuracy ${showNumber(accuracy)}, ${showNumber(change)} of the patterns changed, distance ${showNumber(distance)}${diverged > 0 ? `, ${diverged} of ${cell.trials} diverged` : ""}`;
  };
  const near = (cell: CurveSummary): boolean => ends(cell).change < 0.1 && ends(cell).distance < 0.1;
  return [
    ...(wide === undefined
      ? []
      : [
          {
            id: "near",
            text: "As on the synthetic data, though less significantly, few patterns change and the weights stay near their start.",
            reproduced: near(wide),
            observed: `${describe(wide)}, with η = ${number(config, "rateTimesHidden")}/m`,
          },
        ]),
    ...(printed === undefined
      ? []
      : [
          {
            id: "printed-rate",
            text: `The same with the printed step size η = ${PRINTED_RATE}/m.`,
            reproduced: near(printed),
            observed: describe(printed),
          },
        ]),
  ];
}

/** Figure 2 of S3 (F3.2): ten classes of digits. */
export const liFig2: Experiment = {
  id: "li-fig2",
  title: "Do digits behave like the synthetic clusters?",
  paper: `${PAPER}, Figure 2`,
  claim:
    "On ten classes of digits the observations are similar to those on the synthetic data, though less significant: wider networks change fewer patterns and stay nearer to their start, and the update has low rank. The step size that the paper prints does not fit its distances, so a smaller one is taken.",
  parameters: [
    { key: "hidden", type: "integers", min: 1, max: 32_000, default: [250, 1000], doc: "numbers of hidden units m" },
    ...DIGIT_PARAMETERS,
    { key: "batchSize", type: "integer", min: 1, max: 10_000, default: 64, doc: "batch size B" },
    {
      key: "rateTimesHidden",
      type: "number",
      min: 1e-6,
      max: 1e6,
      default: 40,
      doc: `η·m; the paper prints ${PRINTED_RATE}, with which the weights leave their start altogether`,
    },
    steps(600),
  ],
  presets: {
    quick: { trials: 3 },
    paper: {
      trials: 5,
      parameters: { hidden: [1000, 4000], digitSamples: 60_000, digitTestSamples: 10_000, steps: 20_000 },
      cost: "about 50 minutes on two cores, and 0.5 GB for each worker",
    },
  },
  errata: { printed: { rateTimesHidden: PRINTED_RATE } },
  precision: "f32",
  inputs: "digits",
  testDigits: true,
  selectInputs: selectDigitSplit,
  grid,
  affinity: (cell, index) => `${cell.hidden}:${cell.rate}:${index}`,
  ...trainingTrial(start, ({ lab, config }, _cell, run) => curveRecord(lab, run, number(config, "steps"), TOP)),
  aggregate: (_config, cells, outcomes) => curveAggregate(cells, outcomes),
  figure: (config, result) => {
    const curves = curvesOver(config, "hidden", "m", ours(result));
    const [widest] = curves.slice(-1);
    return {
      title: "On digits the same effects as on clusters, less pronounced.",
      lead: `Networks of m hidden units on ${digitFiles(config)}, ${CLASSES} classes, ‖x‖ = 1: ${number(config, "digitSamples")} training and ${number(config, "digitTestSamples")} test images; B = ${number(config, "batchSize")}, η = ${number(config, "rateTimesHidden")}/m.`,
      caption: `Lines are means over ${repeats(config)}, bands one standard deviation; a pattern is the sign of one unit's input for one test image. The spectrum is that of ${widest?.label ?? "the widest network"}. The paper prints neither widths nor pixel scale, and its η = ${PRINTED_RATE}/m drives the weights away from their start: see the claims.${missingDigits(config)}`,
      panels: [
        ...threePanels(curves, number(config, "steps")),
        spectrumPanel(curves.slice(-1), TOP, Math.min(PIXELS, Math.max(...numbers(config, "hidden"))), widest, `top ${TOP}`),
      ].map((panel, i) => (i === 0 ? { ...panel, title: `(a) test accuracy, ${digitFiles(config)}` } : panel)),
      columns: 2,
    };
  },
  checks,
  claims,
};
