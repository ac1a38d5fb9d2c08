import { XOR_DIAMETER } from "../../data/mixtures.js";
import { separabilitySteps } from "../../theory/softmax/separability.js";
import type { Steps } from "../../numerics/steps.js";
import { showNumber } from "../../theory/certificate.js";
import { number } from "../inputs.js";
import { meanOf } from "../statistics.js";
import type { Aggregate, Cell, Check, Claim, CurvePanel, Experiment, Json, Series, TrialContext, TrialRecord } from "../types.js";
import { columns } from "./curves.js";
import { PAPER } from "./paper.js";
import { every } from "./rules.js";

// Figure 3 of S3 illustrates (A1). What it claims of the balls is measured here, also on the sphere and for the paper's own data.

type Source = "plane" | "sphere" | "synthetic";
const SOURCES: readonly Source[] = ["plane", "sphere", "synthetic"];
/** Points that are drawn. */
const SHOWN = 120;

interface Summary {
  readonly data: Source;
  readonly trials: number;
  readonly points: readonly (readonly number[])[];
  readonly classes: readonly (readonly number[])[];
  readonly delta: readonly number[];
  readonly diameter: readonly number[];
  readonly lambda: readonly number[];
  readonly components: readonly number[];
  readonly oneDiameter: readonly number[];
  readonly oneLambda: readonly number[];
  readonly found: readonly number[];
  readonly alpha: readonly number[];
}

const NAMES = ["points", "classes", "delta", "diameter", "lambda", "components", "oneDiameter", "oneLambda", "found", "alpha"];

function* trial({ lab, config }: TrialContext, cell: Cell, index: number): Steps<TrialRecord> {
  const samples = number(config, "samples");
  const common = { samples, seed: config.seed, trial: index };
  const data =
    cell.data === "synthetic"
      ? yield* lab.steps.gaussianMixture(common)
      : yield* lab.steps.xorBalls({ ...common, lifted: cell.data === "sphere" });
  const two = yield* separabilitySteps(data);
  const { truth: _, ...alone } = data;
  const one = yield* separabilitySteps({ ...alone, components: new Int32Array(samples) });
  const linked = cell.data === "synthetic" ? two : yield* separabilitySteps(data, { linkage: true });
  const shown: Json = cell.data === "plane" ? Array.from(data.X.subarray(0, 2 * SHOWN)) : [];
  return {
    points: shown,
    classes: cell.data === "plane" ? Array.from(data.labels.subarray(0, SHOWN)) : [],
    delta: two.delta,
    diameter: two.diameter,
    lambda: two.lambda,
    components: two.components,
    oneDiameter: one.diameter,
    oneLambda: one.lambda,
    found: linked.components,
    alpha: Math.min(1e9, two.alpha),
  };
}

const summaries = ({ cells }: Aggregate): Map<Source, Summary> =>
  new Map((cells as unknown as Summary[]).filter(({ trials }) => trials > 0).map((cell) => [cell.data, cell]));

/** λ ≤ 1/(8ℓ). */
const LIMIT = { one: 1 / 8, two: 1 / 16 } as const;
/** In f32 a sample may lie this far outside its ball. */
const ROUNDING = 1e-6;

function checks(result: Aggregate): Check[] {
  const found = summaries(result);
  const plane = found.get("plane");
  const balls = (["plane", "sphere"] as const).flatMap((source) => found.get(source) ?? []);
  return [
    ...(plane === undefined
      ? []
      : [
          every("delta", "Distance δ of the classes in the plane", plane.delta, "at least", 2 - XOR_DIAMETER - ROUNDING),
          every("diameter", "Diameter of a ball in the plane", plane.diameter, "at most", XOR_DIAMETER + ROUNDING),
        ]),
    ...balls.flatMap((cell) => [
      every(`two-${cell.data}`, `λ with ℓ = 2, ${cell.data}`, cell.lambda, "at most", LIMIT.two),
      every(`one-${cell.data}`, `λ with ℓ = 1: (A1) fails, ${cell.data}`, cell.oneLambda, "at least", LIMIT.one),
      every(`linkage-${cell.data}`, `ℓ that single linkage finds, ${cell.data}`, cell.found, "at most", 2),
    ]),
  ];
}

