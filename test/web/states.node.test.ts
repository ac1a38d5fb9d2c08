import { join } from "node:path";
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { axeFindings, browsersHere, clean, goTo, inBrowser, SHOTS, soon } from "./harness.js";

// The parts round a figure and the states that nobody hopes for, in real browsers.

const SMALL = "#/figures/wang-fig2?trials=3&samples=20,60&hidden=2,12";
const LONG = "#/figures/wang-fig2?trials=400";

describe.each(browsersHere)("%s", (name) => {
  const { open } = inBrowser(name);
  const picture = (page: Page, state: string): Promise<Buffer> =>
    page.screenshot({ path: join(SHOTS, `${state}-${name}.png`), fullPage: true });

  test("the list of runs opens, cancels a run, says when there is none, and closes with Escape", async () => {
    const opened = await open(LONG);
    const { page } = opened;
    const button = page.locator(".queue > button");
    await page.click(".figure-plate button.run");
    await page.waitForFunction(() => document.querySelector(".queue > button")?.textContent === "1 running");
    await button.click();
    await soon(() => page.locator(".queue-list li").count()).toBe(1);
    await page.click('.queue-list button[aria-label="Cancel wang-fig2"]');
    await soon(() => page.textContent(".queue-list")).toBe("Nothing is running.");
    await soon(() => button.textContent()).toBe("idle");
    // The row had the focus and is gone.
    await page.keyboard.press("Escape");
    await soon(() => page.locator(".queue-popover").isVisible()).toBe(false);
    await clean(opened);
  });

  test("the theme is chosen by a button, kept in the browser and no part of the address", async () => {
    const opened = await open(SMALL, { colorScheme: "light" });
    const { page } = opened;
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.click("button.theme");
    await soon(() => page.evaluate(() => document.documentElement.dataset["theme"])).toBe("light");
    expect(await ground()).toBe(light);
    await page.click("button.theme");
    await soon(ground).not.toBe(light);
    const dark = await ground();
    await page.reload();
    await page.waitForSelector("main h1");
    expect(await ground()).toBe(dark);
    expect(await page.evaluate(() => location.href)).not.toContain("dark");
    await clean(opened);
  });

  test("a screen reader hears the start and the end of a run", async () => {
    const opened = await open(SMALL);
    const { page } = opened;
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      const place = document.querySelector("#announcements")!;
      new MutationObserver(() => heard.push(place.textContent ?? "")).observe(place, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    await page.click(".figure-plate button.run");
    await page.waitForSelector(".figure-plate .hash");
    await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.some((text) => text.includes("finished")));
    const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    expect(heard.some((text) => text.includes("wang-fig2 is running"))).toBe(true);
    // Never each trial: 24 of them were run.
    expect(heard.length).toBeLessThan(12);
    await clean(opened);
  });

  test("the figure as a table has a head and the numbers of the cells", async () => {
    const opened = await open(SMALL);
    const { page } = opened;
    await page.click(".figure-plate button.run");
    await page.waitForSelector(".figure-plate .hash");
    await page.click(".as-table summary");
    // The tables are made when the browser tells of the opening, which is after the click.
    await page.waitForSelector(".as-table table");
    await soon(() => page.locator(".as-table table").count()).toBe(2);
    expect(await page.locator(".as-table th").first().getAttribute("scope")).toBe("col");
    expect(await page.locator(".as-table").first().locator("tbody tr").count()).toBe(8);
    await clean(opened);
  });

  test("the caption leads to what the paper does not print", async () => {
    const opened = await open("#/figures/wang-fig2");
    const { page } = opened;
    expect(await page.locator(".errata dl").isVisible()).toBe(false);
    await page.click(".caption button.link");
    await soon(() => page.locator(".errata dl").isVisible()).toBe(true);
    expect(await page.locator(".errata dt").first().textContent()).toContain("Figure 2");
    await soon(() => page.evaluate(() => document.activeElement?.tagName)).toBe("SUMMARY");
    await clean(opened);
  });

  test("with less motion asked for, a run still ends with the full picture", async () => {
    const opened = await open(SMALL, { reducedMotion: "reduce" });
    await opened.page.click(".figure-plate button.run");
    await opened.page.waitForSelector(".figure-plate .hash");
    await opened.page.waitForFunction(() => document.querySelectorAll(".figure .cell rect:not(.outline)").length === 8);
    await clean(opened);
  });

  test("a page whose script does not come says so, and one that is slow says that it comes; the others stay usable", async () => {
    const opened = await open("#/figures/wang-fig2");
    const { page } = opened;
    const script = /\/site\/playground\.[0-9a-f]+\.js$/;
    await page.context().route(script, (route) => route.abort());
    await goTo(page, "#/playground");
    await page.waitForSelector(".no-page .error");
    expect(await page.textContent(".no-page .error code")).toBe("PAGE_LOST");
    expect(await page.locator(".no-page button").textContent()).toBe("Reload");
    await goTo(page, "#/figures/wang-fig2");
    await page.waitForSelector(".figure svg");
    await goTo(page, "#/playground");
    await page.waitForSelector(".no-page .error");
    await picture(page, "lost");
    await page.context().unroute(script);
    await page.click(".no-page button");
    await page.waitForSelector(".plane svg");
    let letThrough = (): void => {};
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.context().route(/\/site\/data\.[0-9a-f]+\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    await goTo(page, "#/data");
    await page.waitForSelector("main .loading");
    await picture(page, "loading");
    letThrough();
    await page.waitForSelector(".drop-zone");
    expect(await page.locator("main .loading").count()).toBe(0);
    await page.close();
  });

  test("a run whose worker cannot be loaded says so, and the page stays usable", async () => {
    const opened = await open(SMALL);
    const { page } = opened;
    await page.context().route(/\/site\/\d+\.[0-9a-f]+\.js$/, (route) => route.abort());
    await page.click(".figure-plate button.run");
    await page.waitForSelector(".figure-plate .error");
    expect(await page.textContent(".figure-plate .error")).toContain("WORKER_LOST");
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, "failed");
    await page.context().unroute(/\/site\/\d+\.[0-9a-f]+\.js$/);
    await page.click(".figure-plate button.run");
    await page.waitForSelector(".figure-plate .hash");
    expect(await page.locator(".figure-plate .error").count()).toBe(0);
    await page.close();
  });

  test("without WebAssembly the page is whole", async () => {
    const { page, faults } = await open("#/figures/wang-fig2", {}, () => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await page.waitForSelector(".band.warn");
    // Before the picture and axe, which try styles that the policy refuses.
    expect(faults).toEqual([]);
    await picture(page, "no-wasm");
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });

  test("from load to result nothing moves", async () => {
    if (name === "firefox") return; // has no layout-shift entries
    const opened = await open(SMALL, {}, () => {
      const state = window as unknown as { shift: number };
      state.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
          if (!entry.hadRecentInput) state.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await opened.page.click(".figure-plate button.run");
    await opened.page.waitForSelector(".figure-plate .hash");
    expect(await opened.page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.001);
    await clean(opened);
  });
});
