import { button, h, setText } from "../dom.js";
import type { Run } from "../runs/run.js";
import { duration, grouped, rateText, shortHash } from "../words.js";
import { copyButton } from "./copyButton.js";
import { icon } from "./icons.js";

export interface RunBarState {
  readonly run: Run | undefined;
  /** Trials that a new run would have. */
  readonly trials: number;
  /** Why nothing can be started; empty if it can. */
  readonly blocked: string;
  /** 1 for the next in line. */
  readonly place: number;
}

export interface RunBarActions {
  run(): void;
  pause(): void;
  resume(): void;
  stop(): void;
}

export interface RunBar {
  readonly element: HTMLElement;
  update(state: RunBarState): void;
}

/** Run, or Pause and Stop; facts in one line; progress. Its size is the same in every state. */
export function runBar(actions: RunBarActions, verb: "Run" | "Certify" = "Run"): RunBar {
  const run = button({ class: verb === "Run" ? "primary run" : "run" }, [icon("run"), verb], actions.run);
  const pause = button({ class: "pause" }, [icon("pause"), "Pause"], actions.pause);
  const resume = button({ class: "resume" }, [icon("run"), "Resume"], actions.resume);
  const stop = button({ class: "stop" }, [icon("stop"), "Stop"], actions.stop);
  const [done, rate, left] = [h("span", { class: "done" }), h("span", { class: "rate" }), h("span", { class: "left" })];
  const progress = h("progress", { max: 1, value: 0, "aria-label": "finished trials" });
  const buttons = h("div", { class: "run-buttons" }, run, pause, resume, stop);
  const element = h("div", { class: "run-bar" }, buttons, h("div", { class: "facts" }, done, rate, left, progress));
  const show = (shown: readonly HTMLElement[]): void => {
    const held = buttons.contains(document.activeElement);
    for (const one of [run, pause, resume, stop]) one.hidden = !shown.includes(one);
    if (held && !buttons.contains(document.activeElement)) shown[0].focus();
  };
  const update = (state: RunBarState): void => {
    const { run: current, blocked } = state;
    const active = current !== undefined && !current.ended;
    show(!active ? [run] : current.state === "queued" ? [stop] : current.state === "paused" ? [resume, stop] : [pause, stop]);
    run.disabled = blocked !== "";
    element.dataset.state = current?.state ?? "ready";
    progress.value = current === undefined || current.total === 0 ? 0 : current.done / current.total;
    const [first, second, third] = factsOf(state);
    setText(done, first);
    setText(rate, second);
    setText(left, third);
    hashLine(left, current);
  };
  return { element, update };
}

function factsOf({ run, trials, blocked, place }: RunBarState): readonly [string, string, string] {
  if (blocked !== "") return [blocked, "", ""];
  if (run === undefined) return [`${grouped(trials)} trials`, "", ""];
  const total = grouped(run.total);
  if (run.state === "queued") return [`${grouped(trials)} trials`, "", place === 1 ? "next in line" : `${place} in line`];
  if (run.state === "finished") return [`${total} trials in ${duration(run.pace.elapsed)}`, "", ""];
  if (run.state === "failed") return ["the run failed", "", ""];
  const { rate } = run.pace;
  const so = run.total === 0 ? "starting" : `${grouped(run.done)} of ${total} trials`;
  if (run.state === "stopped") return [`stopped at ${run.total === 0 ? "0 trials" : so}`, "", ""];
  if (run.state === "paused") return [so, "", "paused"];
  if (rate === null || rate === 0) return [so, "", ""];
  return [so, `${rateText(rate)} trials/s`, `${duration(((run.total - run.done) / rate) * 1000)} left`];
}

/** `result a41f…09c2, numerics 1` with a button that copies all of it. */
function hashLine(place: HTMLElement, run: Run | undefined): void {
  const result = run?.result;
  if (result === null || result === undefined) return;
  const text = h(
    "span",
    { class: "hash", title: result.sha256 },
    h("span", { class: "numerics" }, "result "),
    shortHash(result.sha256),
    h("span", { class: "numerics" }, `, numerics ${result.numericsVersion}`),
  );
  text.dataset.sha256 = result.sha256;
  place.replaceChildren(
    text,
    copyButton("Copy", () => result.sha256, "Copy the hash of the result"),
  );
}
