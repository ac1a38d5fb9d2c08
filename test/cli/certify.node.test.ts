import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findMnist } from "../support/mnist.js";

// `relulab certify`, end to end on the built command.

const folder = mkdtempSync(join(tmpdir(), "relulab-certify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { RELULAB_DATA: _unset, ...cleanEnvironment } = process.env;

function relulab(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["dist/cli/main.js", ...args], { encoding: "utf8", env: cleanEnvironment });
}

const SMALL = ["--trials", "2", "--set", "samples=20", "--set", "hidden=2,6"];

test("an experiment is run where it has no result yet, then certified; its folder gives the same", () => {
  const target = join(folder, "fig2");
  const { status, stdout } = relulab("certify", "wang-fig2", ...SMALL, "--out", target);
  expect(status).toBe(0);
  expect(stdout).toMatch(/✓ S0 Theorem 1: holds in 8 of 8; slack ×[\d.,]+ at least/);
  expect(stdout).toMatch(/r = 1\d\.\d+, outside the paper's ball/);
  expect(existsSync(join(target, "result.json"))).toBe(true);
  const first = readFileSync(join(target, "certificates.json"), "utf8");
  const again = relulab("certify", target, "--json", "--workers", "1");
  expect(again.status).toBe(0);
  expect(again.stdout).toBe(first);
  const { theorems, result } = JSON.parse(first) as { theorems: { theorem: string; kept: boolean; example: object }[]; result: string };
  expect(result).toBe((JSON.parse(readFileSync(join(target, "result.json"), "utf8")) as { sha256: string }).sha256);
  expect(theorems.every(({ kept }) => kept)).toBe(true);
  expect(theorems[0].example).toMatchObject({ index: expect.any(Number), certificate: { verdict: "holds" } });
});

test("a folder of another preset than quick is certified with its own", () => {
  const target = join(folder, "paper");
  expect(relulab("run", "brutzkus-fig1", "--preset", "paper", "--trials", "1", "--out", target, "--quiet").status).toBe(0);
  const { status, stdout, stderr } = relulab("certify", target);
  expect(stderr).not.toContain("OUTPUT_EXISTS");
  expect(status).toBe(0);
  expect(stdout).toContain("S2 Theorem");
});

test("what is neither an experiment nor a result, and settings for a finished folder, are refused", () => {
  const wrong = relulab("certify", join(folder, "nothing"));
  expect(wrong.status).toBe(64);
  expect(wrong.stderr).toMatch(/^UNKNOWN_EXPERIMENT: .*is neither an experiment nor a folder with a finished, unchanged result.json\.\n/);
  expect(relulab("certify").status).toBe(64);
  const settings = relulab("certify", join(folder, "fig2"), "--trials", "3");
  expect(settings).toMatchObject({ status: 64, stderr: expect.stringMatching(/own settings, got "--trials"/) });
});

test.skipIf(findMnist() === undefined)("a result on real MNIST needs the same files again", () => {
  const target = join(folder, "mnist");
  const args = ["--trials", "1", "--set", "samples=40", "--set", "hidden=4", "--set", "maxEpochs=3000"];
  const { status, stdout } = relulab("certify", "wang-fig3", ...args, "--data", findMnist()!, "--out", target);
  expect(status, stdout).toBeLessThanOrEqual(1);
  expect(stdout).toContain("S0 Theorem 1: holds in 2 of 2");
  const without = relulab("certify", target);
  expect(without.status).toBe(66);
  expect(without.stderr).toMatch(
    /INPUT_MISSING: the result was made on "MNIST train \([0-9a-f]{12}…\)", what is given is "generated digits/,
  );
  expect(relulab("certify", target, "--data", findMnist()!).status).toBe(0);
});
