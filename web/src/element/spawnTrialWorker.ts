import type { WorkerHandle } from "../../../src/platform/types.js";
import { workerHandle } from "../../../src/platform/web.js";
import { openSelf, partHere } from "./self.js";

/** Stands in the place of `src/sweep/spawn.ts`: trial workers come about the way their run's own worker did. */
export function spawnTrialWorker(): WorkerHandle {
  return workerHandle(openSelf("trials", partHere()?.way ?? "worker"));
}
