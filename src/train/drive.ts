import type { TwoLayerProgress } from "./twoLayerRun.js";

/** What every run object offers; the drivers below need no more. */
export interface Run<Progress, Result> {
  readonly done: boolean;
  /** As many steps as asked for; returns whether the run is over. */
  advance(steps?: number): boolean;
  /** About 1 ms of work; returns whether the run is over. */
  chunk(): boolean;
  /** Ends the run early; its result says `cancelled`. */
  cancel(): void;
  snapshot(): Progress;
  result(): Result;
  dispose(): void;
}

export interface DriveOptions<Progress = TwoLayerProgress> {
  /** Ends the run at the next chunk with status `cancelled`. */
  readonly signal?: AbortSignal;
  /** Called whenever the run gives way to the event loop, and at the end. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Milliseconds of training between two yields. Time decides only when to yield, never a number. */
const SLICE = 8;

/** A task of its own, so that timers, input and painting get their turn. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Runs to the end, yielding to the event loop at least every 10 ms or so; frees the run's memory. */
export async function drive<Progress, Result>(run: Run<Progress, Result>, { signal, onProgress }: DriveOptions<Progress>): Promise<Result> {
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
export function driveSync<Progress, Result>(run: Run<Progress, Result>): Result {
  try {
    run.advance();
    return run.result();
  } finally {
    run.dispose();
  }
}
