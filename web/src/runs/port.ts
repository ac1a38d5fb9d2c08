import type { FromRun, ToRun } from "./messages.js";

/** Where a run is computed. */
export interface RunPort {
  tell(message: ToRun): void;
  /** Ends the run at once, in the middle of its trials; nothing is heard of it afterwards. */
  end(): void;
}

export interface RunListener {
  take(message: FromRun): void;
  /** The worker ended by itself, or its script could not be loaded. */
  lost(): void;
}

export type OpenPort = (listener: RunListener) => RunPort;

/** A worker of this page. */
export function portTo(worker: Worker, { take, lost }: RunListener): RunPort {
  worker.onmessage = ({ data }: MessageEvent<FromRun>) => take(data);
  worker.onerror = lost;
  return { tell: (message) => worker.postMessage(message), end: () => worker.terminate() };
}
