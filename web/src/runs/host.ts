import { findExperiment } from "../../../src/experiments/registry.js";
import { resolveRunInSteps } from "../../../src/experiments/resolveRun.js";
import type { Cell, TrialOutcome } from "../../../src/experiments/types.js";
import { cellText, summarise } from "../../../src/sweep/certificates.js";
import { exampleCertificates } from "../../../src/sweep/exampleCertificates.js";
import { runTrials, type SweepOptions } from "../../../src/sweep/pool.js";
import { toFailure } from "../../../src/sweep/protocol.js";
import { makeResult } from "../../../src/sweep/resultFile.js";
import { nextTask, runInSlices } from "../../../src/train/drive.js";
import type { FromRun, ToRun } from "./messages.js";
import { pictureOf } from "./picture.js";

/** A picture costs this thread time that trials could use: it may take one part in this many. */
const SHARE_OF_PICTURES = 8;

/** In a worker nobody waits for the thread but a message now and then, and a timer costs 4 ms. */
const WORKER_SLICE = 40;

/** The other side of a run's port: hands out the trials and draws together what the page shows. */
export class RunHost {
  readonly #send: (message: FromRun) => void;
  readonly #sweep: Pick<SweepOptions, "workers">;
  readonly #abort = new AbortController();
  /** While paused, a promise that opens on resume. */
  #gate: { readonly promise: Promise<void>; readonly open: () => void } | undefined;

  constructor(send: (message: FromRun) => void, sweep: Pick<SweepOptions, "workers"> = {}) {
    this.#send = (message) => {
      if (!this.#abort.signal.aborted) send(message);
    };
    this.#sweep = sweep;
  }

  take(message: ToRun): void {
    if (message.kind === "pause") this.#pause();
    else if (message.kind === "resume") this.#resume();
    else this.#start(message).catch((error: unknown) => this.#send({ kind: "failed", failure: toFailure(error) }));
  }

  /** For a host in the page's own thread; one in a worker ends with it. */
  end(): void {
    this.#abort.abort();
    this.#resume();
  }

  #pause(): void {
    let open = (): void => {};
    const promise = new Promise<void>((resolve) => (open = resolve));
    this.#gate ??= { promise, open };
  }

  #resume(): void {
    this.#gate?.open();
    this.#gate = undefined;
  }

  /** Lets the page, or its messages, have their turn. Throws where the run was ended. */
  async #giveWay(): Promise<void> {
    await nextTask();
    await this.#gate?.promise;
    this.#abort.signal.throwIfAborted();
  }

  async #start({ experiment: id, request, job, interval }: Extract<ToRun, { kind: "start" }>): Promise<void> {
    const experiment = findExperiment(id);
    const steps = resolveRunInSteps(experiment, request, {});
    const { config, inputs } = await runInSlices(steps, () => this.#giveWay(), this.#sweep.workers === 0 ? undefined : WORKER_SLICE);
    const found: TrialOutcome[] = [];
    let next = 0;
    const show = (done: number, total: number): void => {
      const begun = performance.now();
      if (begun < next) return;
      const picture = job === "trial" ? pictureOf(experiment, config, inGridOrder(found)) : null;
      this.#send({ kind: "progress", done, total, picture });
      next = performance.now() + Math.max(interval, SHARE_OF_PICTURES * (performance.now() - begun));
    };
    const outcomes = await runTrials(experiment, config, inputs, {
      ...this.#sweep,
      job,
      signal: this.#abort.signal,
      hold: () => this.#gate?.promise,
      onRecords: (records, done, total) => {
        found.push(...records);
        show(done, total);
      },
    });
    if (job === "trial")
      this.#send({
        kind: "result",
        result: makeResult(experiment, request.preset ?? "quick", config, outcomes),
        picture: pictureOf(experiment, config, outcomes),
      });
    else this.#send({ kind: "certified", theorems: await certified({ experiment, config, inputs }, experiment.grid(config), outcomes) });
  }
}

const inGridOrder = (outcomes: TrialOutcome[]): TrialOutcome[] => outcomes.sort((a, b) => a.cell - b.cell || a.index - b.index);

async function certified(
  job: Parameters<typeof exampleCertificates>[0],
  grid: readonly Cell[],
  outcomes: readonly TrialOutcome[],
): Promise<Extract<FromRun, { kind: "certified" }>["theorems"]> {
  const theorems = summarise(outcomes);
  const examples = await exampleCertificates(job, theorems);
  const place = ({ cell, index }: { cell: number; index: number }): string => `${cellText(grid[cell])}, trial ${index}`;
  return theorems.map((summary, i) => ({ summary, certificate: examples[i], place: place(summary.example) }));
}
