// npm run margin:peers: the margin oracle against scikit-learn's linear SVM and SciPy's linear programming on 200 separable and 200
// non-separable random sets, and on digits where RELULAB_DATA names them. Needs python3 with scikit-learn and SciPy (Debian:
// python3-sklearn); not part of the tests.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadDigitFolder } from "../dist/files.js";
import { digitPair } from "../dist/data/digitPair.js";
import { WordStream } from "../dist/data/streams.js";
import { load } from "../dist/index.js";
import { root } from "./lib/setup.mjs";

const SEED = 2026;
const lab = await load({ precision: "f64" });

/** Gaussian-like points; labels of a planted direction, or random ones. */
function randomSet(number, separable) {
  const stream = new WordStream({ seed: SEED, trial: number, role: 5, part: separable ? 0 : 1 });
  const features = 1 + stream.integer(30);
  const samples = separable ? 2 + stream.integer(200) : 4 * features + 2 + stream.integer(200);
  const normal = () => Array.from({ length: 12 }, () => stream.uniform()).reduce((a, b) => a + b, -6);
  const truth = Array.from({ length: features }, normal);
  const X = Float64Array.from({ length: samples * features }, normal);
  const y = Int8Array.from({ length: samples }, (_, i) => {
    const product = truth.reduce((sum, w, c) => sum + w * X[i * features + c], 0);
    return (separable ? product >= 0 : stream.integer(2) === 0) ? 1 : -1;
  });
  return { samples, features, X, y, name: `${separable ? "separable" : "random labels"} ${number}` };
}

const sets = [];
for (let number = 0; number < 200; number++) sets.push(randomSet(number, true), randomSet(number, false));
const folder = process.env.RELULAB_DATA;
if (folder) {
  const source = await loadDigitFolder(folder, "train");
  for (const samples of [200, 1000, 2000]) sets.push(digitPair(source, { samples, precision: "f64" }));
}
const ours = sets.map((set) => {
  const start = performance.now();
  const { verdict, norm, normAtLeast } = lab.sync.margin(set);
  return { name: set.name, verdict, norm: Number.isFinite(norm) ? norm : null, normAtLeast, seconds: (performance.now() - start) / 1000 };
});

const work = mkdtempSync(join(tmpdir(), "relulab-margin-"));
try {
  const data = sets.map(({ samples, features, X, y }) => ({ samples, features, X: Array.from(X), y: Array.from(y) }));
  writeFileSync(join(work, "sets.json"), JSON.stringify(data));
  writeFileSync(join(work, "ours.json"), JSON.stringify(ours));
  const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
  const { status } = spawnSync(python, [join(root, "scripts/margin-peers.py"), work], { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (existsSync(join(work, "report.txt"))) console.log(readFileSync(join(work, "report.txt"), "utf8"));
} finally {
  rmSync(work, { recursive: true, force: true });
}
