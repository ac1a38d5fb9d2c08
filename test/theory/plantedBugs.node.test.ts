import { expect, test } from "vitest";
import { createLab } from "../../src/lab.js";
import type { TwoLayerOptions } from "../../src/train/twoLayerOptions.js";
import { type Bug, compile, NO_BUG } from "../support/plantedKernels.js";

// Kernels that are wrong on purpose, compiled from the real source with one line changed: the inequalities of the proof must notice.

const BUGS: readonly Bug[] = [
  {
    name: "the sign of the step is flipped",
    file: "assembly/train/gate.ts",
    right: "load<real>(s.etaV + at) * y * m",
    wrong: "-load<real>(s.etaV + at) * y * m",
  },
  {
    name: "noise goes into the units with y·v < 0",
    file: "assembly/train/gate.ts",
    right: "y * load<real>(s.v + j * REAL) >= 0",
    wrong: "y * load<real>(s.v + j * REAL) <= 0",
  },
  {
    name: "the step forgets the label",
    file: "assembly/train/gate.ts",
    right: "load<real>(s.etaV + at) * y * m",
    wrong: "load<real>(s.etaV + at) * m",
  },
];

/** Bugs that only leaky units or both layers can have. */
const LEAKY_BUGS: readonly Bug[] = [
  {
    name: "the gate has the slope on the wrong side",
    file: "assembly/train/gate.ts",
    right: "zj > 0 ? 1 : slope;",
    wrong: "zj < 0 ? 1 : slope;",
  },
  {
    name: "the gate forgets the slope",
    file: "assembly/train/gate.ts",
    right: "zj > 0 ? 1 : slope;",
    wrong: "zj > 0 ? 1 : 0;",
  },
  {
    name: "the output has the slope on the wrong side",
    file: "assembly/train/output.ts",
    right: "v128.pmax<real>",
    wrong: "v128.pmin<real>",
  },
  {
    name: "the new v goes into the first layer with η twice",
    file: "assembly/train/secondLayer.ts",
    right: "store<real>(s.etaV + at, eta * vj);",
    wrong: "store<real>(s.etaV + at, eta * eta * vj);",
  },
];

const NOISY = { method: "noisy", noiseStd: 5 } as const;
const LEAKY = { method: "plain", slope: 0.2, outputWeights: { plusMinus: 0.5 }, initialWeights: { sphere: 0.5 } } as const;

/** Updates and violations of a few runs with these kernels. */
function check(
  module: WebAssembly.Module,
  engine: "primal" | "gram",
  kind: Partial<TwoLayerOptions> = NOISY,
): { updates: number; violations: number } {
  const lab = createLab(module, "f64");
  const found = { updates: 0, violations: 0 };
  for (let seed = 1; seed <= 5; seed++) {
    const data = lab.data.separable({ samples: 20, features: 8, seed });
    const options = { hidden: 4, learningRate: 0.05, seed, maxEpochs: 20, engine, checkProof: true, ...kind } as const;
    const { proof } = lab.sync.trainTwoLayer(data, options);
    found.updates += proof?.updates ?? 0;
    found.violations += proof?.violations ?? 0;
  }
  lab.dispose();
  return found;
}

test("the kernels as they are break no inequality", async () => {
  const module = await compile(NO_BUG);
  for (const engine of ["primal", "gram"] as const) {
    const { updates, violations } = check(module, engine);
    expect(violations).toBe(0);
    expect(updates).toBeGreaterThan(50);
  }
});

const KINDS = [
  LEAKY,
  { ...LEAKY, slope: 0.9 },
  { ...LEAKY, layers: "both" },
  { ...NOISY, slope: 0.2 },
  { method: "plain", layers: "both" },
] as const;

test.each(KINDS)("nor those of S2: %j", async (kind) => {
  const module = await compile(NO_BUG);
  for (const engine of ["primal", "gram"] as const) {
    const { updates, violations } = check(module, engine, kind);
    expect(violations).toBe(0);
    expect(updates).toBeGreaterThan(50);
  }
});

/** About half of the units are active: a small slope shows what they do too much, a large one what the others do too little. */
const SLOPES = [0.2, 0.9];

test.each(LEAKY_BUGS)("the proof of S2 notices when $name", async (bug) => {
  const module = await compile(bug);
  for (const engine of ["primal", "gram"] as const) {
    const violations = SLOPES.map((slope) => check(module, engine, { ...LEAKY, slope, layers: "both" }).violations);
    expect(Math.max(...violations), engine).toBeGreaterThan(0);
  }
});

test.each(BUGS)("the proof notices when $name", async (bug) => {
  const module = await compile(bug);
  for (const engine of ["primal", "gram"] as const) expect(check(module, engine).violations, engine).toBeGreaterThan(0);
});
