import { on } from "../dom.js";
import type { RunBarActions } from "./runBar.js";

/** Single letters act only while the focus is in the figure (WCAG 2.1.4). */
export function runKeys(place: HTMLElement, actions: RunBarActions): void {
  on(place, "keydown", ({ key, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey) return;
    if (key === "r") actions.run();
    else if (key === "p") actions.pause();
    else if (key === "Escape") actions.stop();
  });
}
