import { button, h, on, setText } from "../dom.js";
import type { RunQueue } from "../runs/queue.js";
import type { Run } from "../runs/run.js";
import { experimentAddress } from "../route.js";
import { themeButton } from "../theme.js";
import { grouped, trialsText } from "../words.js";
import { logo } from "./icons.js";

const SECTIONS = [
  { path: "figures", name: "Figures" },
  { path: "playground", name: "Playground" },
  { path: "data", name: "Your data" },
  { path: "guarantee", name: "Guarantee" },
  { path: "bench", name: "Bench" },
];

export interface TopBar {
  readonly element: HTMLElement;
  /** Marks the section that is shown. */
  at(path: string): void;
}

export function topBar(queue: RunQueue): TopBar {
  const links = SECTIONS.map(({ path, name }) => h("a", { href: `#/${path}`, "data-path": path }, name));
  const element = h(
    "div",
    { class: "top-bar" },
    h("a", { class: "brand", href: "#/figures" }, logo(), "relulab"),
    h("nav", { "aria-label": "sections" }, ...links),
    queueButton(queue),
    themeButton(),
  );
  const at = (path: string): void => {
    for (const link of links)
      if (link.dataset.path === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
  };
  return { element, at };
}

/** What runs and what waits; opens the list of runs. */
function queueButton(queue: RunQueue): HTMLElement {
  const list = h("ul", { class: "queue-list", id: "queue" });
  const nothing = h("li", {}, "Nothing is running.");
  let rows: ReadonlyMap<Run, QueueRow> = new Map();
  const popover = h("div", { class: "queue-popover", hidden: true }, list);
  const open = button({ class: "quiet", "aria-expanded": "false", "aria-controls": "queue" }, ["idle"], () =>
    show(popover.hidden !== false),
  );
  const show = (shown: boolean): void => {
    popover.hidden = !shown;
    open.setAttribute("aria-expanded", String(shown));
    draw();
  };
  const draw = (): void => {
    const runs = [...queue.active, ...queue.waiting];
    const counts = (["running", "paused", "queued"] as const).map((state) => [runs.filter((run) => run.state === state).length, state]);
    const parts = counts.filter(([count]) => count !== 0).map((part) => part.join(" "));
    setText(open, parts.length === 0 ? "idle" : parts.join(" · "));
    if (popover.hidden) return;
    rows = new Map(runs.map((run) => [run, rows.get(run) ?? queueRow(run, () => open.focus())]));
    for (const row of rows.values()) row.update();
    const items = runs.length === 0 ? [nothing] : Array.from(rows.values(), ({ element }) => element);
    // A row that were made anew with each trial would take the click and the focus away from under the hand.
    if (items.length !== list.childElementCount || items.some((item, i) => item !== list.children[i])) list.replaceChildren(...items);
  };
  queue.listen(draw);
  const element = h("div", { class: "queue" }, open, popover);
  on(element, "keydown", ({ key }) => {
    if (key !== "Escape" || popover.hidden) return;
    show(false);
    open.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!popover.hidden && !element.contains(target as Node)) show(false);
  });
  return element;
}

interface QueueRow {
  readonly element: HTMLElement;
  update(): void;
}

/** `cancelled`: the row is gone then, and the focus needs a place. */
function queueRow(run: Run, cancelled: () => void): QueueRow {
  const { experiment, job } = run;
  const facts = h("span", { class: "soft" });
  const bar = h("progress", { "aria-label": "finished trials" });
  const cancel = button({ class: "small", "aria-label": `Cancel ${experiment.id}` }, ["Cancel"], () => {
    run.stop();
    cancelled();
  });
  const name = `${experiment.id}${job === "certify" ? ", certificates" : ""}`;
  const update = (): void => {
    const { state, done, total } = run;
    setText(facts, state === "queued" ? "queued" : `${grouped(done)} of ${trialsText(total)}`);
    bar.max = Math.max(1, total);
    bar.value = done;
  };
  return { element: h("li", {}, h("a", { href: experimentAddress(experiment, run.request) }, name), facts, bar, cancel), update };
}
