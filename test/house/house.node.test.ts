import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { figureStyle } from "../../src/report/style.js";
import { MARGIN_COUNTS, MARGIN_REALS } from "../../src/theory/marginState.js";
import { RELU_COUNT_FIELDS, RELU_REAL_FIELDS } from "../../src/train/reluState.js";
import { SOFTMAX_COUNT_FIELDS, SOFTMAX_REAL_FIELDS } from "../../src/train/softmaxState.js";
import { COUNT_FIELDS, REAL_FIELDS } from "../../src/train/state.js";

// House rules as tests: import order, same bits everywhere, no foreign paths.

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" }).trim().split("\n");
const sources = tracked.filter((file) => file.startsWith("src/") && file.endsWith(".ts"));
const read = (file: string): string => readFileSync(file, "utf8");
const code = (file: string): string => read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");

/** Lower numbers may be imported by higher ones; equal folders by themselves. */
const ORDER = [
  "errors",
  "version",
  "numerics",
  "platform",
  "wasm",
  "data",
  "models",
  "train",
  "theory",
  "lab",
  "sync",
  "files",
  "kernels",
  "experiments",
  "report",
  "sweep",
  "element",
  "bench",
  "cli",
  "index",
];
const TYPES_ONLY = new Set(["src/experiments/types.ts"]);

const layer = (file: string): string => file.split("/")[1].replace(/\.ts$/, "");

function imports(file: string): { path: string; types: boolean }[] {
  return Array.from(
    code(file).matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g),
    (match) => ({
      types: match[1] !== undefined,
      path: match[2] ?? match[3],
    }),
  );
}

const target = (file: string, path: string): string =>
  path === "#platform" ? "src/platform/node.ts" : normalize(join(dirname(file), path.replace(/\.js$/, ".ts")));

test("imports point up the list of folders only", () => {
  const wrong: string[] = [];
  for (const file of sources)
    for (const { path, types } of imports(file)) {
      if (!path.startsWith(".") && path !== "#platform") continue;
      if (types && TYPES_ONLY.has(file)) continue;
      const [from, to] = [ORDER.indexOf(layer(file)), ORDER.indexOf(layer(target(file, path)))];
      if (from < 0 || to < 0 || to > from) wrong.push(`${file} imports ${path}`);
    }
  expect(wrong).toEqual([]);
});

test("src knows nothing of the site, and the site imports nothing but src and itself", () => {
  const site = tracked.filter((file) => /^web\/src\/.*(?<!\.d)\.ts$/.test(file));
  expect(site.length).toBeGreaterThan(20);
  const outside = site.flatMap((file) =>
    imports(file)
      .filter(({ path }) => !path.startsWith("#kernels/") && !/^(web\/)?src\//.test(target(file, path)))
      .map(({ path }) => `${file} imports ${path}`),
  );
  const inside = sources.filter((file) => imports(file).some(({ path }) => path.includes("/web/src/")));
  expect([...outside, ...inside]).toEqual([]);
});

test("the site makes no markup from text and no styles from script", () => {
  const site = tracked.filter((file) => /^web\/.*\.(ts|html)$/.test(file));
  expect(
    site.filter((file) => /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bstyle=|"style"|\bon[a-z]+="/.test(read(file))),
  ).toEqual([]);
});

test("the page knows every class that figures have", () => {
  const sheet = read("web/styles/figures.css");
  const classes = Array.from(figureStyle().matchAll(/\.([a-z][\w-]*)/g), ([, name]) => name).filter(
    (name) => !["caption", "lead"].includes(name),
  );
  expect(classes.length).toBeGreaterThan(50);
  expect(classes.filter((name) => !sheet.includes(`.${name}`))).toEqual([]);
});

test("the core reaches no dependency", () => {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path } of imports(file)) {
      if (path.startsWith(".") || path === "#platform") visit(target(file, path));
      else if (!path.startsWith("node:")) outside.add(`${file}: ${path}`);
    }
  };
  visit("src/index.ts");
  expect(Array.from(outside)).toEqual([]);
  expect(seen.size).toBeGreaterThan(15);
});

const ALLOWED = new Set("abs floor ceil trunc round min max sqrt fround imul clz32 sign".split(" "));

test("src uses only functions of Math that all engines round alike, and no power operator", () => {
  // The plain JavaScript that benchmarks compare with: no result depends on it.
  const wrong = sources
    .filter((file) => file !== "src/bench/javascript.ts")
    .flatMap((file) =>
      Array.from(code(file).matchAll(/\bMath\.(\w+)/g))
        .filter(([, name]) => !ALLOWED.has(name))
        .map(([text]) => `${file}: ${text}`),
    );
  const powers = sources.filter(
    (file) => !file.startsWith("src/wasm/") && /[\w)\]]\s*\*\*\s*[\w(]/.test(code(file).replace(/2 \*\* \d+/g, "0")),
  );
  expect([...wrong, ...powers]).toEqual([]);
});

test("kernels use no Math of their compiler", () => {
  const kernels = tracked.filter((file) => file.startsWith("assembly/") && file.endsWith(".ts"));
  expect(kernels.length).toBeGreaterThan(10);
  expect(kernels.filter((file) => /\b(Native)?Mathf?\s*\./.test(code(file)))).toEqual([]);
});

test("both binaries import nothing but their memory and use no relaxed SIMD", async () => {
  for (const precision of ["f32", "f64"] as const) {
    const { base64 } = (await import(`../../src/wasm/generated/${precision}.ts`)) as { base64: string };
    const bytes = Buffer.from(base64, "base64");
    const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
    expect(imported).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    expect(bytes.length).toBeLessThan(40_000);
  }
  expect(JSON.parse(read("asconfig.json")).options.enable).toEqual(["simd"]);
});

test.each([
  ["assembly/train/state.ts", COUNT_FIELDS, REAL_FIELDS],
  ["assembly/train/reluState.ts", RELU_COUNT_FIELDS, RELU_REAL_FIELDS],
  ["assembly/train/softmaxState.ts", SOFTMAX_COUNT_FIELDS, SOFTMAX_REAL_FIELDS],
  ["assembly/margin/state.ts", MARGIN_COUNTS, MARGIN_REALS],
] as const)("the state block of %s has the same slots on both sides", (file, counts, reals) => {
  const fields = Array.from(read(file).matchAll(/^ {2}(\w+): (u32|usize|f64) = 0;/gm), ([, name, type]) => ({
    name,
    real: type === "f64",
  }));
  expect(fields.filter(({ real }) => !real).map(({ name }) => name)).toEqual([...counts]);
  expect(fields.filter(({ real }) => real).map(({ name }) => name)).toEqual([...reals]);
  expect(fields.findIndex(({ real }) => real)).toBe(counts.length);
});

test("no default exports", () => {
  expect(sources.filter((file) => /export default/.test(code(file)))).toEqual([]);
});

test("no file names a machine or a registry", () => {
  const text = tracked.filter((file) => !/\.(png|gz)$/.test(file) && file !== "test/house/house.node.test.ts");
  expect(text.filter((file) => /\/(work|root|home)\/\w|registry\.\w+\.\w+|localhost:\d/.test(read(file)))).toEqual([]);
});
