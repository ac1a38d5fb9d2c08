import type { Experiment } from "../../../src/experiments/types.js";
import type { RunQueue } from "./queue.js";

/** Facts of a running run change between its pictures, too. */
const FACTS_EVERY = 250;

/** Calls `update` whenever a page of an experiment has something new to show; gives what ends it. */
export function followRuns(queue: RunQueue, experiment: Experiment, update: () => void): () => void {
  const deaf = queue.listen((changed) => {
    if (changed.experiment === experiment || changed.ended || changed.state === "queued") update();
  });
  const timer = setInterval(() => {
    if (queue.active.some((run) => run.experiment === experiment)) update();
  }, FACTS_EVERY);
  return () => {
    deaf();
    clearInterval(timer);
  };
}
