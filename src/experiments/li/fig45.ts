import { showNumber } from "../../theory/certificate.js";
import { number, numbers } from "../inputs.js";
import { meanOf } from "../statistics.js";
import type { Aggregate, Check, Claim, Config, CurvePanel, Experiment, Series } from "../types.js";
import { digitFiles, missingDigits } from "./data.js";
import { PAPER, repeats } from "./paper.js";
import { percent, roundAbove, signed } from "./panels.js";
import { REACH, type ReachSummary, reached, type Source, widthSlope } from "./reach.js";
import { every, meanWithin } from "./rules.js";

const SOURCES: readonly Source[] = ["synthetic", "digits"];
const nameOf = (config: Config, source: Source): string => (source === "synthetic" ? "synthetic data" : digitFiles(config));
const targetOf = (config: Config, source: Source): number => number(config, source === "synthetic" ? "target" : "digitTarget");
const widths = (config: Config, source: Source): readonly number[] => numbers(config, source === "synthetic" ? "hidden" : "digitHidden");

/** Every run must get there, else means of what it took are of nothing. */
const arrival = (list: readonly ReachSummary[], source: Source): Check[] =>
  list.map(({ hidden, reached: got }) =>
    every(
      `reached-${source}-${hidden}`,
      `Runs that reach the accuracy, ${source}, m = ${hidden} (1 = yes)`,
      got.map(Number),
      "at least",
      1,
    ),
  );

/** Mean and one standard deviation by width, on a log axis of m. */
function widthPanel(
  config: Config,
  result: Aggregate,
  source: Source,
  text: { readonly title: string; readonly finding: string; readonly y: CurvePanel["y"] },
  of: (cell: ReachSummary) => readonly number[],
  theory: readonly Series[] = [],
): CurvePanel {
  const list = reached(result, source);
  const ms = widths(config, source)
    .slice()
    .sort((a, b) => a - b);
  const [first, last] = [ms[0], ms[ms.length - 1]];
  const style = "noisy";
  const mean = list.map((cell) => ({ x: cell.hidden, y: meanOf(of(cell)).mean }));
  const std = (values: readonly number[]): number => (values.length < 2 ? 0 : meanOf(values).error * Math.sqrt(values.length));
  return {
    kind: "curves",
    title: text.title,
    finding: list.length === 0 ? "no run finished" : text.finding,
    x: { label: "hidden units", symbol: "m", scale: "log", min: first / 1.15, max: last * 1.15, ticks: ms },
    y: text.y,
    series: [...theory, { label: "mean", style, line: "mean", marker: "filled", points: mean }],
    bands: [
      {
        label: "one standard deviation",
        style,
        points: list.map((cell, i) => ({ x: cell.hidden, low: Math.max(0, mean[i].y - std(of(cell))), high: mean[i].y + std(of(cell)) })),
      },
    ],
  };
}

const stepsOf = ({ steps }: ReachSummary): readonly number[] => steps;
const meanSteps = (list: readonly ReachSummary[]): number[] => list.map(({ steps }) => meanOf(steps).mean);
const ratio = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);

function stepsPanel(config: Config, result: Aggregate, source: Source, letter: string): CurvePanel {
  const list = reached(result, source);
  const values = meanSteps(list);
  const most = list.reduce((top, { steps }) => Math.max(top, ...steps), 0);
  return widthPanel(
    config,
    result,
    source,
    {
      title: `(${letter}) ${nameOf(config, source)}`,
      finding: `means within a factor ${showNumber(values.length === 0 ? 1 : ratio(values))}`,
      y: {
        label: `steps to ${percent(targetOf(config, source))}`,
        symbol: "",
        scale: "linear",
        min: 0,
        max: roundAbove(Math.max(10, most)),
      },
    },
    stepsOf,
  );
}

/** Figure 4 of S3 (F3.4). */
export const liFig4: Experiment = {
  id: "li-fig4",
  title: "Does a wider network need more steps?",
  paper: `${PAPER}, Figure 4`,
  claim:
    "With a step size of order 1/m, the number of steps to a given test accuracy is about the same at every width. This is what the analysis predicts, on the synthetic data and on digits.",
  ...REACH,
  figure: (config, result) => ({
    title: "The number of steps to a given accuracy hardly depends on the width.",
    lead: lead(config, "Steps to the first test accuracy"),
    caption: `${CAPTION} Synthetic data are tested after every step, digits after every ${number(config, "digitLook")}.${missingDigits(config)}`,
    panels: SOURCES.map((source, i) => stepsPanel(config, result, source, "ab"[i])),
    columns: 2,
  }),
  checks: (_config, result) =>
    SOURCES.flatMap((source) => {
      const list = reached(result, source);
      if (list.length === 0) return [];
      const values = meanSteps(list);
      const flat: Check = {
        id: `flat-${source}`,
        text: `Mean steps are alike at all widths, ${source}`,
        passed: ratio(values) <= 2,
        observed: `means ${values.map(showNumber).join(", ")} for m = ${list.map(({ hidden }) => hidden).join(", ")}`,
        expected: "within a factor 2",
      };
      return [...arrival(list, source), flat];
    }),
  claims: () => [],
};

const CAPTION = "Marks are means, bands one standard deviation; the data of a repeat are the same at every width.";

