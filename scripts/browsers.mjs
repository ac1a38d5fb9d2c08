// Where the real browsers are: CHROMIUM / FIREFOX, then the usual names on the PATH.
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = {
  chromium: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  firefox: ["firefox", "firefox-esr"],
};

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of a browser, or undefined. */
export function findBrowser(browser) {
  const named = process.env[browser.toUpperCase()];
  if (named) return existsSync(named) ? named : undefined;
  for (const folder of (process.env.PATH ?? "").split(delimiter))
    for (const name of NAMES[browser]) if (executable(join(folder, name))) return join(folder, name);
  return undefined;
}
