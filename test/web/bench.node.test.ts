import { execFileSync } from "node:child_process";
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { benchCases, type BenchReport } from "../../src/bench/index.js";
import { browsersHere, clean, goTo, inBrowser, look, soon, WIDTHS } from "./harness.js";

// The bench page: the suite of the command line in a worker of a real browser. Times are looked at for sense only, never for size.

const FEW = "^dot-|^relu";

/** The text of the file that a button saves. Not by the browser's download: stock Firefox tells nobody of it. */
async function saved(page: Page, selector: string): Promise<string> {
  await page.evaluate(() => {
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob) => {
      (window as unknown as { saved: Promise<string> }).saved = blob.text();
      return make(blob);
    };
  });
  await page.click(selector);
  return page.evaluate(() => (window as unknown as { saved: Promise<string> }).saved);
}

describe.each(browsersHere)("%s", (name) => {
  const { open } = inBrowser(name);

  test("a run can be stopped and keeps what it has; a whole one gives the command line's JSON", async () => {
    const opened = await open("#/bench");
    const { page } = opened;
    const run = ".bench button.run";
    expect(await page.locator(".bench-table tbody tr").count()).toBe(benchCases.length);
    expect(await page.textContent(".engine")).toContain("WebAssembly SIMDyes");
    await page.click(run);
    await page.waitForSelector(".verified.passed");
    await page.click(".bench .stop");
    await soon(() => page.textContent(".bench .done")).toMatch(new RegExp(`^stopped at \\d+ of ${benchCases.length} cases$`));
    expect(await page.locator(".verified.passed").count()).toBeGreaterThan(0);
    // A few cases stand for all: every case is compared and timed in each runtime by the tests of the suite.
    await goTo(page, `#/bench?filter=${FEW}`);
    const few = benchCases.filter(({ id }) => new RegExp(FEW).test(id));
    await soon(() => page.locator(".bench-table tbody tr").count()).toBe(few.length);
    await page.click(run);
    await page.waitForSelector('.bench .run-bar[data-state="finished"]');
    expect(await page.locator(".verified.passed").count()).toBe(few.length);
    const report = JSON.parse(await saved(page, '.bench button:text-is("JSON")')) as BenchReport;
    expect(report.results.map(({ id }) => id)).toEqual(few.map(({ id }) => id));
    for (const { wasm, javascript, median, ratio } of report.results)
      for (const timing of [wasm, javascript]) {
        expect(timing?.median).toBeGreaterThan(0);
        expect(timing?.least).toBeLessThanOrEqual(timing?.worst ?? 0);
        expect(timing?.first).toBeGreaterThanOrEqual(0);
        expect(ratio).toBeCloseTo((javascript?.median ?? 0) / (median ?? 1), 10);
      }
    const command = JSON.parse(
      execFileSync(process.execPath, ["dist/cli/main.js", "bench", "--json", "--filter", "^dot-64$"], { encoding: "utf8" }),
    ) as BenchReport;
    const shape = ({ engine, results }: BenchReport): unknown => [
      Object.keys(engine),
      Object.keys(results[0]),
      Object.keys(results[0].wasm ?? {}),
    ];
    expect(shape(report)).toEqual(shape(command));
    await clean(opened);
  });
});

describe.skipIf(!browsersHere.includes("chromium"))("looks", () => {
  const { open } = inBrowser("chromium");

  test.each(WIDTHS)("at %i px: nothing serious for axe, no sideways scroll, pictures kept", async (width) => {
    const { page } = await open("#/bench", { viewport: { width, height: 800 } });
    await page.click(".bench button.run");
    await page.waitForFunction(() => document.querySelectorAll(".verified.passed").length > 2);
    await page.click(".bench .stop");
    await soon(() => page.textContent(".bench .done")).toMatch(/^stopped at/);
    await look(page, "bench");
    await page.close();
  });
});
