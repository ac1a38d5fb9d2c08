import { reading, RelulabError, show } from "../errors.js";
import type { TwoLayerProgress, TwoLayerResult, TwoLayerRun } from "./twoLayerRun.js";

export interface DriveOptions {
  /** Ends the run at the next chunk with status `cancelled`. */
  readonly signal?: AbortSignal;
  /** Called whenever the run gives way to the event loop, and at the end. */
  readonly onProgress?: (progress: TwoLayerProgress) => void;
}

/** An abort signal, or none. Throws `ARG_TYPE`. */
export function checkSignal(where: string, signal: unknown): void {
  if (signal === undefined || reading(where, () => typeof (signal as AbortSignal | null)?.aborted === "boolean")) return;
  throw new RelulabError("ARG_TYPE", `${where}: signal must be an AbortSignal, got ${show(signal)}.`, "Pass controller.signal.");
}

/** A function to call back, or none. Throws `ARG_TYPE`. */
export function checkCallback(where: string, name: string, callback: unknown): void {
  if (callback === undefined || typeof callback === "function") return;
  throw new RelulabError("ARG_TYPE", `${where}: ${name} must be a function, got ${show(callback)}.`, "Pass a function or leave it out.");
}

/** Milliseconds of training between two yields. Time decides only when to yield, never a number. */
const SLICE = 8;

/** A task of its own, so that timers, input and painting get their turn. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Runs to the end, yielding to the event loop at least every 10 ms or so; frees the run's memory. */
export async function drive(run: TwoLayerRun, { signal, onProgress }: DriveOptions): Promise<TwoLayerResult> {
  try {
    let sliceEnd = performance.now() + SLICE;
    if (signal?.aborted) run.cancel();
    while (!run.done) {
      run.chunk();
      if (run.done || performance.now() < sliceEnd) continue;
      onProgress?.(run.snapshot());
      await nextTask();
      if (signal?.aborted) run.cancel();
      sliceEnd = performance.now() + SLICE;
    }
    onProgress?.(run.snapshot());
    return run.result();
  } finally {
    run.dispose();
  }
}

/** Runs to the end without yielding, for workers; frees the run's memory. */
export function driveSync(run: TwoLayerRun): TwoLayerResult {
  try {
    run.advance();
    return run.result();
  } finally {
    run.dispose();
  }
}
