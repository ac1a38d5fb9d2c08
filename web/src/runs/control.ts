import type { ConfigRequest } from "../../../src/experiments/config.js";
import type { Experiment } from "../../../src/experiments/types.js";
import type { Job } from "../../../src/sweep/tasks.js";
import type { RunBarActions, RunBarState } from "../parts/runBar.js";
import { readConfig } from "../parts/settings.js";
import type { App } from "../app.js";
import { openRunWorker } from "../workers/openRunWorker.js";
import type { Run } from "./run.js";

/** What the buttons of a run bar do for the settings that are now shown. */
export function actionsFor(app: App, experiment: Experiment, job: Job, request: () => ConfigRequest): RunBarActions {
  const current = (): Run | undefined => app.queue.find(experiment, request(), job);
  return {
    run: () => {
      const run = current();
      const busy = run !== undefined && !run.ended;
      if (busy && run.state === "paused") run.resume();
      else if (!busy && app.capable && readConfig(experiment, request()).config !== null)
        app.queue.add({ experiment, request: request(), job, open: openRunWorker });
    },
    pause: () => (current()?.state === "paused" ? current()?.resume() : current()?.pause()),
    resume: () => current()?.resume(),
    stop: () => current()?.stop(),
  };
}

/** What the run bar shows for them. */
export function barState(
  app: App,
  experiment: Experiment,
  job: Job,
  request: ConfigRequest,
): RunBarState & Pick<ReturnType<typeof readConfig>, "config" | "error"> {
  const { config, error } = readConfig(experiment, request);
  const run = app.queue.find(experiment, request, job);
  const trials = config === null ? 0 : experiment.grid(config).length * config.trials;
  const blocked = !app.capable ? "no WebAssembly SIMD in this browser" : error === null ? "" : "a setting is out of range";
  return { run, trials, blocked, place: run === undefined ? 0 : app.queue.waiting.indexOf(run) + 1, config, error };
}