function claims(result: Aggregate): Claim[] {
  const synthetic = summaries(result).get("synthetic");
  if (synthetic === undefined) return [];
  const worst = Math.max(...synthetic.lambda);
  const footnote = Math.min(...synthetic.alpha);
  return [
    {
      id: "synthetic",
      text: "The synthetic data of section 7 are of the kind that the analysis supposes.",
      reproduced: worst <= LIMIT.two,
      observed: `λ = ${showNumber(meanOf(synthetic.lambda).mean)} in the mean with ℓ = 2, (A1) allows ${LIMIT.two}; ${footnote > 0 ? `footnote 1 would do with α = ${showNumber(footnote)}` : "footnote 1 would not do either"}`,
    },
  ];
}

const CLASSES = [
  { label: "class +", style: "pos" },
  { label: "class −", style: "neg" },
] as const;

function plane(result: Aggregate, title: string, finding: string, more: Partial<CurvePanel>): CurvePanel {
  const cell = summaries(result).get("plane");
  const [points, classes] = [cell?.points[0] ?? [], cell?.classes[0] ?? []];
  const series = CLASSES.map(({ label, style }, c): Series => ({
    label,
    style,
    line: "none",
    marker: "filled",
    points: classes.flatMap((found, i) => (found === c ? [{ x: points[2 * i], y: points[2 * i + 1] }] : [])),
  }));
  const axis = (symbol: string) => ({ label: "", symbol, scale: "linear", min: -0.5, max: 2.5, ticks: [0, 1, 2] }) as const;
  return {
    kind: "curves",
    title,
    finding: cell === undefined ? "no run finished" : finding,
    x: axis("x₁"),
    y: axis("x₂"),
    aspect: 1,
    legend: true,
    ...more,
    series: [...(more.series ?? []), ...series],
  };
}

/** Figure 3 of S3 (F3.3). */
export const liFig3: Experiment = {
  id: "li-fig3",
  title: "When are clusters separated enough?",
  paper: `${PAPER}, Figure 3`,
  claim:
    "Two classes of two balls each, placed like XOR, are separated in the sense of assumption (A1) if every ball is a component, and are not if every class is one. No line separates them, so the assumption is about clusters, not about linear separability.",
  parameters: [
    { key: "samples", type: "integer", min: 40, max: 1000, default: 400, doc: "samples that δ and the diameters are measured on" },
  ],
  presets: { quick: { trials: 5 }, paper: { trials: 20 } },
  precision: "f32",
  inputs: "none",
  grid: () => SOURCES.map((data) => ({ data })),
  affinity: (cell, index) => `${cell.data}:${index}`,
  trial,
  aggregate: (_config, grid, outcomes) => columns(NAMES, grid, outcomes),
  figure: (config, result) => {
    const cell = summaries(result).get("plane");
    const [delta, diameter] = [cell?.delta[0] ?? 2 - XOR_DIAMETER, cell?.diameter[0] ?? XOR_DIAMETER];
    const [one, lambda, oneLambda] = [cell?.oneDiameter[0] ?? 0, cell?.lambda[0] ?? 0, cell?.oneLambda[0] ?? 0];
    return {
      title: "XOR balls are well separated as four components, and not as two classes.",
      lead: `Two classes, each uniform over two balls of diameter 1/10; δ and diameters of ${number(config, "samples")} samples, ${SHOWN} of them drawn.`,
      caption:
        "(A1) wants every component's diameter to be at most δ/(8ℓ), δ being the least distance of two classes. The origin lies in a ball, so (A2), ‖x‖ = 1, cannot hold here; the same clusters lifted to the unit sphere are checked too.",
      panels: [
        plane(
          result,
          "(a) each class as two components",
          `λ = ${showNumber(diameter)}/${showNumber(delta)} = ${showNumber(lambda)} ≤ 1/16`,
          { brackets: [{ x: 0, low: XOR_DIAMETER / 2, high: 2 - XOR_DIAMETER / 2, label: `δ = ${showNumber(delta)}` }] },
        ),
        plane(result, "(b) each class as one component", `λ = ${showNumber(one)}/${showNumber(delta)} = ${showNumber(oneLambda)} > 1/8`, {
          series: [
            {
              label: `diameter ${showNumber(one)}`,
              style: "theory",
              line: "theory",
              marker: "none",
              points: [
                { x: 0, y: 0 },
                { x: 2, y: 2 },
              ],
            },
          ],
        }),
      ],
      columns: 2,
    };
  },
  checks: (_config, result) => checks(result),
  claims: (_config, result) => claims(result),
};
