import { access, readFile } from "node:fs/promises";
import { arch, availableParallelism, cpus, platform } from "node:os";
import { parentPort, Worker } from "node:worker_threads";
import { RelulabError, show } from "../errors.js";
import { Question } from "./question.js";
import type { RuntimeFacts, WorkerHandle, WorkerPort } from "./types.js";

export type { RuntimeFacts, WorkerHandle, WorkerPort } from "./types.js";

export const platformName: string = "node";

/** The bytes of a file. Throws `INPUT_MISSING` with the reason of the operating system. */
export async function readFileBytes(path: string): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, byteLength } = await readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new RelulabError("INPUT_MISSING", `cannot read ${show(path)} (${reason}).`, "Check the path and that the file may be read.", {
      path,
      reason,
    });
  }
}

/** Whether there is something at this path that this process can see. */
export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Processor cores this process may use. */
export function coreCount(): number {
  return availableParallelism();
}

export function runtimeFacts(): RuntimeFacts {
  const engine = `node ${process.versions.node} (V8 ${process.versions.v8})`;
  return { engine, processor: `${cpus()[0]?.model.trim() ?? "unknown"}, ${platform()} ${arch()}`, cores: coreCount() };
}

export function spawnWorker(url: URL): WorkerHandle {
  const worker = new Worker(url);
  const question = new Question();
  const lose = (reason: string): void =>
    question.lose(
      new RelulabError(
        "WORKER_LOST",
        `a worker thread ended (${reason}).`,
        "Run again; with less memory per trial or fewer workers if it repeats.",
      ),
    );
  worker.on("message", (reply) => question.answer(reply));
  worker.on("messageerror", (error: Error) => lose(error.message));
  worker.on("error", (error: Error) => lose(error.message));
  worker.on("exit", (code) => lose(`exit code ${code}`));
  return {
    ask: (message) => question.ask(() => worker.postMessage(message)),
    terminate: async () => {
      lose("it was told to");
      await worker.terminate();
    },
  };
}

export function workerPort(): WorkerPort {
  const port = parentPort;
  if (port === null) throw new Error("this module runs in a worker thread only");
  return { listen: (handler) => void port.on("message", handler), send: (message) => port.postMessage(message) };
}
