import { type OpenPort, portTo } from "../runs/port.js";

// The bundler finds a worker's script by these very expressions.
const openRun = (): Worker => new Worker(new URL("./run.ts", import.meta.url), { type: "module" });
const openTrials = (): Worker => new Worker(new URL("./trials.ts", import.meta.url), { type: "module" });

/** The site's way to compute a run. */
export const openRunWorker: OpenPort = (listener) => portTo(openRun(), openTrials, listener);
