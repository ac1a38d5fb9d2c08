import { reading } from "../errors.js";

// Long work in pieces, so that a thread can do other things between them.

/** Work in pieces of about 1 ms: who drives it decides what happens between them. */
export type Steps<T> = Generator<void, T, void>;

/** All steps at once. */
export function runSteps<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** `reading` of work in steps. */
export function* readingInSteps<T>(where: string, steps: Steps<T>): Steps<T> {
  try {
    for (;;) {
      const step = reading(where, () => steps.next());
      if (step.done === true) return step.value;
      yield;
    }
  } finally {
    steps.return(undefined as never);
  }
}

/** Which of many items: `count` from number `from` on. */
export type Some = readonly [from: number, count: number];

/**
 * Numbers that are drawn, written or looked at in one piece: 0.1 ms, and some more before the engine has compiled the loops. A multiple of what
 * the generator of normals makes at a time.
 */
const AT_ONCE = 2 ** 14;

/** The pieces that items of so many numbers each are worked on in, with `atOnce` numbers at most; no result depends on the cuts. */
export function* inPieces(items: number, numbers: number = 1, atOnce: number = AT_ONCE): Generator<Some, void, void> {
  const most = Math.max(1, Math.floor(atOnce / numbers));
  for (let from = 0; from < items; from += most) yield [from, Math.min(most, items - from)];
}
