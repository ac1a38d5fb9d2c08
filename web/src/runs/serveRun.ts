import { noteLost } from "./borrow.js";
import { RunHost } from "./host.js";
import type { Lost } from "./lending.js";
import type { ToRun } from "./messages.js";

/** The worker that owns one run and hands its trials to workers that it borrows. Ended by terminate(). */
export function serveRun(): void {
  const host = new RunHost((message) => postMessage(message));
  addEventListener("message", ({ data }: MessageEvent<ToRun | Lost>) => {
    if (data.kind === "lost") noteLost(data);
    else host.take(data);
  });
}
