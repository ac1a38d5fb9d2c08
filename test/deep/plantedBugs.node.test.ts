import { expect, test } from "vitest";
import { createLab } from "../../src/lab.js";
import { type Bug, compile, NO_BUG } from "../support/plantedKernels.js";

// Kernels of deep networks that are wrong on purpose: a sure statement of the certificates must be broken.

const BUGS: readonly Bug[] = [
  {
    name: "the backward pass forgets the masks of inner layers",
    file: "assembly/linear/rectify.ts",
    right: "v128.bitselect(v128.mul<real>(atZero, d), kept, v128.eq<real>(value, zero))",
    wrong: "d",
  },
  {
    name: "the backward pass forgets the masks of the last layer",
    file: "assembly/train/deep.ts",
    right: "load<real>(H) > 0 ? weight",
    wrong: "load<real>(H) >= 0 ? weight",
  },
  {
    name: "the backward pass forgets v",
    file: "assembly/train/deep.ts",
    right: "weight * load<real>(c + i * REAL)",
    wrong: "load<real>(c + i * REAL)",
  },
  {
    name: "the outputs forget the signs of v",
    file: "assembly/train/deep.ts",
    right: "const weight = <f64>load<real>(v + j * REAL);",
    wrong: "const weight = abs<f64>(<f64>load<real>(v + j * REAL));",
  },
];

/** Sure statements that some runs with these kernels break. */
function broken(module: WebAssembly.Module): string[] {
  const lab = createLab(module, "f64");
  const found = new Set<string>();
  for (let seed = 1; seed <= 3; seed++) {
    const data = lab.data.separated({ samples: 12, features: 8, separation: 0.2, seed });
    const run = lab.sync.trainDeep(data, { hidden: [24, 20, 16], learningRate: 0.005, maxSteps: 20, seed, stopAtZeroError: false });
    for (const { theorem, statement, verdict } of lab.sync.certify(run, data))
      if (statement === "sure" && verdict === "violated") found.add(theorem);
  }
  lab.dispose();
  return [...found];
}

test("the kernels as they are break no sure statement", async () => {
  expect(broken(await compile(NO_BUG))).toEqual([]);
});

test.each(BUGS)("the certificates notice when $name", async (bug) => {
  expect(broken(await compile(bug))).toContain("S4 §3.4 (gradient)");
});
