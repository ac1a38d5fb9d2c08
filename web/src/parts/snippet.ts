import type { ConfigRequest } from "../../../src/experiments/config.js";
import { h, on } from "../dom.js";
import { copyButton } from "./copyButton.js";

export interface Snippet {
  readonly element: HTMLElement;
  update(id: string, request: ConfigRequest): void;
}

/** Quotes what a POSIX shell would not take as one word. */
export const word = (text: string): string => (/^[\w.,=:/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function commandOf(id: string, { preset, trials, seed, precision, errata, set = {} }: ConfigRequest): string {
  const flags = Object.entries({ preset, trials, seed, precision, errata }).filter(([, value]) => value !== undefined);
  const parts = [
    ...flags.map(([name, value]) => `--${name} ${word(String(value))}`),
    ...Object.entries(set).map(([key, value]) => `--set ${word(`${key}=${String(value)}`)}`),
  ];
  return [`npx relulab run ${word(id)}`, ...parts].join(parts.length > 2 ? " \\\n    " : " ");
}

export function programOf(id: string, request: ConfigRequest): string {
  return `import { findExperiment, resolveRun } from "relulab/experiments";
import { makeResult, runTrials } from "relulab/sweep";

const experiment = findExperiment(${JSON.stringify(id)});
const { config, inputs } = resolveRun(experiment, ${JSON.stringify(request)});
const outcomes = await runTrials(experiment, config, inputs);
const result = makeResult(experiment, ${JSON.stringify(request.preset ?? "quick")}, config, outcomes);
console.log(result.sha256);
`;
}

/** The exact command and the exact program that give the same hash. `command` writes the first in another way. */
export function snippet(command: typeof commandOf = commandOf): Snippet {
  const tabs = [
    { name: "Command", text: command },
    { name: "API", text: programOf },
  ];
  const code = h("code", {});
  const panel = h("pre", { id: "snippet", tabindex: 0, role: "tabpanel", "aria-label": "the same run in Node" }, code);
  let chosen = 0;
  let texts = ["", ""];
  const show = (index: number): void => {
    chosen = index;
    code.textContent = texts[index];
    buttons.forEach((one, i) => {
      one.setAttribute("aria-selected", String(i === index));
      one.tabIndex = i === index ? 0 : -1;
    });
  };
  const buttons = tabs.map(({ name }, i) =>
    on(h("button", { type: "button", role: "tab", "aria-controls": "snippet" }, name), "click", () => show(i)),
  );
  const list = on(h("div", { class: "tabs", role: "tablist", "aria-label": "form" }, ...buttons), "keydown", ({ key }) => {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    show(1 - chosen);
    buttons[chosen].focus();
  });
  const update = (id: string, request: ConfigRequest): void => {
    texts = tabs.map(({ text }) => text(id, request));
    show(chosen);
  };
  const head = h(
    "div",
    { class: "plate-head" },
    h("h2", {}, "Same run in Node"),
    copyButton("Copy", () => texts[chosen], "Copy the snippet"),
  );
  return { element: h("section", { class: "plate main snippet" }, head, list, panel), update };
}
