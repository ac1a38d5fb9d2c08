import type { ConfigRequest } from "../../../src/experiments/config.js";
import type { Experiment } from "../../../src/experiments/types.js";
import type { Failure } from "../../../src/sweep/protocol.js";
import type { Result } from "../../../src/sweep/resultFile.js";
import type { Job } from "../../../src/sweep/tasks.js";
import type { CertifiedTheorem, FromRun, Picture, ToRun } from "./messages.js";
import { Pace } from "./pace.js";
import type { OpenPort, RunPort } from "./port.js";

export type RunState = "queued" | "running" | "paused" | "stopped" | "finished" | "failed";

const ENDED: ReadonlySet<RunState> = new Set(["stopped", "finished", "failed"]);
const PICTURES_EVERY = 200;
const CALM_PICTURES_EVERY = 1000;

const LOST: Failure = {
  code: "WORKER_LOST",
  message: "WORKER_LOST: the worker of this run ended, or its script could not be loaded.",
  hint: "Reload the page and run again.",
  details: {},
};

export interface RunOrder {
  readonly experiment: Experiment;
  readonly request: ConfigRequest;
  readonly job: Job;
  readonly open: OpenPort;
}

/** One run of an experiment, computed behind a port of its own. Everything it computes stays here until the page is left. */
export class Run {
  readonly experiment: Experiment;
  readonly request: ConfigRequest;
  readonly job: Job;
  readonly pace: Pace = new Pace();
  state: RunState = "queued";
  done = 0;
  total = 0;
  picture: Picture | null = null;
  result: Result | null = null;
  theorems: readonly CertifiedTheorem[] | null = null;
  failure: Failure | null = null;
  readonly #open: OpenPort;
  readonly #changed: (run: Run) => void;
  #port: RunPort | undefined;

  constructor({ experiment, request, job, open }: RunOrder, changed: (run: Run) => void) {
    this.experiment = experiment;
    this.request = request;
    this.job = job;
    this.#open = open;
    this.#changed = changed;
  }

  get ended(): boolean {
    return ENDED.has(this.state);
  }

  start(): void {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#port = this.#open({ take: (message) => this.#take(message), lost: () => this.#fail(LOST) });
    this.#tell({
      kind: "start",
      experiment: this.experiment.id,
      request: this.request,
      job: this.job,
      interval: calm ? CALM_PICTURES_EVERY : PICTURES_EVERY,
    });
    this.pace.start();
    this.#become("running");
  }

  pause(): void {
    if (this.state !== "running") return;
    this.#tell({ kind: "pause" });
    this.pace.stop();
    this.#become("paused");
  }

  resume(): void {
    if (this.state !== "paused") return;
    this.#tell({ kind: "resume" });
    this.pace.start();
    this.#become("running");
  }

  /** Ends the run in the middle of its trials; what it has found stays. */
  stop(): void {
    if (!this.ended) this.#end("stopped");
  }

  #tell(message: ToRun): void {
    this.#port?.tell(message);
  }

  #take(message: FromRun): void {
    if (this.ended) return;
    if (message.kind === "failed") return this.#fail(message.failure);
    if (message.kind === "progress") {
      this.done = message.done;
      this.total = message.total;
      this.picture = message.picture ?? this.picture;
      this.pace.note(message.done);
      return this.#changed(this);
    }
    if (message.kind === "certified") this.theorems = message.theorems;
    else {
      this.result = message.result;
      this.picture = message.picture;
    }
    this.done = this.total;
    this.#end("finished");
  }

  #fail(failure: Failure): void {
    if (this.ended) return;
    this.failure = failure;
    this.#end("failed");
  }

  #end(state: RunState): void {
    this.#port?.end();
    this.#port = undefined;
    this.pace.stop();
    this.#become(state);
  }

  #become(state: RunState): void {
    this.state = state;
    this.#changed(this);
  }
}
