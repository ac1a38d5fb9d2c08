import { RelulabError, show } from "../errors.js";
import { Question } from "./question.js";
import type { RuntimeFacts, WorkerHandle, WorkerPort } from "./types.js";

export type { RuntimeFacts, WorkerHandle, WorkerPort } from "./types.js";

export const platformName: string = "web";

/** A page has no files by path: always throws `INPUT_MISSING`. */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  throw noFiles(path);
}

/** A page has no files by path: always throws `INPUT_MISSING`. */
export async function fileExists(path: string): Promise<boolean> {
  throw noFiles(path);
}

function noFiles(path: string): RelulabError {
  return new RelulabError(
    "INPUT_MISSING",
    `a page cannot read ${show(path)} by its path.`,
    "Let the reader choose the files and pass their bytes to digitsFromFiles().",
    { path },
  );
}

/** Processor cores this page may use. */
export function coreCount(): number {
  return navigator.hardwareConcurrency ?? 1;
}

export function runtimeFacts(): RuntimeFacts {
  return { engine: navigator.userAgent, processor: "unknown to a page", cores: coreCount() };
}

export function spawnWorker(url: URL): WorkerHandle {
  const worker = new Worker(url, { type: "module" });
  const { handle, lose } = handleAt(worker, () => worker.terminate());
  worker.onerror = (event) => lose(reasonOf(event));
  return handle;
}

/** A script that cannot be loaded gives an event without a message. */
export const reasonOf = (event: Partial<ErrorEvent>): string => event.message ?? "its script could not be loaded";

/** A handle on the worker that answers here, and what is called when it is lost. */
export function handleAt(
  port: Worker | MessagePort,
  end: () => void,
): { readonly handle: WorkerHandle; readonly lose: (reason: string) => void } {
  const question = new Question();
  const lose = (reason: string): void =>
    question.lose(
      new RelulabError("WORKER_LOST", `a worker ended (${reason}).`, "Reload the page and run again; with fewer workers if it repeats."),
    );
  port.onmessage = ({ data }) => question.answer(data);
  port.onmessageerror = () => lose("its answer could not be read");
  const terminate = async (): Promise<void> => {
    lose("it was told to");
    end();
  };
  return { handle: { ask: (message) => question.ask(() => port.postMessage(message)), terminate }, lose };
}

export function workerPort(): WorkerPort {
  return { listen: (handler) => addEventListener("message", ({ data }) => handler(data)), send: (message) => postMessage(message) };
}
