// Where the real browsers are: CHROMIUM / FIREFOX, then the usual names on the PATH, else what playwright has installed.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { run, say } from "./setup.mjs";

const NAMES = {
  chromium: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  firefox: ["firefox", "firefox-esr"],
};
const DEBIAN = { chromium: "chromium", firefox: "firefox-esr" };
/** Older ones do not know the commands that playwright 1.64 sends over WebDriver BiDi. */
const OLDEST_FIREFOX = 153;

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(browser) {
  for (const folder of (process.env.PATH ?? "").split(delimiter))
    for (const name of NAMES[browser]) if (executable(join(folder, name))) return join(folder, name);
  return undefined;
}

function ownFirefoxWorks(path) {
  const version = /(\d+)\./.exec(spawnSync(path, ["--version"], { encoding: "utf8" }).stdout ?? "");
  return version !== null && Number(version[1]) >= OLDEST_FIREFOX;
}

function fromPlaywright(browser) {
  try {
    const path = createRequire(import.meta.url)("playwright")[browser].executablePath();
    return path && existsSync(path) ? { path, own: true } : undefined;
  } catch {
    return undefined;
  }
}

/** `{ path, own }` of a usable browser (own: playwright's build, not a stock one), or undefined. */
export function findBrowser(browser) {
  const named = process.env[browser.toUpperCase()];
  if (named) return existsSync(named) ? { path: named, own: false } : undefined;
  const path = onPath(browser);
  if (path && (browser === "chromium" || ownFirefoxWorks(path))) return { path, own: false };
  return fromPlaywright(browser);
}

const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The list under the address bar is a page of its own that each new window loads, seen or not: 1.7 s of a core. This takes the place of
  // playwright's own list; what matters of that is named again.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,Translate",
];

/** Options of playwright's launch(), or undefined where there is no such browser. */
export function launchOptions(browser) {
  const found = findBrowser(browser);
  if (found === undefined) return undefined;
  const executablePath = found.path;
  if (browser === "chromium") return { executablePath, args: CHROMIUM_ARGS };
  // A stock Firefox is driven over WebDriver BiDi, playwright's own build is not.
  return found.own ? { executablePath } : { executablePath, channel: "moz-firefox" };
}

const isDebianRoot = () => process.getuid?.() === 0 && existsSync("/etc/debian_version");

/** Installs what is missing where that is possible, saying so; returns the browsers that are still missing. */
export function ensureBrowsers() {
  const missing = () => Object.keys(NAMES).filter((browser) => findBrowser(browser) === undefined);
  if (missing().length > 0 && isDebianRoot()) {
    const packages = missing().map((browser) => DEBIAN[browser]);
    say(`Installing ${packages.join(" and ")} by apt-get`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const stdio = ["ignore", "ignore", "inherit"];
    run("apt-get", ["update", "-qq"], { env, stdio });
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env, stdio });
  }
  if (missing().length > 0) {
    say(`Installing ${missing().join(" and ")} by playwright`);
    run("npx", ["playwright", "install", ...missing()]);
  }
  return missing();
}

export function howToGet(browser) {
  return `${browser} is missing: install it, or set ${browser.toUpperCase()} to its path (Debian: apt-get install ${DEBIAN[browser]}).`;
}
