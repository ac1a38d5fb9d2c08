import { fileURLToPath } from "node:url";
import { EsbuildPlugin } from "esbuild-loader";
import webpack from "webpack";
import { styleFiles, stylesheet } from "./stylesheet.mjs";
import { errataRule } from "./webpack.errata.mjs";
import { formulaRule } from "./webpack.formulas.mjs";
import { StaticFiles } from "./webpack.files.mjs";
import { FreshWasm, kernelRules } from "./webpack.kernels.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const target = "es2022";

/** The site. `reference` names stored results, by experiment; `page` is index.html as staticPage.mjs makes it, else without a stored figure. */
export function siteConfig({ output = path("../build/web"), reference = {}, page } = {}) {
  return {
    mode: "production",
    context: path(".."),
    entry: { page: path("src/page.ts") },
    // Relative to the script, so that the folder works under any path of any server.
    output: {
      path: output,
      module: true,
      publicPath: "auto",
      clean: true,
      filename: "[name].js",
      chunkFilename: "[name].[contenthash:8].js",
    },
    experiments: { outputModule: true },
    performance: { hints: false },
    // Kernels take most of a build: unchanged ones are kept from the last.
    cache: {
      type: "filesystem",
      cacheDirectory: path("../build/cache"),
      buildDependencies: { config: [path("webpack.config.mjs"), path("../asconfig.json")] },
    },
    resolve: {
      extensions: [".ts", ".js"],
      extensionAlias: { ".js": [".ts", ".js"] },
      alias: {
        "#platform": path("../src/platform/web.ts"),
        "#kernels/f32": path("../assembly/f32.ts"),
        "#kernels/f64": path("../assembly/f64.ts"),
        "#formulas/theorems": path("formulas/theorems.tex.json"),
        "#errata": path("../docs/errata.md"),
        "#formulas/papers": path("formulas/papers.tex.json"),
      },
    },
    module: {
      rules: [...kernelRules, formulaRule, errataRule, { test: /(src|web)[\\/].*\.ts$/, loader: "esbuild-loader", options: { target } }],
    },
    optimization: { minimizer: [new EsbuildPlugin({ target, format: "esm" })] },
    plugins: [
      new FreshWasm(),
      new webpack.NormalModuleReplacementPlugin(/[\\/]embedded\.js$/, path("src/workers/compiledKernels.ts")),
      new webpack.NormalModuleReplacementPlugin(/[\\/]spawn\.js$/, path("src/runs/borrow.ts")),
      new StaticFiles({
        "index.html": page === undefined ? path("index.html") : { from: [path("index.html")], text: () => page },
        "relulab.css": { from: styleFiles(), text: stylesheet },
        ...reference,
      }),
    ],
  };
}

export default {
  ...siteConfig(),
  // The name of a kernel's binary does not change with its content, so nothing may be kept by the browser.
  devServer: { static: false, port: 8080, client: { overlay: false }, headers: { "cache-control": "no-store" } },
};
