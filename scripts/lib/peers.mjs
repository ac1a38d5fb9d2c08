// A comparison with NumPy or PyTorch (one thread) in the same run, both sides in turns (turns.mjs). Checks the results of both against one
// another first. Needs python3 (or PYTHON=…) with NumPy, and PyTorch for trainings; not part of the tests.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./setup.mjs";
import { checkEqual, inTurns, MILLISECONDS, report, timeRound } from "./turns.mjs";

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

/** `work` is called once before `result` is read, and so is theirs. */
export async function compare({ name, task, work, result, flops, tolerance }) {
  work();
  const expected = Float64Array.from((await ask({ ...task, do: "prepare" })).result);
  checkEqual(name, result(), expected, tolerance);
  const theirs = async () => (await ask({ do: "time", milliseconds: MILLISECONDS })).seconds;
  report(name, ...(await inTurns(flops, [() => timeRound(work), theirs])));
}
