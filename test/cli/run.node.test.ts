import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findMnist } from "../support/mnist.js";

// The built command, end to end. `npm test` builds first.

const CLI = "dist/cli/main.js";
const folder = mkdtempSync(join(tmpdir(), "relulab-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { RELULAB_DATA: _unset, ...cleanEnvironment } = process.env;

function relulab(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8", env: cleanEnvironment });
}

const SMALL = ["--trials", "4", "--set", "samples=20,60", "--set", "hidden=2,12,20"];
const out = (name: string): string => join(folder, name);

test("run writes a complete folder, and the same bytes for any number of workers", () => {
  const bytes = [1, 2, 3].map((workers) => {
    const target = out(`workers-${workers}`);
    const { status, stdout } = relulab("run", "wang-fig2", ...SMALL, "--workers", String(workers), "--out", target);
    expect(status).toBe(0);
    expect(stdout).toContain("✓ Every Algorithm 1 trial succeeds: 24 of 24");
    expect(readdirSync(target).sort()).toEqual(["cells.csv", "figure.svg", "records.ndjson", "result.json", "run.log.json"]);
    return ["cells.csv", "figure.svg", "records.ndjson", "result.json"].map((name) => readFileSync(join(target, name), "utf8"));
  });
  expect(bytes[1]).toEqual(bytes[0]);
  expect(bytes[2]).toEqual(bytes[0]);
  const [csv, svg, records, result] = bytes[0];
  expect(csv.split("\n").length).toBe(14);
  expect(svg.match(/class="cell"/g)?.length).toBe(12);
  expect(records.trim().split("\n").length).toBe(48);
  expect(result).not.toMatch(/workers|seconds|\/tmp/);
});

test("--json prints exactly one object, the content of result.json", () => {
  const target = out("json");
  const { status, stdout } = relulab("run", "wang-fig2", ...SMALL, "--json", "--out", target);
  expect(status).toBe(0);
  expect(stdout).toBe(readFileSync(join(target, "result.json"), "utf8"));
  expect(JSON.parse(stdout)).toMatchObject({ id: "wang-fig2", preset: "quick", seed: 1, numericsVersion: 1 });
});

test("a complete folder answers by itself; another configuration is refused with the keys that differ", () => {
  const target = out("json");
  const before = readFileSync(join(target, "run.log.json"), "utf8");
  expect(relulab("run", "wang-fig2", ...SMALL, "--out", target).status).toBe(0);
  expect(readFileSync(join(target, "run.log.json"), "utf8")).toBe(before);
  const other = relulab("run", "wang-fig2", ...SMALL, "--seed", "2", "--set", "noiseStd=15", "--out", target);
  expect(other.status).toBe(73);
  expect(other.stderr).toContain("differs in seed, noiseStd");
});

test("a failed check gives exit code 1", () => {
  const args = ["--trials", "60", "--set", "samples=60", "--set", "hidden=20", "--set", "learningRate=1"];
  const { status, stdout } = relulab("run", "wang-fig2", ...args, "--out", out("failed"));
  expect(stdout).toContain("✗ Plain SGD at k = 20 succeeds often");
  expect(status).toBe(1);
});

const REFUSED: readonly [string[], number, string][] = [
  [["fly"], 64, "UNKNOWN_COMMAND"],
  [["run"], 64, "ARG_SHAPE"],
  [["run", "wang-fig9"], 64, "UNKNOWN_EXPERIMENT"],
  [["run", "wang-fig2", "--color"], 64, "UNKNOWN_FLAG"],
  [["run", "wang-fig2", "--trials"], 64, "ARG_TYPE"],
  [["run", "wang-fig2", "--trials", "0"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--trials", "1.5"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--seed", "-1"], 64, "ARG_TYPE"],
  [["run", "wang-fig2", "--preset", "huge"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--set", "samples"], 64, "ARG_TYPE"],
  [["run", "wang-fig2", "--set", "sample=20"], 64, "UNKNOWN_KEY"],
  [["run", "wang-fig2", "--set", "samples=20,abc"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--set", "samples=20,20"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--set", "hidden=1"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--set", "sampling=sorted"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--data", "here"], 64, "ARG_UNKNOWN"],
  [["run", "wang-fig3", "--data", "/no/such/folder"], 66, "INPUT_MISSING"],
  [["run", "wang-fig2", "--out", "/dev/null/x"], 73, "OUTPUT_CREATE"],
  [["list", "wang-fig9"], 64, "UNKNOWN_EXPERIMENT"],
];

test.each(REFUSED)("refused: %j", (args, status, code) => {
  const target = out("refused");
  const full = args[0] === "run" && !args.includes("--out") ? [...args, "--out", target] : args;
  const plain = relulab(...full);
  expect(plain.status).toBe(status);
  expect(plain.stdout).toBe("");
  expect(plain.stderr.trim().split("\n").length).toBe(2);
  expect(plain.stderr.startsWith(`${code}: `)).toBe(true);
  expect(existsSync(target)).toBe(false);
  const json = relulab(...full, "--json");
  expect(json.status).toBe(status);
  expect(JSON.parse(json.stdout).error.code).toBe(code);
});

test("damaged digit files are refused with their code and leave nothing behind", () => {
  const data = out("digits");
  mkdirSync(data);
  writeFileSync(join(data, "train-images-idx3-ubyte"), Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28));
  writeFileSync(join(data, "train-labels-idx1-ubyte"), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 3));
  const { status, stderr } = relulab("run", "wang-fig3", "--data", data, "--out", out("damaged"));
  expect(stderr).toMatch(/^IDX_TRUNCATED: /);
  expect(status).toBe(65);
  expect(existsSync(out("damaged"))).toBe(false);
});

test("list names every experiment and its settings", () => {
  expect(relulab("list").stdout).toMatch(/wang-fig2[\s\S]+wang-fig3/);
  expect(relulab("list", "wang-fig3").stdout).toMatch(/scaling = unit-interval/);
  expect(relulab().status).toBe(0);
});

const mnist = findMnist();
const FIG3 = ["run", "wang-fig3", "--trials", "2", "--set", "samples=200,400", "--set", "hidden=6,40"];

test("wang-fig3 on generated digits says so", () => {
  const target = out("fig3");
  expect(relulab(...FIG3, "--out", target).status).toBe(0);
  expect(readFileSync(join(target, "figure.svg"), "utf8")).toContain("generated digits");
  expect(JSON.parse(readFileSync(join(target, "result.json"), "utf8")).config.inputs.kind).toBe("generated");
});

test.skipIf(mnist === undefined)(`wang-fig3 on real MNIST${mnist === undefined ? ": no folder data/mnist found" : ""}`, () => {
  const target = out("fig3-mnist");
  const copy = out("mnist");
  cpSync(mnist!, copy, { recursive: true });
  expect(relulab(...FIG3, "--data", copy, "--out", target).status).toBe(0);
  expect(JSON.parse(readFileSync(join(target, "result.json"), "utf8")).config.inputs).toMatchObject({
    kind: "files",
    count: 60_000,
    name: "MNIST train",
  });
});
