import type { ToRun } from "../runs/messages.js";
import { RunHost } from "../runs/host.js";

// A worker that owns one run and has workers of its own for the trials. Ended by terminate().

const host = new RunHost((message) => postMessage(message));
addEventListener("message", ({ data }: MessageEvent<ToRun>) => host.take(data));
