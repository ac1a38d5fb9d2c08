import { announce } from "./announce.js";
import { button } from "./dom.js";
import { icon } from "./parts/icons.js";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "relulab-theme";

/** A browser may forbid storage: then the choice lasts as long as the page. */
function stored(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See stored().
  }
}

/** System, light, dark, in turn. The choice stays in this browser and is no part of a permalink. */
export function themeButton(): HTMLButtonElement {
  let theme = stored();
  apply(theme);
  const label = (): string => `Theme: ${theme}`;
  const element = button({ class: "theme", "aria-label": label(), title: label() }, [icon("theme")], () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    apply(theme);
    element.setAttribute("aria-label", label());
    element.title = label();
    announce(label());
  });
  return element;
}
