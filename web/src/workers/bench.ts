import { runSuite } from "../../../src/bench/index.js";
import { toFailure } from "../../../src/sweep/protocol.js";
import type { FromBench, ToBench } from "../bench/messages.js";

// The suite of the command line in a worker of its own, so that nothing of the page is timed with it. Ended by terminate().

const send = (message: FromBench): void => postMessage(message);

addEventListener("message", ({ data: { filter } }: MessageEvent<ToBench>) => {
  runSuite({ ...(filter === null ? {} : { filter }), onResult: (result, done, total) => send({ kind: "case", result, done, total }) }).then(
    (report) => send({ kind: "report", report }),
    (error: unknown) => send({ kind: "failed", failure: toFailure(error) }),
  );
});
