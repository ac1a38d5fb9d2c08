import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { experiments } from "../../src/experiments/registry.js";
import { browsersHere, clean, FOLDER, inBrowser, WIDTHS } from "./harness.js";

// What is read without a script: index.html as it is built.

const read = (name: string): string => readFileSync(name, "utf8");
const json = (name: string): Record<string, unknown> => JSON.parse(read(name)) as Record<string, unknown>;

test("every paper has the formulas of its model", () => {
  const models = json("web/formulas/papers.tex.json");
  expect(experiments.filter(({ paper }) => !Object.hasOwn(models, /^\p{L}+/u.exec(paper)?.[0] ?? "")).map(({ id }) => id)).toEqual([]);
});

test("no style, class or handler is in the static page or in a formula", () => {
  const page = read(join(FOLDER, "site/index.html"));
  expect(page).toContain("<math");
  expect(page).not.toMatch(/ style=| on\w+=/);
  for (const math of page.matchAll(/<math.*?<\/math>/gs)) expect(math[0]).not.toContain("class=");
});

// Firefox runs scripts whatever its driver asks for, so it cannot be tested without.
describe.skipIf(!browsersHere.includes("chromium"))("without scripts", () => {
  const { browser, server } = inBrowser("chromium");

  test.each(WIDTHS)("at %i px: the stored figure, every claim, drawn formulas, nothing sideways", async (width) => {
    const page = await browser().newPage({ javaScriptEnabled: false, viewport: { width, height: 800 } });
    await page.goto(`${server().address}site/`);
    expect(await page.locator("main h1").count()).toBe(1);
    const cells = page.locator(".static .figure .cell rect");
    expect(await cells.count()).toBeGreaterThan(100);
    expect((await cells.first().boundingBox())!.width).toBeGreaterThan(8);
    const text = (await page.locator("main").textContent()) ?? "";
    expect(experiments.filter(({ claim }) => !text.includes(claim)).map(({ id }) => id)).toEqual([]);
    const sizes = await Promise.all((await page.locator("math").all()).map((math) => math.boundingBox()));
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.filter((box) => box === null || box.height < 16)).toEqual([]);
    // Scripts are off, so the width of the page is read from a picture of all of it.
    const whole = await page.screenshot({ fullPage: true });
    expect(whole.readUInt32BE(16)).toBe(width);
    await page.close();
  });
});

describe.each(browsersHere)("%s", (name) => {
  const { open } = inBrowser(name);

  test("the formulas of a page are drawn", async () => {
    const opened = await open("#/figures/wang-fig2");
    const { page } = opened;
    expect(await page.locator("math").count()).toBe(2);
    expect(await page.locator("math").first().isVisible()).toBe(false);
    await page.click(".formulas summary");
    await page.locator("math munderover, math munder").first().waitFor();
    // A sum with its limits is two lines high, where MathML is drawn and not merely text.
    expect((await page.locator("math munderover, math munder").first().boundingBox())!.height).toBeGreaterThan(24);
    await clean(opened);
  });
});
