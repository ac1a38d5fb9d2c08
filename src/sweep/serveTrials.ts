import type { WorkerPort } from "#platform";
import { findExperiment } from "../experiments/registry.js";
import type { FromWorker, ToWorker } from "./protocol.js";
import { toFailure } from "./protocol.js";
import { TrialRunner } from "./trials.js";
import { runSteps, type Steps } from "../numerics/steps.js";

/** Runs the steps of a batch: all at once, or giving way between them. */
export type RunBatch = <T>(steps: Steps<T>) => T | Promise<T>;

/** What a worker does: gets an experiment by id, then batches; answers each batch with its records or with an error as data. */
export function serveTrials(port: WorkerPort, runBatch: RunBatch = runSteps): void {
  let runner: Promise<TrialRunner> | undefined;
  const answer = async (message: ToWorker): Promise<FromWorker> => {
    if (message.kind === "start") {
      runner = TrialRunner.create(findExperiment(message.experiment), message.config, message.inputs, message.job);
      await runner;
      return { kind: "ready" };
    }
    if (runner === undefined) throw new Error("a batch came before the start");
    return { kind: "records", outcomes: await runBatch((await runner).steps(message.batch)) };
  };
  port.listen((message) => {
    answer(message as ToWorker).then(
      (reply) => port.send(reply),
      (error: unknown) => port.send({ kind: "failed", failure: toFailure(error) } satisfies FromWorker),
    );
  });
}
