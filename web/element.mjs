import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { elementSheet } from "./stylesheet.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** As in the site's bundle, two files stand in the place of others. */
const PLACES = { "#platform": "../src/platform/web.ts", "./spawn.js": "src/runs/borrow.ts" };

const places = {
  name: "places",
  setup: ({ onResolve }) => onResolve({ filter: /^(#platform|\.\/spawn\.js)$/ }, (found) => ({ path: path(PLACES[found.path]) })),
};

/** `<relu-figure>` as one file, kernels and style included. Needs the kernels of scripts/build.mjs, and takes a tenth of a second. */
export const buildElement = (outfile) =>
  build({
    entryPoints: [path("src/element/index.ts")],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    plugins: [places],
    define: { RELULAB_SHEET: JSON.stringify(smaller(elementSheet())) },
    banner: { js: "/*! relulab: MIT licence */" },
    logLevel: "warning",
  });

/** Comments and line breaks of a sheet are for its readers. */
const smaller = (sheet) => sheet.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\s+/g, " ");
