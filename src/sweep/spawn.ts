import { spawnWorker, type WorkerHandle } from "#platform";

/** A worker that runs `worker.ts`. A bundle puts its own way of making one in the place of this file (`web/webpack.config.mjs`). */
export function spawnTrialWorker(): WorkerHandle {
  return spawnWorker(new URL("./worker.js", import.meta.url));
}
