import { type OpenPort, portTo } from "../runs/port.js";

/** The site's way to compute a run: the bundler finds a worker's script by this very expression. */
export const openRunWorker: OpenPort = (listener) => portTo(new Worker(new URL("./run.ts", import.meta.url), { type: "module" }), listener);
