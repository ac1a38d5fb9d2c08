import type { Steps } from "../../numerics/steps.js";
import { showNumber } from "../../theory/certificate.js";
import { number, numbers } from "../inputs.js";
import { meanOf } from "../statistics.js";
import type { Aggregate, Cell, Check, Claim, Config, Experiment, TrialContext } from "../types.js";
import { at, byWidth, curveAggregate, curveRecord, looksUntil } from "./curves.js";
import { onMixture, syntheticSplit } from "./data.js";
import { means, percent, spectrumPanel, threePanels, curvesOver } from "./panels.js";
import { PAPER, repeats, steps, synthetic } from "./paper.js";
import { every } from "./rules.js";
import { type Started, trainingTrial, trainOptions } from "./train.js";

const top = (config: Config): number => number(config, "classes") * number(config, "components");

function* start(context: TrialContext, cell: Cell, index: number): Steps<Started> {
  const { training, trainingData, test } = yield* syntheticSplit(context, index);
  const { config } = context;
  const request = { hidden: cell.hidden as number, index, test, last: number(config, "steps") };
  return { run: context.lab.start.softmax(training, trainOptions(config, request)), data: trainingData };
}

/**
 * F3.1: what holds for every width and repeat. Without structure most of it would not: random labels on the same samples (`li-random-labels`,
 * m = 500) change 0.25 of the patterns, end at distance 0.2, and leave 0.49 of the energy in the top 20.
 */
function checks(config: Config, result: Aggregate): Check[] {
  return byWidth(result).flatMap((cell) => {
    const m = `m = ${cell.hidden}`;
    const id = String(cell.hidden);
    return [
      every(`accuracy-${id}`, `Test accuracy at the end, ${m}`, at(cell.accuracy, -1), "at least", 0.995),
      every(`pattern-${id}`, `Share of changed activation patterns at the end, ${m}`, at(cell.patternChange, -1), "at most", 0.1),
      every(`distance-${id}`, `Relative distance from the start at the end, ${m}`, at(cell.distance, -1), "at most", 0.1),
      every(`energy-${id}`, `Energy of the update in its top ${top(config)} singular values, ${m}`, cell.energy, "at least", 0.99),
      every(`weights-${id}`, `No gap in the weights' spectrum, σ${top(config)} over the next, ${m}`, cell.weightsGap, "at most", 1.05),
    ];
  });
}

/** The paper's observations. `early` is the look at step 5. */
function claims(config: Config, result: Aggregate): Claim[] {
  const list = byWidth(result);
  if (list.length === 0) return [];
  const early = looksUntil(number(config, "steps")).indexOf(5) + 1;
  const accuracy = list.map((cell) => at(cell.accuracy, early));
  const changes = list.map((cell) => meanOf(at(cell.patternChange, -1)).mean);
  const gaps = list.map((cell) => meanOf(cell.gap).mean);
  const widths = list.map(({ hidden }) => hidden).join(", ");
  const falling = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value < values[i - 1]);
  return [
    {
      id: "gap",
      text: `The top ${top(config)} singular values of the accumulated update are much larger than the rest.`,
      reproduced: gaps.every((gap) => gap >= 3),
      observed: `σ${top(config)} over the next is ${gaps.map(showNumber).join(", ")} in the mean for m = ${widths}; single runs ${showNumber(Math.min(...list.flatMap(({ gap }) => gap)))} to ${showNumber(Math.max(...list.flatMap(({ gap }) => gap)))}`,
    },
    ...(list.length > 1
      ? [
          {
            id: "coupling",
            text: "The coupling with the start is stronger for wider networks.",
            reproduced: falling(changes),
            observed: `changed patterns ${changes.map(showNumber).join(", ")} for m = ${widths}`,
          },
          ...(early > 0
            ? [
                {
                  id: "faster",
                  text: "Test accuracy converges faster for wider networks.",
                  reproduced: falling(accuracy.map((list) => -meanOf(list).mean)),
                  observed: `accuracy after 5 steps ${means(accuracy)} for m = ${widths}`,
                },
              ]
            : []),
        ]
      : []),
  ];
}

/** Figure 1 of S3 (F3.1): synthetic data at several widths. */
export const liFig1: Experiment = {
  id: "li-fig1",
  title: "Does an overparameterized network stay near its start and still learn?",
  paper: `${PAPER}, Figure 1`,
  claim:
    "SGD on a mixture of well-separated clusters reaches full test accuracy within a few steps, while few activation patterns change and the weights stay close to where they began. The accumulated update has about as many large singular values as there are clusters; the weights themselves show no such structure.",
  parameters: [
    { key: "hidden", type: "integers", min: 1, max: 32_000, default: [1000], doc: "numbers of hidden units m" },
    ...synthetic(),
    steps(400),
  ],
  presets: { quick: { trials: 5 }, paper: { trials: 5, parameters: { hidden: [500, 1000, 2000, 4000, 8000] } } },
  precision: "f32",
  inputs: "none",
  grid: (config) =>
    onMixture(
      config,
      numbers(config, "hidden").map((hidden) => ({ hidden })),
    ),
  affinity: (_cell, index) => String(index),
  ...trainingTrial(start, ({ lab, config }, _cell, run) => curveRecord(lab, run, number(config, "steps"), top(config))),
  aggregate: (_config, grid, outcomes) => curveAggregate(grid, outcomes),
  figure: (config, result) => {
    const curves = curvesOver(config, "hidden", "m", byWidth(result));
    const [widest] = curves.slice(-1);
    const energy = widest === undefined ? "" : ` (${percent(meanOf(widest.cell.energy).mean)} of the energy at ${widest.label})`;
    return {
      title: "Full test accuracy within a few steps, near the start, by an update of low rank.",
      lead: `Networks of m hidden units on the synthetic data: d = ${number(config, "features")}, k = ${number(config, "classes")}, ℓ = ${number(config, "components")}, σ = ${number(config, "std")}, σ₀ = ${number(config, "meanStd")}; B = ${number(config, "batchSize")}, η = ${number(config, "rateTimesHidden")}/m, ${number(config, "samples")} training and ${number(config, "testSamples")} test samples.`,
      caption: `Lines are means over ${repeats(config)}, bands one standard deviation; a pattern is the sign of one unit's input for one test sample. The spectrum is that of ${widest?.label ?? "the widest network"}, the bracket marks the gap behind the top kℓ values${energy}. The paper prints neither its widths nor what counts as a changed unit.`,
      panels: [
        ...threePanels(curves, number(config, "steps")),
        spectrumPanel(curves.slice(-1), top(config), Math.min(number(config, "features"), Math.max(...numbers(config, "hidden"))), widest),
      ],
      columns: 2,
    };
  },
  checks,
  claims,
};
