import { button, h, setText } from "../dom.js";
import { icon } from "./icons.js";

/** A job that is started and stopped, never paused: reading, searching, training, a benchmark. */
export interface JobState {
  readonly state: "ready" | "running" | "stopped" | "finished" | "failed";
  /** Why it cannot be started; empty if it can. */
  readonly blocked: string;
  /** What is done, how fast, what is left. */
  readonly facts: readonly [string, string, string];
  /** Share done, 0…1; null where nobody knows. */
  readonly share: number | null;
}

export interface JobBar {
  readonly element: HTMLElement;
  update(state: JobState): void;
}

/** One button that runs or stops; facts in one line; progress. Its size is the same in every state. */
export function jobBar(actions: { run(): void; stop(): void }, words: { readonly verb: string; readonly progress: string }): JobBar {
  const run = button({ class: "primary run" }, [icon("run"), words.verb], actions.run);
  const stop = button({ class: "stop" }, [icon("stop"), "Stop"], actions.stop);
  const places = ["done", "rate", "left"].map((name) => h("span", { class: name }));
  const progress = h("progress", { max: 1, value: 0, "aria-label": words.progress });
  const element = h(
    "div",
    { class: "run-bar" },
    h("div", { class: "run-buttons" }, run, stop),
    h("div", { class: "facts" }, ...places, progress),
  );
  const update = ({ state, blocked, facts, share }: JobState): void => {
    const running = state === "running";
    const held = run.matches(":focus") || stop.matches(":focus");
    run.hidden = running;
    stop.hidden = !running;
    if (held) (running ? stop : run).focus();
    run.disabled = blocked !== "";
    element.dataset.state = state;
    if (running && share === null) progress.removeAttribute("value");
    else progress.value = share ?? 0;
    const shown = blocked === "" || running ? facts : [blocked, "", ""];
    shown.forEach((text, i) => setText(places[i], text));
  };
  return { element, update };
}
