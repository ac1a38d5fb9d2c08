import type { Figure } from "../../../src/experiments/types.js";
import { h, on } from "../dom.js";

export interface PanelChoice {
  readonly element: HTMLSelectElement;
  /** What is drawn: the chosen panel where `alone`, else the whole figure. */
  pick(figure: Figure, alone: boolean): Figure;
}

/** For boxes that are too narrow for panels side by side and too short for panels one above the other. */
export function panelChoice(change: () => void): PanelChoice {
  const element = on(h("select", { class: "panel-choice", "aria-label": "panel", part: "select" }), "change", change);
  let titles = "";
  const pick = (figure: Figure, alone: boolean): Figure => {
    const { panels } = figure;
    element.hidden = !alone || panels.length === 1;
    if (element.hidden) return figure;
    const found = panels.map(({ title }) => title);
    if (found.join("\n") !== titles) {
      const chosen = Math.min(Math.max(0, element.selectedIndex), found.length - 1);
      element.replaceChildren(...found.map((title) => h("option", {}, title)));
      element.selectedIndex = chosen;
      titles = found.join("\n");
    }
    return { ...figure, panels: [panels[element.selectedIndex]] };
  };
  return { element, pick };
}
