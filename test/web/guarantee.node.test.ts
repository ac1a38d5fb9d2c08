import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { guaranteeTables } from "../../src/theory/deep/guarantee.js";
import { axeFindings, browsersHere, clean, goTo, inBrowser, look, soon, type, WIDTHS } from "./harness.js";

// The guarantee explorer in real browsers: the numbers of the command line, settings in the address, what was enough.

const SMALL = "#/guarantee?trials=2&batchSize=6&layers=1&samples=6&separation=1&widest=64";
const RUN = ".figure-plate button.run";

interface Row {
  readonly text: string;
  readonly formula: string;
  readonly source: string;
  readonly enough: { readonly text: string } | null;
  readonly ratio: { readonly text: string } | null;
}

/** Asked for, formula and place of all rows, both algorithms, as the page shows them. */
const shown = (page: Page): Promise<string[][]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll(".guarantee-table td"), (cell) =>
      [".asked", ".order", ".source"].map((part) => cell.querySelector(part)?.textContent ?? ""),
    ),
  );

/** What the first line of the page's own snippet prints, with more flags behind it. */
async function printed(page: Page, ...flags: string[]): Promise<Record<string, Row>[]> {
  const [line] = ((await page.textContent(".snippet code")) ?? "").split("\n");
  const [npx, name, ...args] = line.split(" ");
  expect([npx, name]).toEqual(["npx", "relulab"]);
  const out = execFileSync(process.execPath, ["dist/cli/main.js", ...args, "--json", ...flags], { encoding: "utf8", stdio: "pipe" });
  return (JSON.parse(out) as { rows: Record<string, Row>[] }).rows;
}

const inOrder = (rows: readonly Record<string, Row>[]): string[][] => {
  const keys = guaranteeTables({ samples: 6, layers: 1, separation: 1, epsilon: 0.1, batch: 1, p: 1, alpha0: 1 })[0].rows.map(
    ({ key }) => key,
  );
  return keys.flatMap((key) => rows.map((row) => [row[key].text, row[key].formula, row[key].source]));
};

test("a slip that a row names stands in docs/errata.md", () => {
  const errata = readFileSync("docs/errata.md", "utf8");
  const tables = [
    { p: 1, alpha0: 0.5 },
    { p: 0.5, alpha0: Infinity },
  ].flatMap((loss) => guaranteeTables({ samples: 10, layers: 1, separation: 1, epsilon: 0.1, batch: 1, ...loss }));
  const places = tables.flatMap(({ rows }) => rows.flatMap(({ erratum }) => (erratum === null ? [] : [erratum.where])));
  expect(new Set(places).size).toBeGreaterThan(4);
  expect(places.filter((where) => !errata.includes(`| ${where} |`))).toEqual([]);
});

describe.each(browsersHere)("%s", (name) => {
  const { open } = inBrowser(name);

  test("the table is the command line's; a changed setting changes it, and comes back from the address", async () => {
    const opened = await open("#/guarantee");
    const { page } = opened;
    expect(await page.getAttribute('nav a[href="#/guarantee"]', "aria-current")).toBe("page");
    expect(await shown(page)).toEqual(inOrder(await printed(page)));
    const before = await shown(page);
    await type(page, "Hidden layers L", "3");
    await page.getByLabel("Loss", { exact: true }).selectOption("squared-hinge");
    await soon(() => page.evaluate(() => location.hash)).toBe("#/guarantee?layers=3&loss=squared-hinge");
    const after = await shown(page);
    expect(after.every((cell, i) => cell[0] !== before[i][0])).toBe(true);
    expect(after).toEqual(inOrder(await printed(page)));
    await goTo(page, "#/guarantee");
    await soon(() => shown(page)).toEqual(before);
    await page.goBack();
    await soon(() => shown(page)).toEqual(after);
    expect(await page.getByLabel("Hidden layers L").first().inputValue()).toBe("3");
    await clean(opened);
  });

  test("a run says what was enough, and by how many powers of ten more is asked for", async () => {
    const opened = await open(SMALL);
    const { page } = opened;
    expect(await page.textContent('[data-key="width"] .enough')).toBe("enough: not measured yet");
    await page.focus(".figure");
    await page.keyboard.press("r");
    await page.waitForSelector(".figure-plate .hash");
    const own = page.locator('.guarantee-table [data-key="width"] td').first();
    await soon(() => own.locator(".enough").textContent()).toMatch(/^enough: \d+/);
    expect(await own.locator(".ratio").textContent()).toMatch(/^(\d\.\d·)?10[⁰¹²³⁴⁵⁶⁷⁸⁹]+ times as much$/);
    const drawn = (await page.locator(".figure svg text").allTextContents()).join("\n");
    for (const part of [".enough", ".ratio"]) expect(drawn).toContain(await own.locator(part).textContent());
    expect(await page.locator('.figure svg rect[class^="fill-"]').count()).toBe(8);
    // The page of the experiment has the same run, with its checks.
    await page.click(".onward a");
    await page.waitForSelector(".experiment .hash");
    expect(await page.locator(".checks .row.passed").count()).toBe(4);
    await clean(opened);
  });

  test("what stands in the address is text, and a value that is none is refused where it stands", async () => {
    const opened = await open("#/guarantee?samples=-3");
    const { page } = opened;
    const payload = encodeURIComponent(`"><img src=x onerror=window.hacked=1>`);
    expect(await page.textContent(".setting .problem:not([hidden])")).toContain("samples must be an integer from 2 to");
    expect(await page.isDisabled(RUN)).toBe(true);
    expect((await shown(page)).length).toBe(12);
    for (const query of [`loss=${payload}`, `separation=${payload}`, `${payload}=1&__proto__=1`, "samples=5&batchSize=6"]) {
      await goTo(page, `#/guarantee?${query}`);
      await soon(() => page.locator(".error, .setting .problem:not([hidden])").count()).toBe(1);
      expect(await page.locator("main img, main script, [onerror]").count()).toBe(0);
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    }
    // A problem that nobody can train here has its numbers, and no run.
    await goTo(page, "#/guarantee?samples=60000");
    await soon(() => page.textContent(".band.warn")).toContain("samples must be an integer from 2 to 2000, got 60000");
    expect(await page.isDisabled(RUN)).toBe(true);
    await soon(() => page.textContent('[data-key="width"] .asked')).toBe("1.2·10¹³⁸");
    await clean(opened);
  });
});

describe.skipIf(!browsersHere.includes("chromium"))("looks", () => {
  const { open } = inBrowser("chromium");

  test.each(WIDTHS)("at %i px: nothing serious for axe, no sideways scroll, pictures kept", async (width) => {
    const { page } = await open(SMALL, { viewport: { width, height: 800 } });
    await page.click(RUN);
    await page.waitForSelector(".figure-plate .hash");
    await look(page, "guarantee");
    await page.close();
  });

  test("without WebAssembly the table is whole, and nothing can be started", async () => {
    const { page } = await open("#/guarantee?layers=3", {}, () => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await page.waitForSelector(".band.warn");
    expect(await page.isDisabled(RUN)).toBe(true);
    expect((await shown(page)).length).toBe(12);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  });
});
