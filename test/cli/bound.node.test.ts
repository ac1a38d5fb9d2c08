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
  expect(out).toMatch(/m, hidden units of each layer, at least +2\.3·10²⁵ +n²⁵ log\(1\/ε\) L³⁸ φ⁻⁸ +Theorem 4\.1/);
  expect(out).toContain("asked for over a width of 1000 of your own: 2.3·10²²");
  expect(out).toContain("SGD (Theorem 4.5)");
  // ε = 0.1 is ℓ(0)/n.
  expect(out).toContain("is not below ℓ(0)/n = 0.1");
  expect(out).not.toContain("enough:");
});

test("--json is one object, the same numbers", () => {
  const { code, out } = relulab("zou", "--json", "--set", "n=10", "--set", "L=2", "--set", "phi=0.5", "--errata", "printed");
  expect(code).toBe(0);
  const { rows, loss, errata } = JSON.parse(out);
  expect([loss, errata, rows.length]).toEqual(["logistic", "printed", 2]);
  expect(rows[0].width.label).toBe("order, constant 1");
  expect(rows[0].width.log10).toBeGreaterThan(25);
  expect(rows[0].width.enough).toBe(null);
});

test("--measure trains, and says what was enough and by how many powers of ten less was asked for", () => {
  const settings = ["--set", "n=6", "L=1", "phi=1", "B=6", "widest=64"];
  const { code, out } = relulab("zou", "--measure", "--json", ...settings);
  expect(code).toBe(0);
  const { rows, measured } = JSON.parse(out);
  expect(measured).toMatchObject({ trials: 5, seed: 1 });
  for (const { width, steps } of rows)
    for (const { log10, enough, ratio } of [width, steps]) {
      expect(enough.log10).toBeGreaterThan(0);
      expect(ratio.log10).toBeCloseTo(log10 - enough.log10, 12);
    }
  // A network of 2 units a layer or more was needed.
  expect(rows[0].width.enough.log10).toBeLessThanOrEqual(Math.log10(64));
  const text = relulab("zou", "--measure", ...settings).out;
  expect(text).toContain(`enough: ${rows[0].width.enough.text}: asked for over enough is ${rows[0].width.ratio.text}`);
  expect(text).toContain(measured.sha256.slice(0, 16));
});

test("a refusal speaks of the letter that was set, with what was written", () => {
  const { err } = relulab("zou", "--set", "n=ten", "L=1", "phi=0.1");
  expect(err).toMatch(/^ARG_RANGE: n must be an integer from 2 to \d+, got "ten"/);
  expect(err).toContain("--set n=40");
  expect(relulab("zou", "--set", "n=10", "L=1", "phi=0.1", "B=11").err).toContain("B must be at most the number of samples, 10, got 11.");
});

test("a letter and its long name are one setting, and powers of ten have one name everywhere", () => {
  const twice = relulab("zou", "--set", "n=10", "L=1", "phi=0.1", "samples=20");
  expect(twice.code).toBe(64);
  expect(twice.err).toContain("n and samples are the same setting");
  const { rows } = JSON.parse(relulab("zou", "--json", "--set", "n=10", "L=1", "phi=1", "m=1000", "epsilon=0.1", "loss=squared-hinge").out);
  expect(rows[0].own).toEqual({ log10: rows[0].width.log10 - 3, text: "2.3·10²²" });
});

test.each([
  ["n", ["0", "-1", "1e400", "NaN", "", "1.5"]],
  ["L", ["0", "-1", "1e400", "NaN", "2.5"]],
  ["phi", ["0", "-1", "1e400", "NaN", "3"]],
  ["epsilon", ["0", "-1", "1", "1e400", "NaN"]],
  ["B", ["0", "-1", "11", "1e400", "NaN"]],
  ["m", ["-1", "0.5", "1e400", "NaN"]],
])("no number that %s cannot be is taken, and the refusal names it", (letter, values) => {
  for (const value of values) {
    const settings = { n: "10", L: "2", phi: "0.1", [letter]: value };
    const { code, out, err } = relulab("zou", "--set", ...Object.entries(settings).map((pair) => pair.join("=")));
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(new RegExp(`^ARG_RANGE: ${letter} must be `));
    expect(err).toContain(`--set ${letter}=`);
  }
});

test.each([
  [["wang"], "ARG_RANGE"],
  [[], "ARG_RANGE"],
  [["zou", "--set", "n=10"], "ARG_TYPE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "k=2"], "UNKNOWN_KEY"],
  [["zou", "--set", "n=ten", "L=1", "phi=0.1"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=0", "phi=0.1"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=3"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "B=11"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "loss=cubic"], "ARG_RANGE"],
  [["zou", "--set", "n=60000", "L=1", "phi=0.1", "--measure"], "ARG_RANGE"],
  [["zou", "--set", "n=10", "L=1", "phi=0.1", "__proto__=1"], "UNKNOWN_KEY"],
  [["zou", "--seed", "1"], "UNKNOWN_FLAG"],
] as const)("relulab bound %j is refused as %s", (args, code) => {
  const plain = relulab(...args);
  expect([plain.code, plain.err.startsWith(code)]).toEqual([64, true]);
  expect(JSON.parse(relulab(...args, "--json").out).error.code).toBe(code);
});
