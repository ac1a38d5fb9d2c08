import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

/** Of everything that a result may depend on: the element only draws them. */
function hashOfPackage() {
  const hash = createHash("sha256");
  const files = readdirSync(join(root, "dist"), { recursive: true }).filter((name) => name.endsWith(".js") && !/^element\b/.test(name));
  for (const name of files.toSorted((a, b) => (a < b ? -1 : 1))) hash.update(name).update(readFileSync(join(root, "dist", name)));
  return hash.digest("hex");
}

/**
 * A small result of every experiment (or of those named) as files: what the site shows where nothing can be computed, and on its cards.
 * `share` of the trials of the quick preset, one at least. Results of the same package are taken from the last time. Needs the built
 * package. Returns name in the site → path.
 */
export async function storedResults(folder, share, ids) {
  const { experiments, resolveRun } = await import("../../dist/experiments/index.js");
  const { canonicalJson, makeResult, runTrials } = await import("../../dist/sweep/index.js");
  mkdirSync(folder, { recursive: true });
  const key = `${hashOfPackage()} ${share}\n`;
  const files = {};
  for (const experiment of experiments) {
    if (ids !== undefined && !ids.includes(experiment.id)) continue;
    const path = join(folder, `${experiment.id}.json`);
    files[`reference/${experiment.id}.json`] = path;
    const made = `${path}.key`;
    if (existsSync(made) && readFileSync(made, "utf8") === key) continue;
    const { config, inputs } = resolveRun(experiment, { trials: Math.ceil(share * experiment.presets.quick.trials) });
    const result = makeResult(experiment, "quick", config, await runTrials(experiment, config, inputs));
    writeFileSync(path, `${canonicalJson(result)}\n`);
    writeFileSync(made, key);
  }
  return files;
}
