import type { Steps } from "../../numerics/steps.js";
import { binomialLowerTail, binomialUpperTail } from "../../numerics/binomialTest.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { showNumber } from "../../theory/certificate.js";
import { nearZeroCounts } from "../../theory/deep/lemmas.js";
import { number, numbers } from "../inputs.js";
import { columns } from "../li/curves.js";
import { decadeAbove, orderedStyles } from "../li/panels.js";
import { theoryLine } from "./panels.js";
import type { Aggregate, Cell, Check, Claim, Config, CurvePanel, Experiment, Series, TrialContext, TrialRecord } from "../types.js";
import { checkEven, drawData } from "./data.js";
import { FEATURES, layers, PAPER, separation, widths } from "./paper.js";

/** Probability of the rarer tail below which a count contradicts the law: that of 4 standard errors on one side. */
const RAREST = 3e-5;
/** A draw needs one sample for the law; a second one of the other label makes it data. */
const SAMPLES = 2;

/** Of the first sample of every draw. */
interface Summary {
  readonly hidden: number;
  readonly trials: number;
  /** ‖x_{l−1}‖ by layer l = 1…L. */
  readonly norms: readonly (readonly number[])[];
  /** Units with |z| ≤ β by layer and, within it, by β. */
  readonly counts: readonly (readonly (readonly number[])[])[];
}

const summaries = ({ cells }: Aggregate): Summary[] => (cells as unknown as Summary[]).filter(({ trials }) => trials > 0);

function* trial(context: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const { lab, config } = context;
  const m = cell.hidden as number;
  const L = number(config, "layers");
  const { data, prepared } = drawData(context, index, { samples: SAMPLES });
  const { norms, nearZero } = yield* lab.steps.measureDeep(prepared, {
    hidden: m,
    layers: L,
    betas: numbers(config, "scaled").map((u) => u / Math.sqrt(m)),
    seed: config.seed,
    trial: index,
  });
  const input = euclideanNorm(data.X.subarray(0, data.features));
  return {
    norms: Array.from({ length: L }, (_, l) => (l === 0 ? input : norms[(l - 1) * SAMPLES])),
    counts: Array.from({ length: L }, (_, l) => nearZero.map(({ counts }) => counts[l * SAMPLES])),
  };
}

/** Over all draws at one layer and β√m = u: units near zero, expected by the exact law, and by the bound of the theorem. */
function totals({ hidden: m, trials, norms, counts }: Summary, layer: number, u: number, place: number) {
  const beta = u / Math.sqrt(m);
  return {
    units: m * trials,
    found: counts.reduce((sum, byLayer) => sum + byLayer[layer][place], 0),
    expected: norms.reduce((sum, list) => sum + nearZeroCounts(m, beta, list[layer]).expected, 0),
    bound: trials * nearZeroCounts(m, beta).bound,
  };
}

interface Look extends ReturnType<typeof totals> {
  readonly layer: number;
  readonly u: number;
}

const looks = (config: Config, cell: Summary): Look[] =>
  numbers(config, "scaled").flatMap((u, place) =>
    cell.norms[0].map((_, layer) => ({ layer: layer + 1, u, ...totals(cell, layer, u, place) })),
  );

/**
 * Of the rarer side. Given the layers before, units are independent coins, their biases those of each draw's ‖x_{l−1}‖: a sum of such has no heavier
 * tails than the binomial law with their mean (Hoeffding).
 */
const tail = ({ found, units, expected }: Look): number =>
  Math.min(binomialLowerTail(found, units, expected / units), binomialUpperTail(found, units, expected / units));

function checks(config: Config, result: Aggregate): Check[] {
  return summaries(result).flatMap((cell): Check[] => {
    const all = looks(config, cell);
    const rarest = all.reduce((a, b) => (tail(b) < tail(a) ? b : a));
    const highest = all.reduce((a, b) => (b.found * a.bound > a.found * b.bound ? b : a));
    const at = ({ layer, u }: Look): string => `layer ${layer}, β√m = ${u}`;
    return [
      {
        id: `law-${cell.hidden}`,
        text: `Units with |z| ≤ β are as many as m·erf(β√m/(2‖x‖)) says, at every layer and β, m = ${cell.hidden}`,
        passed: all.every((look) => tail(look) >= RAREST),
        observed: `${rarest.found} where ${showNumber(Number(rarest.expected.toPrecision(4)))} are expected (${at(rarest)}): probability ${showNumber(Number(tail(rarest).toPrecision(2)))}, the least of ${all.length}`,
        expected: `probability of the rarer side at least ${showNumber(RAREST)}`,
      },
      {
        id: `bound-${cell.hidden}`,
        text: `They are below 2m√m·β in the mean of the draws, m = ${cell.hidden}`,
        passed: all.every(({ found, bound }) => found <= bound),
        observed: `at most ${showNumber(Number((highest.found / highest.bound).toPrecision(3)))} of it (${at(highest)})`,
        expected: "at most 1 of it at every layer and β",
      },
    ];
  });
}

