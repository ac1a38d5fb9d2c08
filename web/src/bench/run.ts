import type { BenchReport, BenchResult } from "../../../src/bench/index.js";
import type { Failure } from "../../../src/sweep/protocol.js";
import { Pace } from "../runs/pace.js";
import type { FromBench, ToBench } from "./messages.js";

const LOST: Failure = {
  code: "WORKER_LOST",
  message: "WORKER_LOST: the worker of the benchmark ended, or its script could not be loaded.",
  hint: "Reload the page and run again.",
  details: {},
};

/** The benchmark of this tab; what was timed stays until the next run. */
export class BenchRun {
  state: "ready" | "running" | "stopped" | "finished" | "failed" = "ready";
  results: readonly BenchResult[] = [];
  total: number;
  readonly filter: RegExp | null;
  report: BenchReport | null = null;
  failure: Failure | null = null;
  pace: Pace = new Pace();
  readonly #changed: () => void;
  #worker: Worker | undefined;

  constructor(total: number, filter: RegExp | null, changed: () => void) {
    this.total = total;
    this.filter = filter;
    this.#changed = changed;
  }

  start(): void {
    if (this.state === "running") return;
    this.results = [];
    this.report = null;
    this.failure = null;
    this.pace = new Pace();
    const worker = new Worker(new URL("../workers/bench.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<FromBench>) => this.#take(data);
    worker.onerror = () => this.#take({ kind: "failed", failure: LOST });
    worker.postMessage({ filter: this.filter } satisfies ToBench);
    this.#worker = worker;
    this.pace.start();
    this.#become("running");
  }

  /** What has been timed stays. */
  stop(): void {
    if (this.state === "running") this.#end("stopped");
  }

  #take(message: FromBench): void {
    if (this.state !== "running") return;
    if (message.kind === "case") {
      this.results = [...this.results, message.result];
      this.total = message.total;
      return this.#changed();
    }
    if (message.kind === "report") this.report = message.report;
    else this.failure = message.failure;
    this.#end(message.kind === "report" ? "finished" : "failed");
  }

  #end(state: BenchRun["state"]): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.pace.stop();
    this.#become(state);
  }

  #become(state: BenchRun["state"]): void {
    this.state = state;
    this.#changed();
  }
}
