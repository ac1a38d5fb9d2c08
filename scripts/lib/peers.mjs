// A comparison with NumPy or PyTorch (one thread) in the same run, both sides in turns: a round of ours, a round of theirs, and so on; best
// and median over all rounds. Checks the results of both against one another first. Needs python3 (or PYTHON=…) with NumPy, and PyTorch for
// trainings; not part of the tests.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./setup.mjs";

const ROUNDS = 7;
const MILLISECONDS = 250;

const python = spawn(process.env.PYTHON ?? "python3", [join(root, "scripts/peers.py")], {
  stdio: ["pipe", "pipe", "inherit"],
  env: { ...process.env, OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OMP_NUM_THREADS: "1" },
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();

async function ask(question) {
  python.stdin.write(`${JSON.stringify(question)}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error("python3 with NumPy, and PyTorch for trainings, is needed");
  return JSON.parse(value);
}

export const end = () => python.stdin.end();

/** Seconds a call, of as many calls as fit into a round. */
function timeRound(work) {
  const times = [];
  for (const end = performance.now() + MILLISECONDS; times.length < 3 || performance.now() < end;) {
    const start = performance.now();
    work();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}

/** `work` is called once before `result` is read, and so is theirs. */
export async function compare({ name, task, work, result, flops, tolerance }) {
  work();
  const expected = Float64Array.from((await ask({ ...task, do: "prepare" })).result);
  const found = result();
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = expected.reduce((most, value, e) => Math.max(most, Math.abs(value - found[e])), 0) / largest;
  if (!(error <= tolerance)) throw new Error(`${name}: results differ by ${error} of the largest number`);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(...timeRound(work));
    theirs.push(...(await ask({ do: "time", milliseconds: MILLISECONDS })).seconds);
  }
  const rate = (times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return { best: flops / sorted[0] / 1e9, median: flops / sorted[sorted.length >> 1] / 1e9, seconds: sorted[sorted.length >> 1] };
  };
  const [a, b] = [rate(ours), rate(theirs)];
  const show = (x) => x.toFixed(1).padStart(6);
  console.log(
    `${name.padEnd(36)} best ${show(a.best)} against ${show(b.best)} GFLOP/s = ${(a.best / b.best).toFixed(2)}   median ${show(a.median)} against ${show(b.median)} = ${(a.median / b.median).toFixed(2)}   (${(a.seconds * 1000).toFixed(1)} and ${(b.seconds * 1000).toFixed(1)} ms)`,
  );
}
