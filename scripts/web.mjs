// npm run web: the site with its kernels, rebuilt at every change of src/, web/ or assembly/. npm run web:build: the same as files.
import { join } from "node:path";
import { root, run, say, setUp } from "./lib/setup.mjs";
import { storedResults } from "./lib/storedResults.mjs";

/** Of each experiment's quick preset: enough to see what the figure shows, in a minute or two for all. */
const TRIALS = 4;

setUp();
const { siteConfig } = await import("../web/webpack.config.mjs");
if (process.argv[2] === "build") {
  say("Computing the stored results");
  const reference = await storedResults(join(root, "build/reference"), TRIALS);
  const { default: webpack } = await import("webpack");
  say("Building the site");
  webpack(siteConfig({ reference }), (error, stats) => {
    console.log(error ?? stats.toString({ colors: false, modules: false, chunks: false }));
    process.exitCode = error || stats.hasErrors() ? 1 : 0;
  });
} else {
  run(process.execPath, [join(root, "node_modules/webpack-cli/bin/cli.js"), "serve", "--config", "web/webpack.config.mjs"]);
}
