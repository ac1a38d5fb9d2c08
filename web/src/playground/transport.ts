import { button, h, on, setText } from "../dom.js";
import { icon } from "../parts/icons.js";
import { grouped } from "../words.js";
import type { Actions, Part, View } from "./view.js";

/** Rewind, run, step, and any step of the run by its slider. */
export function transport(actions: Actions): Part {
  const rewind = button({ class: "rewind" }, [icon("rewind"), h("span", {}, "Rewind")], () => actions.seek(0));
  const run = button({ class: "primary run" }, [icon("run"), h("span", {}, "Run")], actions.toggle);
  const pause = button({ class: "primary pause" }, [icon("pause"), h("span", {}, "Pause")], actions.toggle);
  const step = button({ class: "step" }, [icon("step"), h("span", {}, "Step")], () => actions.seek(actions.view().state.step + 1));
  const slider = h("input", { type: "range", min: 0, step: 1, "aria-label": "step" });
  on(slider, "input", () => actions.seek(Number(slider.value)));
  const now = h("strong", {});
  const [all, note] = [h("span", {}), h("span", { class: "blocked", role: "status" })];
  const buttons = h("div", { class: "run-buttons" }, rewind, run, pause, step);
  const element = h(
    "section",
    { class: "plate transport", "aria-label": "Run" },
    buttons,
    slider,
    h("p", { class: "step-text" }, "step ", now, all, note),
  );
  const show = (playing: boolean): void => {
    const held = document.activeElement === run || document.activeElement === pause;
    [run.hidden, pause.hidden] = [playing, !playing];
    if (held) (playing ? pause : run).focus();
  };
  const update = ({ state, shown, playing, blocked }: View): void => {
    const { steps } = state.settings;
    const at = playing ? shown.state.step : state.step;
    if (run.hidden !== playing) show(playing);
    run.disabled = blocked !== "";
    rewind.disabled = at === 0;
    step.disabled = blocked !== "" || at >= steps;
    slider.disabled = blocked !== "";
    slider.max = String(steps);
    slider.value = String(at);
    slider.setAttribute("aria-valuetext", `step ${at} of ${steps}`);
    setText(now, grouped(at));
    setText(all, ` of ${grouped(steps)}`);
    setText(note, blocked === "" ? "" : ` · ${blocked}`);
  };
  show(false);
  return { element, update };
}
