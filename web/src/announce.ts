import { setText } from "./dom.js";

/** Says a sentence to screen readers, politely. The region stands in the page from the start, as they want it. */
export function announce(sentence: string): void {
  const region = document.getElementById("announcements");
  if (region !== null) setText(region, sentence);
}
