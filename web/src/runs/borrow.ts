import type { WorkerHandle } from "../../../src/platform/types.js";
import { handleAt } from "../../../src/platform/web.js";
import type { Lost, ToLender } from "./lending.js";

const losses = new Map<number, (reason: string) => void>();
let next = 0;

const tell = (message: ToLender, transfer: Transferable[] = []): void => postMessage(message, { transfer });

/** Stands in the place of `src/sweep/spawn.ts` in the worker of a run: borrows the worker from the page. */
export function spawnTrialWorker(): WorkerHandle {
  const id = next++;
  const { port1, port2 } = new MessageChannel();
  const { handle, lose } = handleAt(port1, () => {
    losses.delete(id);
    port1.close();
    tell({ kind: "return", id });
  });
  losses.set(id, lose);
  tell({ kind: "borrow", id, port: port2 }, [port2]);
  return handle;
}

/** The page tells of a worker that ended by itself. */
export function noteLost({ id, reason }: Lost): void {
  losses.get(id)?.(reason);
}
