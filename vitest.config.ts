import { playwright } from "@vitest/browser-playwright";
import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
// @ts-expect-error a plain script
import { findBrowser } from "./scripts/lib/browsers.mjs";

// Files named *.node.test.ts need Node (processes, files, dist); *.browser.test.ts need a page; all others run in the three runtimes.
const everywhere = ["test/**/*.test.ts"];
// No test is judged by its time; this only ends one that hangs.
const testTimeout = 300_000;
const platform = (name: "node" | "web") => ({ "#platform": fileURLToPath(new URL(`./src/platform/${name}.ts`, import.meta.url)) });

const chromiumArgs = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function inBrowser(browser: "chromium" | "firefox"): TestProjectConfiguration[] {
  const found: { path: string; own: boolean } | undefined = findBrowser(browser);
  if (found === undefined) return [];
  const executablePath = found.path;
  // A stock Firefox is driven over WebDriver BiDi, playwright's own build is not.
  const firefox = found.own ? { executablePath } : { executablePath, channel: "moz-firefox" };
  const launchOptions = browser === "chromium" ? { executablePath, args: chromiumArgs } : firefox;
  return [
    {
      resolve: { alias: platform("web") },
      test: {
        name: browser,
        testTimeout,
        include: everywhere,
        exclude: ["test/**/*.node.test.ts"],
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({ launchOptions }),
          instances: [{ browser }],
        },
      },
    },
  ];
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: platform("node") },
        test: { name: "node", testTimeout, environment: "node", include: everywhere, exclude: ["test/**/*.browser.test.ts"] },
      },
      ...inBrowser("chromium"),
      ...inBrowser("firefox"),
    ],
  },
});
