import { load } from "../../../src/lab.js";
import { toFailure } from "../../../src/sweep/protocol.js";
import type { FromTrio, ToTrio } from "../playground/messages.js";
import { Trio } from "../playground/trio.js";

// A worker with a lab: it steps the three runs of the playground and answers with where they are. Requests are answered in their order.

const send = (message: FromTrio): void => postMessage(message);

const loaded = load({ precision: "f64" });
let trio: Trio | undefined;

async function answer({ setup, step, id }: ToTrio): Promise<void> {
  const lab = await loaded;
  if (setup !== undefined) {
    trio?.dispose();
    trio = undefined;
    trio = new Trio(lab, setup);
  }
  if (trio !== undefined) send({ kind: "frame", id, frame: trio.seek(step) });
}

addEventListener("message", ({ data }: MessageEvent<ToTrio>) => {
  answer(data).catch((error: unknown) => send({ kind: "failed", id: data.id, failure: toFailure(error) }));
});
