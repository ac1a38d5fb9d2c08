import type { Config } from "../experiments/types.js";
import type { Failure } from "../sweep/protocol.js";
import type { Result } from "../sweep/resultFile.js";

// What `<relu-figure>` is to a page that embeds it. The element itself is built from web/src/element into one file.

/** Where trials are computed: workers of the file itself, workers by way of a blob (a script of another origin), or the page's own thread. */
export type Way = "worker" | "blob-worker" | "main-thread";

/** `<relu-figure experiment="wang-fig2">`: a figure of a paper, recomputed in the page. */
export interface ReluFigureElement extends HTMLElement {
  /** Of the last run that finished with the settings that are shown; null before. */
  readonly result: Result | null;
  /** Why nothing can be run, or why the last run ended; null if all is well. */
  readonly error: Failure | null;
  /** Starts, or goes on after a pause. */
  run(): void;
  pause(): void;
  /** Ends the run; what it has found stays in the figure. */
  stop(): void;
}

/** Events bubble, and cross shadow roots. */
export interface ReluFigureEvents {
  "relu-start": CustomEvent<{ readonly experiment: string; readonly config: Config }>;
  "relu-progress": CustomEvent<{ readonly done: number; readonly total: number }>;
  /** The content of `result.json`, with the SHA-256 that the command line gives for the same settings. */
  "relu-result": CustomEvent<Result>;
  "relu-error": CustomEvent<Failure>;
  /** Trials are not computed as `worker`, and why. */
  "relu-fallback": CustomEvent<{ readonly way: Way; readonly reason: string }>;
}

declare global {
  interface HTMLElementTagNameMap {
    "relu-figure": ReluFigureElement;
  }
  interface HTMLElementEventMap extends ReluFigureEvents {}
}
