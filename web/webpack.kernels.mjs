// The part of a webpack configuration that compiles assembly/ with the bundle, so that editing a kernel rebuilds the page.

/** as-loader names the binary after the entry file alone and marks it immutable: after an edit deeper down webpack would keep the old one. */
export class FreshWasm {
  apply(compiler) {
    compiler.hooks.compilation.tap("FreshWasm", (compilation) =>
      compilation.hooks.processAssets.tap({ name: "FreshWasm", stage: 5000 }, (assets) => {
        for (const name of Object.keys(assets))
          if (name.endsWith(".wasm")) compilation.updateAsset(name, (source) => source, { immutable: false });
      }),
    );
  }
}

/** One rule per precision: each has an entry file and a target of asconfig.json (its path is relative to the entry's folder). */
export const kernelRules = ["f32", "f64"].map((precision) => ({
  test: new RegExp(`assembly[\\\\/]${precision}\\.ts$`),
  loader: "as-loader",
  options: { config: "../asconfig.json", target: precision },
}));
