// npm run web: the site with its kernels, rebuilt at every change of src/, web/ or assembly/. npm run web:build: the same as files.
// `test` makes the site that the tests open, once for all of them.
import { join } from "node:path";
import { root, run, say, setUp } from "./lib/setup.mjs";
import { storedResults } from "./lib/storedResults.mjs";

/** Of the trials of each quick preset: enough to see what a figure shows, in a minute or two for all. */
const SHARE = 1 / 5;

async function build(settings) {
  const { siteConfig } = await import("../web/webpack.config.mjs");
  const { staticPage } = await import("../web/staticPage.mjs");
  const { default: webpack } = await import("webpack");
  say("Building the site");
  webpack(siteConfig({ ...settings, page: await staticPage(settings.reference) }), (error, stats) => {
    console.log(error ?? stats.toString({ colors: false, modules: false, chunks: false }));
    process.exitCode = error || stats.hasErrors() ? 1 : 0;
  });
}

setUp();
const job = process.argv[2];
if (job === "build") {
  say("Computing the stored results");
  await build({ reference: await storedResults(join(root, "build/reference"), SHARE) });
} else if (job === "test") {
  const reference = await storedResults(join(root, "build/reference-test"), 1 / 20, ["wang-fig2"]);
  await build({ output: join(root, "build/web-test/site"), reference });
} else {
  run(process.execPath, [join(root, "node_modules/webpack-cli/bin/cli.js"), "serve", "--config", "web/webpack.config.mjs"]);
}
