import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import webpack from "webpack";
import { createLab, type Lab, load } from "../../src/lab.js";
// @ts-expect-error a plain script
import { FreshWasm, kernelRules } from "../../web/webpack.kernels.mjs";

// as-loader compiles with other optimiser settings than `npm run build` does; the bits must be the same.

function bundle(precision: string, folder: string): Promise<void> {
  const compiler = webpack({
    mode: "production",
    entry: resolve(`assembly/${precision}.ts`),
    output: { path: folder, module: true, publicPath: "auto" },
    experiments: { outputModule: true },
    resolve: { extensions: [".ts", ".js"] },
    module: { rules: kernelRules },
    plugins: [new FreshWasm()],
  });
  return new Promise((done, fail) =>
    compiler.run((error, stats) => {
      if (error) fail(error);
      else if (stats?.hasErrors()) fail(new Error(stats.toString({ all: false, errors: true })));
      else compiler.close(() => done());
    }),
  );
}

function runs(lab: Lab): unknown {
  const data = lab.data.separable({ samples: 60, features: 33, seed: 4 });
  return (["primal", "gram"] as const).map((engine) =>
    lab.sync.trainTwoLayer(data, { hidden: 6, learningRate: 0.01, noiseStd: 9, seed: 3, engine, trace: [0, 50, 500] }),
  );
}

test.each(["f32", "f64"] as const)("as-loader builds kernels of %s with the bits of the embedded binary", async (precision) => {
  const folder = mkdtempSync(join(tmpdir(), "relulab-as-loader-"));
  try {
    await bundle(precision, folder);
    const file = readdirSync(folder, { recursive: true })
      .map(String)
      .find((name) => name.endsWith(".wasm"))!;
    const lab = createLab(new WebAssembly.Module(readFileSync(join(folder, file))), precision);
    expect(runs(lab)).toEqual(runs(await load({ precision })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
