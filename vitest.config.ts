import { playwright } from "@vitest/browser-playwright";
import { fileURLToPath } from "node:url";
import type { LaunchOptions } from "playwright";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
// @ts-expect-error a plain script
import { launchOptions } from "./scripts/lib/browsers.mjs";

// Files named *.node.test.ts need Node (processes, files, dist); *.browser.test.ts need a page; all others run in the three runtimes.
const everywhere = ["test/**/*.test.ts"];
// No test is judged by its time; this only ends one that hangs.
const testTimeout = 300_000;
const platform = (name: "node" | "web") => ({ "#platform": fileURLToPath(new URL(`./src/platform/${name}.ts`, import.meta.url)) });

function inBrowser(browser: "chromium" | "firefox"): TestProjectConfiguration[] {
  const options: LaunchOptions | undefined = launchOptions(browser);
  if (options === undefined) return [];
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
          provider: playwright({ launchOptions: options }),
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
        test: {
          name: "node",
          testTimeout,
          hookTimeout: testTimeout,
          environment: "node",
          include: everywhere,
          exclude: ["test/**/*.browser.test.ts"],
        },
      },
      ...inBrowser("chromium"),
      ...inBrowser("firefox"),
    ],
  },
});
