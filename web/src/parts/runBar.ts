import { button, h, setText } from "../dom.js";
import type { Result } from "../../../src/sweep/resultFile.js";
import type { Run, RunState } from "../runs/run.js";
import { duration, grouped, rateText, shortHash, trialsText } from "../words.js";
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
  const buttons = runButtons(actions, verb);
  const facts = runFacts();
  const { done, rate, left, progress } = facts;
  const element = h("div", { class: "run-bar" }, buttons.element, h("div", { class: "facts" }, done, rate, left, progress));
  const update = (state: RunBarState): void => {
    element.dataset.state = state.run?.state ?? "ready";
    buttons.update(state);
    facts.update(state);
    const result = state.run?.result ?? null;
    if (result === null) return;
    const copy = copyButton("Copy", () => result.sha256, "Copy the hash of the result");
    left.replaceChildren(resultHash(result), copy);
  };
  return { element, update };
}

/** The buttons that fit a run's state. */
export function runButtons(actions: RunBarActions, verb: "Run" | "Certify" = "Run"): RunBar {
  const run = button({ class: verb === "Run" ? "primary run" : "run" }, [icon("run"), verb], actions.run);
  const pause = button({ class: "pause" }, [icon("pause"), "Pause"], actions.pause);
  const resume = button({ class: "resume" }, [icon("run"), "Resume"], actions.resume);
  const stop = button({ class: "stop" }, [icon("stop"), "Stop"], actions.stop);
  const all = [run, pause, resume, stop];
  const update = ({ run: current, blocked }: RunBarState): void => {
    const shown = shownFor(current?.state);
    const held = all.find((one) => one.matches(":focus"));
    all.forEach((one) => (one.hidden = !shown.includes(one)));
    if (held?.hidden === true) shown[0].focus();
    run.disabled = blocked !== "";
  };
  const shownFor = (state: RunState | undefined): readonly HTMLElement[] => {
    if (state === "running") return [pause, stop];
    if (state === "paused") return [resume, stop];
    return state === "queued" ? [stop] : [run];
  };
  return { element: h("div", { class: "run-buttons" }, ...all), update };
}

export interface RunFacts {
  readonly done: HTMLElement;
  readonly rate: HTMLElement;
  readonly left: HTMLElement;
  readonly progress: HTMLProgressElement;
  update(state: RunBarState): void;
}

/** `2,541 of 4,000 trials`, `118 trials/s`, `12 s left`, and the progress. */
export function runFacts(): RunFacts {
  const [done, rate, left] = [h("span", { class: "done" }), h("span", { class: "rate" }), h("span", { class: "left" })];
  const progress = h("progress", { max: 1, value: 0, "aria-label": "finished trials" });
  const update = (state: RunBarState): void => {
    const { run } = state;
    progress.value = run === undefined || run.total === 0 ? 0 : run.done / run.total;
    factsOf(state).forEach((text, i) => setText([done, rate, left][i], text));
  };
  return { done, rate, left, progress, update };
}

function factsOf({ run, trials, blocked, place }: RunBarState): readonly [string, string, string] {
  if (blocked !== "") return [blocked, "", ""];
  if (run === undefined) return [trialsText(trials), "", ""];
  const total = trialsText(run.total);
  if (run.state === "queued") return [trialsText(trials), "", place === 1 ? "next in line" : `${place} in line`];
  if (run.state === "finished") return [`${total} in ${duration(run.pace.elapsed)}`, "", ""];
  if (run.state === "failed") return ["the run failed", "", ""];
  const { rate } = run.pace;
  const so = run.total === 0 ? "starting" : `${grouped(run.done)} of ${total}`;
  if (run.state === "stopped") return [`stopped at ${run.total === 0 ? "0 trials" : so}`, "", ""];
  if (run.state === "paused") return [so, "", "paused"];
  if (rate === null || rate === 0) return [so, "", ""];
  return [so, `${rateText(rate)} trials/s`, `${duration(((run.total - run.done) / rate) * 1000)} left`];
}

/** `result a41f…09c2, numerics 1`. */
export function resultHash({ sha256, numericsVersion }: Result): HTMLElement {
  const element = h(
    "span",
    { class: "hash", title: sha256 },
    h("span", { class: "numerics" }, "result "),
    shortHash(sha256),
    h("span", { class: "numerics" }, `, numerics ${numericsVersion}`),
  );
  element.dataset.sha256 = sha256;
  return element;
}
