import { workerHandle } from "../../../src/platform/web.js";
import type { WorkerHandle } from "../../../src/platform/types.js";

/** Stands in the place of `src/sweep/spawn.ts`: the bundler finds a worker's script by this very expression. */
export function spawnTrialWorker(): WorkerHandle {
  return workerHandle(new Worker(new URL("../../../src/sweep/worker.ts", import.meta.url), { type: "module" }));
}
