import { grouped } from "../words.js";
import type { Run, RunState } from "./run.js";

const QUARTERS = 4;

/** Tells screen readers, by `announce`, of a run: its start, each quarter, the first check at risk, the end; never each trial. */
export function herald(announce: (sentence: string) => void): (run: Run) => void {
  const told = new WeakMap<Run, { state: RunState; quarter: number; risk: boolean }>();
  return (run) => {
    const before = told.get(run) ?? { state: "queued", quarter: 0, risk: false };
    const quarter = run.total === 0 ? 0 : Math.floor((QUARTERS * run.done) / run.total);
    const atRisk = run.picture?.checks.find(({ passed }) => !passed);
    const name = run.experiment.id;
    if (run.state !== before.state) announce(sentence(run));
    else if (atRisk !== undefined && !before.risk) announce(`A check of ${name} is at risk: ${atRisk.text}.`);
    else if (quarter > before.quarter) announce(`${name}: ${quarter * 25} per cent.`);
    told.set(run, { state: run.state, quarter, risk: before.risk || atRisk !== undefined });
  };
}

function sentence({ state, experiment: { id }, done, total, result }: Run): string {
  if (state === "running") return `${id} is running.`;
  if (state === "paused") return `${id} is paused at ${grouped(done)} of ${grouped(total)} trials.`;
  if (state === "stopped") return `${id} stopped at ${grouped(done)} of ${grouped(total)} trials. The figure shows these.`;
  if (state === "failed") return `${id} failed.`;
  if (state === "queued") return `${id} waits for the run before it.`;
  const failed = result?.checks.filter(({ passed }) => !passed).length ?? 0;
  return `${id} finished: ${result === null ? "certificates are ready" : failed === 0 ? "all checks hold" : `${failed} checks fail`}.`;
}
