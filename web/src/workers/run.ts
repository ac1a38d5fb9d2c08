import { findExperiment } from "../../../src/experiments/registry.js";
import { resolveRun } from "../../../src/experiments/resolveRun.js";
import type { Cell, TrialOutcome } from "../../../src/experiments/types.js";
import { cellText, summarise } from "../../../src/sweep/certificates.js";
import { exampleCertificates } from "../../../src/sweep/exampleCertificates.js";
import { runTrials } from "../../../src/sweep/pool.js";
import { toFailure } from "../../../src/sweep/protocol.js";
import { makeResult } from "../../../src/sweep/resultFile.js";
import { pictureOf } from "../runs/picture.js";
import type { FromRun, ToRun } from "../runs/messages.js";

// A worker that owns one run: it hands the trials to workers of its own and draws together what the page shows. Ended by terminate().

const send = (message: FromRun): void => postMessage(message);

/** While paused, a promise that opens on resume. */
let gate: { readonly promise: Promise<void>; readonly open: () => void } | undefined;

function pause(): void {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => (open = resolve));
  gate ??= { promise, open };
}

function resume(): void {
  gate?.open();
  gate = undefined;
}

/** A picture costs this worker time that trials could use: it may take one part in this many. */
const SHARE_OF_PICTURES = 8;

async function start({ experiment: id, request, job, interval }: Extract<ToRun, { kind: "start" }>): Promise<void> {
  const experiment = findExperiment(id);
  const { config, inputs } = resolveRun(experiment, request);
  const found: TrialOutcome[] = [];
  let next = 0;
  const show = (done: number, total: number): void => {
    const begun = performance.now();
    if (begun < next) return;
    const picture = job === "trial" ? pictureOf(experiment, config, inGridOrder(found)) : null;
    send({ kind: "progress", done, total, picture });
    next = performance.now() + Math.max(interval, SHARE_OF_PICTURES * (performance.now() - begun));
  };
  const outcomes = await runTrials(experiment, config, inputs, {
    job,
    hold: () => gate?.promise,
    onRecords: (records, done, total) => {
      found.push(...records);
      show(done, total);
    },
  });
  if (job === "trial")
    send({
      kind: "result",
      result: makeResult(experiment, request.preset ?? "quick", config, outcomes),
      picture: pictureOf(experiment, config, outcomes),
    });
  else send({ kind: "certified", theorems: await certified({ experiment, config, inputs }, experiment.grid(config), outcomes) });
}

const inGridOrder = (outcomes: TrialOutcome[]): TrialOutcome[] => outcomes.sort((a, b) => a.cell - b.cell || a.index - b.index);

async function certified(
  job: Parameters<typeof exampleCertificates>[0],
  grid: readonly Cell[],
  outcomes: readonly TrialOutcome[],
): Promise<Extract<FromRun, { kind: "certified" }>["theorems"]> {
  const theorems = summarise(outcomes);
  const examples = await exampleCertificates(job, theorems);
  const place = ({ cell, index }: { cell: number; index: number }): string => `${cellText(grid[cell])}, trial ${index}`;
  return theorems.map((summary, i) => ({ summary, certificate: examples[i], place: place(summary.example) }));
}

addEventListener("message", ({ data }: MessageEvent<ToRun>) => {
  if (data.kind === "pause") pause();
  else if (data.kind === "resume") resume();
  else start(data).catch((error: unknown) => send({ kind: "failed", failure: toFailure(error) }));
});
