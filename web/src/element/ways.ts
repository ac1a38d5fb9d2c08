import type { Way } from "../../../src/element/types.js";
import { RunHost } from "../runs/host.js";
import type { FromRun, ToRun } from "../runs/messages.js";
import { type OpenPort, portTo, type RunListener, type RunPort } from "../runs/port.js";
import { isSameOrigin, openSelf, type WorkerWay } from "./self.js";

/** The first word of a run's worker: only then is it known that the policy allows it and its script is here. */
export const READY = "ready";

const ways: Way[] = [...(isSameOrigin() ? ["worker" as const] : []), "blob-worker", "main-thread"];
/** Why the first of them is not the first that there is. */
let reason = isSameOrigin() ? "" : "the script has another origin than the page";

export type TellFallback = (way: Way, reason: string) => void;

/** A port that tries one way after the other; what failed once is not tried again in this page. */
export const openAnyWay =
  (fallback: TellFallback): OpenPort =>
  (listener) =>
    new AnyWayPort(listener, fallback);

class AnyWayPort implements RunPort {
  readonly #listener: RunListener;
  readonly #fallback: TellFallback;
  /** What was said before a way was open. */
  readonly #said: ToRun[] = [];
  #port: RunPort | undefined;
  /** One that has not said its first word yet. */
  #worker: Worker | undefined;
  #ended = false;

  constructor(listener: RunListener, fallback: TellFallback) {
    this.#listener = listener;
    this.#fallback = fallback;
    this.#try();
  }

  tell(message: ToRun): void {
    if (this.#port === undefined) this.#said.push(message);
    else this.#port.tell(message);
  }

  end(): void {
    this.#ended = true;
    this.#port?.end();
    this.#worker?.terminate();
  }

  #try(): void {
    const [way] = ways;
    if (way === "main-thread") return this.#use(way, hereIn(this.#listener));
    try {
      this.#await(way, openSelf("run", way));
    } catch (error) {
      this.#next(way, String(error));
    }
  }

  #await(way: WorkerWay, worker: Worker): void {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromRun | typeof READY>) => {
      if (data === READY)
        this.#use(
          way,
          portTo(worker, () => openSelf("trials", way), this.#listener),
        );
    };
    worker.onerror = (event: Partial<ErrorEvent> & Event) => {
      event.preventDefault();
      worker.terminate();
      this.#next(way, event.message ?? "the policy of the page forbids this worker, or its script could not be loaded");
    };
  }

  #next(failed: Way, why: string): void {
    if (ways[0] === failed) {
      ways.shift();
      reason = why;
    }
    if (!this.#ended) this.#try();
  }

  #use(way: Way, port: RunPort): void {
    this.#port = port;
    this.#worker = undefined;
    if (way !== "worker") this.#fallback(way, reason);
    for (const message of this.#said.splice(0)) port.tell(message);
  }
}

/** The page's own thread, in tasks of at most 8 ms. */
function hereIn({ take }: RunListener): RunPort {
  const host = new RunHost(take, { workers: 0 });
  return { tell: (message) => host.take(message), end: () => host.end() };
}
