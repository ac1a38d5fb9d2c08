import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const relulab = (...args: string[]): { code: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", "bound", ...args], { encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
};

test("relulab bound zou prints the case tables, and the ratio to a width of one's own in powers of ten", () => {
  const { code, out } = relulab("zou", "--set", "n=10", "L=1", "phi=1", "m=1000", "epsilon=0.1", "loss=squared-hinge");
  expect(code).toBe(0);
  expect(out).toContain("constant 1");
  // Squared hinge: p = ½, α₀ = ∞: m = n²⁵log(1/ε) = 2.3·10²⁵.
  expect(out).toMatch(/m, hidden units a layer +2\.3e\+25 +n²⁵ log\(1\/ε\) L³⁸ φ⁻⁸/);
  expect(out).toMatch(/asked for over m +2\.3e\+22/);
  expect(out).toContain("SGD (Theorem 4.5)");
});

test("--json is one object, the same numbers", () => {
  const { code, out } = relulab("zou", "--json", "--set", "n=10", "--set", "L=2", "--set", "phi=0.5", "--errata", "printed");
  expect(code).toBe(0);
  const { rows, loss, errata } = JSON.parse(out);
  expect([loss, errata, rows.length]).toEqual(["logistic", "printed", 2]);
  expect(rows[0].width.label).toBe("order, constant 1");
  expect(rows[0].width.log10).toBeGreaterThan(25);
});

test.each([
  [["wang"], "ARG_RANGE"],
  [[], "ARG_RANGE"],
  [["zou", "--set", "n=10"], "ARG_TYPE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "k=2"], "UNKNOWN_KEY"],
  [["zou", "--set", "n=ten", "L=1", "phi=0.1"], "ARG_TYPE"],
  [["zou", "--set", "n=10", "L=0", "phi=0.1"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=3"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "B=11"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "loss=cubic"], "ARG_RANGE"],
  [["zou", "--seed", "1"], "UNKNOWN_FLAG"],
] as const)("relulab bound %j is refused as %s", (args, code) => {
  const plain = relulab(...args);
  expect([plain.code, plain.err.startsWith(code)]).toEqual([64, true]);
  expect(JSON.parse(relulab(...args, "--json").out).error.code).toBe(code);
});
