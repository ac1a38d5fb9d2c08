import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  axeFindings,
  browsersHere,
  clean,
  FOLDER,
  launch,
  open as openAddress,
  type Opened,
  serve,
  type Server,
  SHOTS,
} from "./harness.js";

// The parts round a figure and the states that nobody hopes for, in real browsers.

const SMALL = "#/figures/wang-fig2?trials=3&samples=20,60&hidden=2,12";
const LONG = "#/figures/wang-fig2?trials=400";

let server: Server;
beforeAll(async () => {
  server = await serve(FOLDER);
});
afterAll(() => server?.close());

describe.each(browsersHere)("%s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser?.close());

  const open = (hash: string, options?: Parameters<typeof openAddress>[2], init?: () => void): Promise<Opened> =>
    openAddress(browser, `${server.address}site/${hash}`, options, init);
  const picture = (page: Page, state: string): Promise<Buffer> =>
    page.screenshot({ path: join(SHOTS, `${state}-${name}.png`), fullPage: true });

  test("the list of runs opens, cancels a run, says when there is none, and closes with Escape", async () => {
    const opened = await open(LONG);
    const { page } = opened;
    const button = page.locator(".queue > button");
    await page.click(".figure-plate button.run");
    await page.waitForFunction(() => document.querySelector(".queue > button")?.textContent === "1 running");
    await button.click();
    expect(await page.locator(".queue-list li").count()).toBe(1);
    await page.click('.queue-list button[aria-label="Cancel wang-fig2"]');
    expect(await page.textContent(".queue-list")).toBe("Nothing is running.");
    expect(await button.textContent()).toBe("idle");
    // The row had the focus and is gone.
    await page.keyboard.press("Escape");
    expect(await page.locator(".queue-popover").isVisible()).toBe(false);
    await clean(opened);
  });

  test("the theme is chosen by a button, kept in the browser and no part of the address", async () => {
    const opened = await open(SMALL, { colorScheme: "light" });
    const { page } = opened;
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.click("button.theme");
    expect(await ground()).toBe(light);
    await page.click("button.theme");
    const dark = await ground();
    expect(dark).not.toBe(light);
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
    expect(await page.locator(".as-table table").count()).toBe(2);
    expect(await page.locator(".as-table th").first().getAttribute("scope")).toBe("col");
    expect(await page.locator(".as-table").first().locator("tbody tr").count()).toBe(8);
    await clean(opened);
  });

  test("the caption leads to what the paper does not print", async () => {
    const opened = await open("#/figures/wang-fig2");
    const { page } = opened;
    expect(await page.locator(".errata dl").isVisible()).toBe(false);
    await page.click(".caption button.link");
    expect(await page.locator(".errata dt").first().textContent()).toContain("Figure 2");
    expect(await page.locator(".errata dl").isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("SUMMARY");
    await clean(opened);
  });

  test("with less motion asked for, a run still ends with the full picture", async () => {
    const opened = await open(SMALL, { reducedMotion: "reduce" });
    await opened.page.click(".figure-plate button.run");
    await opened.page.waitForSelector(".figure-plate .hash");
    await opened.page.waitForFunction(() => document.querySelectorAll(".figure .cell rect:not(.outline)").length === 8);
    await clean(opened);
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