const lead = (config: Config, what: string): string =>
  `${what}: ${percent(number(config, "target"))} on the synthetic data (d = ${number(config, "features")}, k = ${number(config, "classes")}, ℓ = ${number(config, "components")}, B = ${number(config, "batchSize")}, η = ${number(config, "rateTimesHidden")}/m), ${percent(number(config, "digitTarget"))} on ${digitFiles(config)} (${number(config, "digitSamples")} images, ‖x‖ = 1, B = ${number(config, "digitBatchSize")}, η = ${number(config, "digitRateTimesHidden")}/m); ${repeats(config)}.`;

/** The paper's red lines: c/√m (D.1, errata 40). */
const CONSTANTS: Readonly<Record<Source, { readonly c: number; readonly text: string }>> = {
  synthetic: { c: 2 / 3, text: "2/(3√m)" },
  digits: { c: 1 / 6, text: "1/(6√m)" },
};

const meanDistance = ({ distance }: ReachSummary): number => meanOf(distance).mean;
/** Distance over c/√m, of every repeat. */
const scaled = ({ distance, hidden }: ReachSummary, source: Source): number[] =>
  distance.map((value) => (value * Math.sqrt(hidden)) / CONSTANTS[source].c);

function distancePanel(config: Config, result: Aggregate, source: Source, letter: string): CurvePanel {
  const list = reached(result, source);
  const ms = [...widths(config, source)].sort((a, b) => a - b);
  const { c, text } = CONSTANTS[source];
  const line = (label: string, factor: number): Series => ({
    label,
    style: "theory",
    line: "theory",
    marker: "none",
    points: ms.map((m) => ({ x: m, y: factor / Math.sqrt(m) })),
  });
  const values = [...list.flatMap(({ distance }) => distance), ...ms.map((m) => c / Math.sqrt(m))];
  const slope = list.length < 2 ? NaN : widthSlope(list, meanDistance);
  return widthPanel(
    config,
    result,
    source,
    {
      title: `(${letter}) ${nameOf(config, source)}`,
      finding: slope === slope ? `slope ${signed(Number(slope.toFixed(3)))}` : "one width",
      y: {
        label: `distance at ${percent(targetOf(config, source))}`,
        symbol: "",
        scale: "log",
        min: roundBelow(Math.min(...values)),
        max: roundAbove(1.1 * Math.max(...values)),
      },
    },
    ({ distance }) => distance,
    [line(text, c)],
  );
}

/** The largest 1, 2 or 5 times a power of ten below a value. */
function roundBelow(value: number): number {
  const exponent = Number(value.toExponential().split("e")[1]);
  return [5, 2, 1].map((mantissa) => Number(`${mantissa}e${exponent}`)).find((bottom) => bottom <= value) ?? value;
}

function distanceClaims(result: Aggregate): Claim[] {
  return SOURCES.flatMap((source) => {
    const list = reached(result, source);
    if (list.length === 0) return [];
    const factors = list.map((cell) => meanOf(scaled(cell, source)).mean);
    return [
      {
        id: `constant-${source}`,
        text: `The distances closely match ${CONSTANTS[source].text} on the ${source === "synthetic" ? "synthetic data" : "digits"}.`,
        reproduced: factors.every((factor) => factor >= 0.7 && factor <= 1.2),
        observed: `${factors.map(showNumber).join(", ")} times that for m = ${list.map(({ hidden }) => hidden).join(", ")}`,
      },
    ];
  });
}

/** Figure 5 of S3 (F3.5). */
export const liFig5: Experiment = {
  id: "li-fig5",
  title: "How far from its start does a network end?",
  paper: `${PAPER}, Figure 5`,
  claim:
    "The relative distance from the start at a given test accuracy falls like 1/√m. On the synthetic data it is close to 2/(3√m), as the paper says; the 1/(6√m) of its digits does not come out of the settings that it prints.",
  ...REACH,
  figure: (config, result) => ({
    title: "The distance from the start at a given accuracy falls like one over the root of the width.",
    lead: lead(config, "Relative distance ‖w − w⁰‖/‖w⁰‖ at the first test accuracy"),
    caption: `${CAPTION} Dashed: the lines of the paper's figure. That for digits needs another step size or pixel scale than the paper prints.${missingDigits(config)}`,
    panels: SOURCES.map((source, i) => distancePanel(config, result, source, "ab"[i])),
    columns: 2,
  }),
  checks: (config, result) =>
    SOURCES.flatMap((source) => {
      const list = reached(result, source);
      const slope = list.length < 2 ? NaN : widthSlope(list, meanDistance);
      const printed = source === "digits" && number(config, "digitRateTimesHidden") === 4000;
      const slopes: Check[] =
        slope !== slope || printed
          ? []
          : [
              {
                id: `slope-${source}`,
                text: `Slope of the mean distance over m on log-log axes, ${source}`,
                passed: Math.abs(slope + 0.5) <= 0.1,
                observed: signed(slope),
                expected: "−0.5 ± 0.1",
              },
            ];
      const constants =
        source === "synthetic"
          ? list.map((cell) =>
              meanWithin(`constant-${cell.hidden}`, `Distance times 3√m/2, synthetic, m = ${cell.hidden}`, scaled(cell, source), 0.7, 1.2),
            )
          : [];
      // A distance where a run was stopped short is not the one that the figure is about.
      const arrived = every(
        `reached-${source}`,
        `Runs that reach the accuracy, ${source} (1 = yes)`,
        list.flatMap((cell) => cell.reached.map(Number)),
        "at least",
        1,
      );
      return [...(list.length === 0 || printed ? [] : [arrived]), ...slopes, ...constants];
    }),
  claims: (_config, result) => distanceClaims(result),
};
