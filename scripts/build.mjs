// Builds everything: kernels (asc) → base64 modules in src/wasm/generated → dist (tsc) and in it the web component, one file (esbuild).
// `--wasm-only` stops before tsc.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (tool) => join(root, "node_modules", tool);
const run = (script, ...args) => execFileSync(process.execPath, [bin(script), ...args], { cwd: root, stdio: "inherit" });

function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

/** One generated module per precision, so that `load()` brings in only the binary it needs. */
function embed(precision) {
  run("assemblyscript/bin/asc.js", `assembly/${precision}.ts`, "--target", precision);
  const base64 = readFileSync(join(root, `build/${precision}.wasm`)).toString("base64");
  const folder = join(root, "src/wasm/generated");
  mkdirSync(folder, { recursive: true });
  writeIfChanged(
    join(folder, `${precision}.ts`),
    `// Made by scripts/build.mjs from assembly/.\nexport const base64: string = "${base64}";\n`,
  );
}

mkdirSync(join(root, "build"), { recursive: true });
for (const precision of ["f32", "f64"]) embed(precision);

if (!process.argv.includes("--wasm-only")) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run("typescript/bin/tsc", "-p", "tsconfig.json");
  const cli = join(root, "dist/cli/main.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
  const { buildElement } = await import("../web/element.mjs");
  await buildElement(join(root, "dist/element/relulab-element.js"));
}
