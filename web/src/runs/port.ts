import { isToLender, Lender, type ToLender } from "./lending.js";
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

/** The worker of a run, with what it borrows for its trials. */
export function portTo(worker: Worker, openTrials: () => Worker, { take, lost }: RunListener): RunPort {
  const lender = new Lender(openTrials, (message) => worker.postMessage(message));
  let ended = false;
  worker.onmessage = ({ data }: MessageEvent<FromRun | ToLender>) => {
    // Messages may still be under way when a worker is ended; a worker lent then would stay for ever.
    if (ended) return;
    if (isToLender(data)) lender.take(data);
    else take(data);
  };
  worker.onerror = lost;
  const end = (): void => {
    ended = true;
    worker.terminate();
    lender.end();
  };
  return { tell: (message) => worker.postMessage(message), end };
}
