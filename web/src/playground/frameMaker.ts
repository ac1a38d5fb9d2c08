import type { FromTrio, ToTrio } from "./messages.js";
import type { Failure } from "../../../src/sweep/protocol.js";
import type { PlaygroundState } from "./state.js";
import type { Frame, Setup } from "./trio.js";

/** What is drawn: a frame with the very state that it belongs to; no frame where there is nothing to run. */
export interface Shown {
  readonly state: PlaygroundState;
  readonly frame: Frame | null;
}

const LOST: Failure = {
  code: "WORKER_LOST",
  message: "WORKER_LOST: the worker of the playground ended, or its script could not be loaded.",
  hint: "Reload the page.",
  details: {},
};

const sameSetup = (a: PlaygroundState, b: PlaygroundState): boolean =>
  a.points === b.points &&
  a.units === b.units &&
  (Object.keys(a.settings) as (keyof Setup["settings"])[]).every((key) => key === "speed" || a.settings[key] === b.settings[key]);

/** Asks a worker for frames, one at a time: while one is made, only the last wish is kept. */
export class FrameMaker {
  shown: Shown;
  failure: Failure | null = null;
  readonly #worker: Worker | undefined;
  readonly #changed: () => void;
  #asked: PlaygroundState | undefined;
  #waiting: { readonly id: number; readonly state: PlaygroundState } | undefined;
  #next: PlaygroundState | undefined;

  /** Without `capable` nothing is computed: starts are drawn alone. */
  constructor(state: PlaygroundState, capable: boolean, changed: () => void) {
    this.shown = { state, frame: null };
    this.#changed = changed;
    if (!capable) return;
    this.#worker = new Worker(new URL("../workers/playground.ts", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromTrio>) => this.#take(data));
    this.#worker.addEventListener("error", () => this.#fail(LOST));
  }

  get busy(): boolean {
    return this.#waiting !== undefined;
  }

  show(state: PlaygroundState): void {
    if (this.#worker === undefined || state.points.length === 0) {
      this.#next = undefined;
      this.#waiting = undefined;
      this.shown = { state, frame: null };
      return this.#changed();
    }
    this.#next = state;
    if (!this.busy) this.#ask(state, this.#worker);
  }

  #ask(state: PlaygroundState, worker: Worker): void {
    const known = this.#asked !== undefined && sameSetup(this.#asked, state);
    const { step, points, units, settings } = state;
    const id = ++ids;
    const message: ToTrio = known ? { id, step } : { id, step, setup: { points, units, settings } };
    this.#asked = state;
    this.#waiting = { id, state };
    this.#next = undefined;
    worker.postMessage(message);
  }

  #take(message: FromTrio): void {
    if (message.id !== this.#waiting?.id) return;
    const { state } = this.#waiting;
    this.#waiting = undefined;
    if (message.kind === "failed") {
      this.#asked = undefined;
      return this.#fail(message.failure);
    }
    this.failure = null;
    this.shown = { state, frame: message.frame };
    this.#changed();
    if (this.#next !== undefined && this.#worker !== undefined && !this.busy) this.#ask(this.#next, this.#worker);
  }

  #fail(failure: Failure): void {
    this.failure = failure;
    this.#changed();
  }

  dispose(): void {
    this.#worker?.terminate();
  }
}

let ids = 0;
