import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { numericsVersion } from "../../src/version.js";
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
  expect(JSON.parse(stdout)).toMatchObject({ id: "wang-fig2", preset: "quick", seed: 1, numericsVersion });
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

test("checks do not fail by chance of a single trial a cell", () => {
  // Seed 1 has k = 14 succeed and k = 16 fail.
  const { status, stdout } = relulab("run", "wang-fig2", "--trials", "1", "--set", "samples=40", "--out", out("single"));
  expect(stdout).toContain("1.4 standard errors (14 to 16)");
  expect(status).toBe(0);
});

test("a result that was changed is not believed, one of another preset is refused", () => {
  const target = out("changed");
  const file = join(target, "result.json");
  const run = (...more: string[]) => relulab("run", "wang-fig2", ...SMALL, "--quiet", "--out", target, ...more);
  expect(run().status).toBe(0);
  const whole = readFileSync(file, "utf8");
  writeFileSync(file, whole.replace('"successes":0', '"successes":1'));
  expect(run().status).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(whole);
  const other = run("--preset", "paper");
  expect(other.status).toBe(73);
  expect(other.stderr).toContain("differs in preset");
});

test("an empty RELULAB_DATA counts as unset, one that names nothing does not, and an experiment without inputs ignores it", () => {
  const run = (id: string, folder: string, name: string) =>
    spawnSync(process.execPath, [CLI, "run", id, "--trials", "1", "--set", "samples=20", "--set", "hidden=2", "--out", out(name)], {
      encoding: "utf8",
      env: { ...cleanEnvironment, RELULAB_DATA: folder },
    });
  expect(run("wang-fig3", "", "unset").status).toBe(0);
  expect(run("wang-fig3", "/no/such/folder", "missing").stderr).toMatch(/^INPUT_MISSING: /);
  expect(run("wang-fig2", "/no/such/folder", "ignored").status).toBe(0);
});

/** Runs a shell line with `$relulab`; pipes and redirections are what is tested. */
const shell = (line: string) =>
  spawnSync("bash", ["-c", line], { encoding: "utf8", env: { ...cleanEnvironment, relulab: `${process.execPath} ${CLI}` } });

test("a reader that leaves does not stop a run; output that cannot be written is an error", () => {
  const args = `run wang-fig2 ${SMALL.join(" ")}`;
  const left = shell(`$relulab ${args} --out ${out("left")} 2>&1 | head -c 1; exit \${PIPESTATUS[0]}`);
  expect(left.status).toBe(0);
  expect(readdirSync(out("left")).sort()).toEqual(["cells.csv", "figure.svg", "records.ndjson", "result.json", "run.log.json"]);
  if (!existsSync("/dev/full")) return;
  const full = shell(`$relulab ${args} --quiet --json --out ${out("left")} > /dev/full`);
  expect(full.status).toBe(74);
  expect(full.stderr).toMatch(/^OUTPUT_IO: .+ENOSPC.+\n.+\n$/);
  expect(shell(`$relulab run wang-fig9 2> /dev/full`).status).toBe(64);
});

test("SIGINT in the middle of a long trial ends with 130 at once and leaves nothing", async () => {
  // No noise to speak of: a stuck run goes on for 60 million steps.
  const args = [
    "--set",
    "samples=300",
    "--set",
    "hidden=2",
    "--set",
    "noiseStd=0.001",
    "--set",
    "maxEpochs=200000",
    "--set",
    "engine=primal",
  ];
  const target = out("interrupted/deep");
  const child = spawn(process.execPath, [CLI, "run", "wang-fig2", ...args, "--workers", "2", "--out", target]);
  let stderr = "";
  child.stderr.on("data", (text: Buffer) => {
    if (stderr === "") setTimeout(() => child.kill("SIGINT"), 1500);
    stderr += text.toString();
  });
  const status = await new Promise((resolve) => child.on("close", resolve));
  expect(stderr).toMatch(/CANCELLED: .+\n.+\n$/);
  expect(status).toBe(130);
  expect(existsSync(out("interrupted"))).toBe(false);
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
  [["run", "wang-fig2", "--constructor"], 64, "UNKNOWN_FLAG"],
  [["run", "wang-fig2", "--set", "toString=1"], 64, "UNKNOWN_KEY"],
  [["run", "wang-fig2", "--set", "__proto__=1"], 64, "UNKNOWN_KEY"],
  [["run", "wang-fig2", "--workers", "100000"], 64, "ARG_RANGE"],
  [["run", "wang-fig2", "--trials", "1000000"], 64, "ARG_RANGE"],
  // Found by the first trials, in a worker: the folder made for the result goes away again.
  [
    ["run", "wang-fig2", "--quiet", "--trials", "1", "--set", "samples=20", "--set", "hidden=10000", "--set", "features=100000"],
    64,
    "OUT_OF_MEMORY",
  ],
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