function claims(config: Config, result: Aggregate): Claim[] {
  const list = summaries(result);
  if (list.length === 0) return [];
  const scaled = numbers(config, "scaled");
  const above = list.map((cell) => {
    const over = cell.counts.flatMap((byLayer) =>
      byLayer.flatMap((counts) =>
        counts.map((count, place) => count > nearZeroCounts(cell.hidden, scaled[place] / Math.sqrt(cell.hidden)).bound),
      ),
    );
    return { over: over.filter(Boolean).length, all: over.length };
  });
  return [
    {
      id: "theorem-5.1-iv",
      text: "With high probability the units with |z| ≤ β are at most 2m√m·β in number (Theorem 5.1 (iv)).",
      reproduced: above.every(({ over, all }) => over <= 0.05 * all),
      observed: `above it in ${above.map(({ over, all }) => `${over} of ${all}`).join(", ")} single counts for m = ${list.map(({ hidden }) => hidden).join(", ")}; where few units are expected, single counts scatter`,
    },
  ];
}

function panels(config: Config, result: Aggregate): CurvePanel[] {
  const list = summaries(result);
  const all = numbers(config, "hidden");
  const styles = orderedStyles(all.length);
  const scaled = [...numbers(config, "scaled")].sort((a, b) => a - b);
  const L = number(config, "layers");
  const x = {
    label: "threshold",
    symbol: "β√m",
    scale: "log" as const,
    min: scaled[0],
    max: Math.max(scaled[scaled.length - 1], 1.01 * scaled[0]),
  };
  const dots = (layer: number, of: (look: Look) => number): Series[] =>
    list.map((cell) => ({
      label: `m = ${cell.hidden}`,
      style: styles[all.indexOf(cell.hidden)],
      line: "none",
      marker: "filled",
      points: looks(config, cell)
        .filter((look) => look.layer === layer)
        .map((look) => ({ x: look.u, y: of(look), text: `m = ${cell.hidden}, β√m = ${look.u}: ${look.found} of ${look.units}` }))
        .sort((a, b) => a.x - b.x),
    }));
  const line = (label: string, of: (u: number) => number): Series =>
    theoryLine(
      label,
      scaled.map((u) => ({ x: u, y: of(u) })),
    );
  const off = list.flatMap((cell) => looks(config, cell).map(({ found, expected }) => Math.abs(found / expected - 1)));
  return [
    {
      kind: "curves",
      title: "(a) first layer",
      finding: list.length === 0 ? "no draw finished" : "dashed: erf(β√m/2), exact, and above it the bound 2β√m",
      x,
      y: {
        label: "share of units with |z| ≤ β",
        symbol: "",
        scale: "log",
        min: decadeAbove(scaled[0] / 2) / 10,
        max: decadeAbove(2 * scaled[scaled.length - 1]),
      },
      series: [
        ...dots(1, ({ found, units }) => found / units),
        line("exact law", (u) => nearZeroCounts(1, u).expected),
        line("bound", (u) => nearZeroCounts(1, u).bound),
      ],
      legend: true,
    },
    {
      kind: "curves",
      title: `(b) layer ${L}`,
      finding:
        list.length === 0
          ? "no draw finished"
          : `over the exact law: at most ${showNumber(Number((100 * Math.max(...off)).toPrecision(2)))} % off`,
      x,
      y: { label: "count over the exact law", symbol: "", scale: "linear", min: 0, max: 2 },
      series: dots(L, ({ found, expected }) => found / expected),
      rules: [{ axis: "y", value: 1, label: "exact law" }],
      legend: true,
    },
  ];
}

/** F4.3: Theorem 5.1 (iv). */
export const zouFlips: Experiment = {
  id: "zou-flips",
  title: "How many units sit so near zero that a small step flips them?",
  paper: `${PAPER}, Theorem 5.1 (iv) (a figure of ours)`,
  claim:
    "At the start, m·erf(β√m/(2‖x‖)) units of a layer have a pre-activation within β of zero in the mean: an exact law at every depth, given the layer before. It lies below the 2m√m·β of Theorem 5.1 (iv), with which the proof counts the patterns that training can flip.",
  parameters: [
    widths([64, 256, 1024]),
    { key: "scaled", type: "numbers", min: 0.0001, max: 10, default: [0.01, 0.03, 0.1, 0.3, 1], doc: "values of β√m" },
    layers(3),
    FEATURES,
    separation(0.1),
  ],
  presets: {
    quick: { trials: 40 },
    paper: { trials: 400, parameters: { hidden: [64, 256, 1024, 4096] }, cost: "about 20 minutes on two cores" },
  },
  precision: "f32",
  inputs: "none",
  grid: (config) => (checkEven(config), numbers(config, "hidden").map((hidden) => ({ hidden }))),
  affinity: (_cell, index) => String(index),
  trial,
  aggregate: (_config, grid, outcomes) => columns(["norms", "counts"], grid, outcomes),
  figure: (config, result) => ({
    title: "Pre-activations near zero are as many as an exact law says, and fewer than the bound.",
    lead: `Units with |⟨w, x⟩| ≤ β at the start, one sample in each of ${config.trials} draws, L = ${number(config, "layers")}; the threshold is scaled by √m, so that all widths share one law.`,
    caption:
      "Behind the first layer the law takes the length of x that each draw had. The paper prints the bound 2m√m·β and no figure; the small-β limit of the law is m√m·β/√π.",
    panels: panels(config, result),
    columns: 2,
  }),
  checks,
  claims,
};
