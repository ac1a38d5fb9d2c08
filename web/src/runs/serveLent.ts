import { serveTrials } from "../../../src/sweep/serveTrials.js";

/** A lent worker: the first message brings the port to the run that borrowed it. */
export function serveLent(): void {
  const first = ({ ports: [port] }: MessageEvent): void =>
    serveTrials({
      listen: (handler) => (port.onmessage = ({ data }) => handler(data)),
      send: (message) => port.postMessage(message),
    });
  addEventListener("message", first as (event: Event) => void, { once: true });
}
