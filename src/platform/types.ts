/** A worker that answers every message with one message. */
export interface WorkerHandle {
  /** Resolves with the answer; rejects with `WORKER_LOST` when the worker dies or is terminated instead. One question at a time. */
  ask(message: unknown): Promise<unknown>;
  terminate(): Promise<void>;
}

/** The worker's side. */
export interface WorkerPort {
  listen(handler: (message: unknown) => void): void;
  send(message: unknown): void;
}

/** What ran a benchmark. */
export interface RuntimeFacts {
  /** `node 20.20.2` or the browser's own description. */
  readonly engine: string;
  readonly processor: string;
  readonly cores: number;
}
