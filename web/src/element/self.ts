import type { Way } from "../../../src/element/types.js";

// The element is one file: page script, worker of a run and worker of trials. A worker's name says which it is.

export type Role = "run" | "trials";
export type WorkerWay = Exclude<Way, "main-thread">;

const HERE = import.meta.url;
const NAME = /^relulab (run|trials)$/;

/** Workers must have the origin of their page; a module that a blob imports may have any. */
export const isSameOrigin = (): boolean => new URL(HERE).origin === globalThis.origin;

let blob: string | undefined;

function blobThatImports(url: string): string {
  blob ??= URL.createObjectURL(new Blob([`import ${JSON.stringify(url)};`], { type: "text/javascript" }));
  return blob;
}

/** A worker of this very file. Throws, or the worker has an error, where the page's policy forbids it. */
export function openSelf(role: Role, way: WorkerWay): Worker {
  return new Worker(way === "worker" ? HERE : blobThatImports(HERE), { type: "module", name: `relulab ${role}` });
}

/** What this thread is; undefined in a page, and wherever else the file is imported. */
export function roleHere(): Role | undefined {
  const [, role] = NAME.exec("document" in globalThis ? "" : String((globalThis as { readonly name?: unknown }).name)) ?? [];
  return role as Role | undefined;
}
