import { workerPort } from "../../../src/platform/web.js";
import { serveTrials } from "../../../src/sweep/serveTrials.js";
import { RunHost } from "../runs/host.js";
import type { ToRun } from "../runs/messages.js";
import { ReluFigure } from "./figure.js";
import { partHere } from "./self.js";
import { READY } from "./ways.js";

// One file with three parts: the element of a page, the worker of a run, a worker of trials.

function serveRun(): void {
  // Old engines have no workers in workers: then this one computes its trials itself.
  const host = new RunHost((message) => postMessage(message), "Worker" in globalThis ? {} : { workers: 0 });
  addEventListener("message", ({ data }: MessageEvent<ToRun>) => host.take(data));
  postMessage(READY);
}

const part = partHere();
if (part?.role === "run") serveRun();
else if (part?.role === "trials") serveTrials(workerPort());
else if ("customElements" in globalThis && customElements.get("relu-figure") === undefined)
  customElements.define("relu-figure", ReluFigure);
