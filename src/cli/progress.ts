import { SingleBar } from "cli-progress";
import { count } from "../errors.js";

export interface Progress {
  update(done: number): void;
  stop(): void;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };
const RATE_WINDOW = 3000;

/** A bar on standard error with trials done, rate and time left; plain lines where it is no terminal. */
export function startProgress(total: number, quiet: boolean): Progress {
  if (quiet) return SILENT;
  const rate = recentRate(total);
  const bar = new SingleBar({
    stream: process.stderr,
    format: "  {bar} {value} of {total} trials   {speed}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 2000,
    formatValue: (value, _options, type) => (type === "value" || type === "total" ? count(value) : String(value)),
  });
  bar.start(total, 0, { speed: "" });
  return { update: (done) => bar.update(done, { speed: rate(done) }), stop: () => bar.stop() };
}

/** `2,312 trials/s   12 s left`, from the last three seconds; nothing in the first second. */
function recentRate(total: number): (done: number) => string {
  const start = performance.now();
  const points: [time: number, done: number][] = [[start, 0]];
  return (done) => {
    const now = performance.now();
    points.push([now, done]);
    while (points.length > 2 && now - points[1][0] > RATE_WINDOW) points.shift();
    if (now - start < 1000) return "";
    const perSecond = ((done - points[0][1]) * 1000) / (now - points[0][0]);
    const left = Math.ceil((total - done) / perSecond);
    return `${Math.round(perSecond)} trials/s   ${Number.isFinite(left) ? `${left} s left` : ""}`;
  };
}
