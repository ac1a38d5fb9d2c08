import type { ConfigRequest } from "../../../src/experiments/config.js";
import type { Experiment } from "../../../src/experiments/types.js";
import type { Job } from "../../../src/sweep/tasks.js";
import { requestKey } from "../route.js";
import { Run, type RunOrder } from "./run.js";

type Listener = (run: Run) => void;

/** All runs of this tab, oldest first. One at a time computes: a run uses all cores. A paused one holds up no other. */
export class RunQueue {
  readonly #runs: Run[] = [];
  readonly #listeners = new Set<Listener>();

  get runs(): readonly Run[] {
    return this.#runs;
  }

  get waiting(): readonly Run[] {
    return this.#runs.filter(({ state }) => state === "queued");
  }

  /** What runs or is paused. */
  get active(): readonly Run[] {
    return this.#runs.filter(({ state }) => state === "running" || state === "paused");
  }

  /** Called at every change of any run; gives what ends the listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(order: RunOrder): Run {
    const run = new Run(order, (changed) => this.#changed(changed));
    this.#runs.push(run);
    this.#changed(run);
    return run;
  }

  /** Ends a run and lets go of all that it found. */
  drop(run: Run): void {
    run.stop();
    const at = this.#runs.indexOf(run);
    if (at >= 0) this.#runs.splice(at, 1);
  }

  /** The newest run of these settings. */
  find(experiment: Experiment, request: ConfigRequest, job: Job): Run | undefined {
    const key = requestKey(request);
    return this.latest((run) => run.experiment === experiment && run.job === job && requestKey(run.request) === key);
  }

  latest(matches: (run: Run) => boolean): Run | undefined {
    return [...this.#runs].reverse().find(matches);
  }

  #changed(run: Run): void {
    if (!this.#runs.some(({ state }) => state === "running")) this.waiting[0]?.start();
    for (const listener of this.#listeners) listener(run);
  }
}
