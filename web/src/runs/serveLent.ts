import { serveTrials } from "../../../src/sweep/serveTrials.js";
import { runInSlices } from "../../../src/train/drive.js";

/**
 * Chromium ends a worker whose task goes on only after 2 s: a stopped run would hold its cores so long. So a trial is left open now and
 * then, for 0.1 ms in this many.
 */
const SLICE = 40;

/** A lent worker: the first message brings the port to the run that borrowed it. */
export function serveLent(): void {
  const giveWay = nextMessage();
  const first = ({ ports: [port] }: MessageEvent): void =>
    serveTrials(
      {
        listen: (handler) => (port.onmessage = ({ data }) => handler(data)),
        send: (message) => port.postMessage(message),
      },
      (steps) => runInSlices(steps, giveWay, SLICE),
    );
  addEventListener("message", first as (event: Event) => void, { once: true });
}

/** A task of its own by way of a message to oneself: a timer would wait for 4 ms. */
function nextMessage(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let next = (): void => {};
  port1.onmessage = () => next();
  return () =>
    new Promise((resolve) => {
      next = resolve;
      port2.postMessage(null);
    });
}
