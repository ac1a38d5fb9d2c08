import { reading, RelulabError, show } from "../errors.js";
import { runSteps, type Steps } from "../numerics/steps.js";

/** Resumable work on memory of a lab: what every algorithm of this package is. */
export interface Run<Progress, Result> {
  readonly done: boolean;
  snapshot(): Progress;
  /** About 1 ms of work; returns whether the run is over. */
  chunk(): boolean;
  cancel(): void;
  result(): Result;
  dispose(): void;
}

/** Multiply-adds of one kernel call of a trainer: about 1 ms, so that engines get to swap in optimised code and a run can stop. */
export const WORK_PER_CALL = 4e6;

/** What a piece takes beside the multiply-adds that it tells of, in multiply-adds: the widest loops of small networks are these. */
export const WORK_OF_A_PIECE = 4e4;

export interface DriveOptions<Progress> {
  /** Ends the run at the next chunk: training with status `cancelled`, a search by throwing `CANCELLED`. */
  readonly signal?: AbortSignal;
  /** Called whenever the run gives way to the event loop, and at the end. */
  readonly onProgress?: (progress: Progress) => void;
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

/** The two handles of a driver out of options, checked, and the rest. Throws `ARG_TYPE`. */
export function takeHandles<P, T extends DriveOptions<P>>(
  where: string,
  options: T,
): { handles: DriveOptions<P>; rest: Omit<T, "signal" | "onProgress"> } {
  const { signal, onProgress, ...rest } = options;
  checkSignal(where, signal);
  checkCallback(where, "onProgress", onProgress);
  return { handles: { ...(signal && { signal }), ...(onProgress && { onProgress }) }, rest };
}

/** Milliseconds of training between two yields. Time decides only when to yield, never a number. */
const SLICE = 8;

/** A task of its own, so that timers, input and painting get their turn. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** What is there at once, or comes in steps; a record of a trial is plain JSON and has no functions. */
export function* settled<T extends object>(found: T | Steps<T>): Steps<T> {
  return "next" in found && typeof found.next === "function" ? yield* found : (found as T);
}

/** A run up to its end, to be looked at and disposed of afterwards. */
export function* chunksOf(run: Pick<Run<unknown, unknown>, "done" | "chunk">): Steps<void> {
  while (!run.done) {
    run.chunk();
    yield;
  }
}

/** The result of a run; frees its memory. */
export function* stepsOf<Result>(run: Run<unknown, Result>): Steps<Result> {
  try {
    yield* chunksOf(run);
    return run.result();
  } finally {
    run.dispose();
  }
}

/** Pieces that tell their multiply-adds, as steps of about 1 ms. */
export function* stepsOfPieces<T>(pieces: Generator<number, T, void>): Steps<T> {
  let work = 0;
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return piece.value;
    work += piece.value + WORK_OF_A_PIECE;
    if (work < WORK_PER_CALL) continue;
    work = 0;
    yield;
  }
}

/** Room in a slice for the piece that begins just before its end. */
const LAST_PIECE = 2;

/** All steps in tasks of at most `slice` ms; `giveWay` is waited for between two, and ends the work by throwing. */
export async function runInSlices<T>(steps: Steps<T>, giveWay: () => Promise<void>, slice: number = SLICE): Promise<T> {
  try {
    let end = performance.now() + slice - LAST_PIECE;
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      if (performance.now() < end) continue;
      await giveWay();
      end = performance.now() + slice - LAST_PIECE;
    }
  } finally {
    // Where the work was left in its middle, this frees what it holds.
    steps.return(undefined as never);
  }
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
export function driveSync<Result>(run: Run<unknown, Result>): Result {
  return runSteps(stepsOf(run));
}
