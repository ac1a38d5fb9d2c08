// What is published: every entry of `exports` exists, publint and arethetypeswrong find nothing, no install scripts.
import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { node, root, run } from "./lib/setup.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const missing = Object.values(manifest.exports)
  .flatMap((entry) => (typeof entry === "string" ? [entry] : Object.values(entry)))
  .filter((file) => !existsSync(join(root, file)));
missing.forEach((file) => console.error(`package.json names ${file}, which the build does not make`));
const scripts = ["preinstall", "install", "postinstall", "prepare"].filter((name) => name in manifest.scripts);
scripts.forEach((name) => console.error(`package.json has an install script: ${name}`));

const lint = node("node_modules/publint/src/cli.js", ".", "--strict");
// Only the ESM profile: CommonJS users load it by import() or by Node's require(esm).
const types = run(process.execPath, [
  join(root, "node_modules/@arethetypeswrong/cli/dist/index.js"),
  "--pack",
  ".",
  "--profile",
  "esm-only",
  "--quiet",
]);
process.exitCode = missing.length + scripts.length + lint + types === 0 ? 0 : 1;
