import { announce } from "../announce.js";
import { button } from "../dom.js";

const SAID_FOR = 2000;

/** Copies a text that is made at the click; says so for two seconds, aloud too. */
export function copyButton(label: string, text: () => string, spoken: string = label): HTMLButtonElement {
  const element = button({ class: "small", "aria-label": spoken }, [label], () => {
    navigator.clipboard.writeText(text()).then(
      () => say("Copied"),
      () => say("Copying is not allowed here"),
    );
  });
  const say = (word: string): void => {
    element.textContent = word;
    announce(word);
    setTimeout(() => (element.textContent = label), SAID_FOR);
  };
  return element;
}
