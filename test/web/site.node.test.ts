import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab, load } from "../../src/lab.js";
import { browsersHere, clean, FOLDER, goTo, inBrowser, look, SHOTS, soon, type, WIDTHS } from "./harness.js";

// The site as it is published, from a plain file server and not from its root, in real browsers.

const SMALL = "trials=3&samples=20,60&hidden=2,12";
const SMALL_FLAGS = ["--trials", "3", "--set", "samples=20,60", "--set", "hidden=2,12"];

let command: { readonly sha256: string; readonly csv: string; readonly json: string };

beforeAll(() => {
  const out = resolve("build/site-test-result");
  rmSync(out, { recursive: true, force: true });
  execFileSync(process.execPath, ["dist/cli/main.js", "run", "wang-fig2", ...SMALL_FLAGS, "--out", out, "--quiet"], { stdio: "ignore" });
  const json = readFileSync(join(out, "result.json"), "utf8");
  command = { json, sha256: (JSON.parse(json) as { sha256: string }).sha256, csv: readFileSync(join(out, "cells.csv"), "utf8") };
});

function runs(lab: Lab): unknown {
  const data = lab.data.separable({ samples: 60, features: 33, seed: 4 });
  return (["primal", "gram"] as const).map((engine) =>
    lab.sync.trainTwoLayer(data, { hidden: 6, learningRate: 0.01, noiseStd: 9, seed: 3, engine, trace: [0, 50, 500] }),
  );
}

test.each(["f32", "f64"] as const)("as-loader builds kernels of %s with the bits of the embedded binary", async (precision) => {
  const file = readdirSync(join(FOLDER, "site")).find((name) => name.startsWith(precision) && name.endsWith(".wasm"))!;
  const lab = createLab(new WebAssembly.Module(readFileSync(join(FOLDER, "site", file))), precision);
  expect(runs(lab)).toEqual(runs(await load({ precision })));
});

test("the bundle holds the kernels once, as files, and no raw source", () => {
  const names = readdirSync(join(FOLDER, "site"));
  expect(names.filter((name) => name.endsWith(".ts"))).toEqual([]);
  expect(names.filter((name) => name.endsWith(".wasm"))).toHaveLength(2);
  for (const name of names.filter((one) => one.endsWith(".js")))
    expect(readFileSync(join(FOLDER, "site", name), "utf8")).not.toMatch(/AGFzbQEAAAA/);
});

describe.each(browsersHere)("%s", (name) => {
  const { open, server } = inBrowser(name);

  const run = ".figure-plate button.run";

  test("wang-fig2 gives the hash of the command line, under the strict policy; all of it weighs at most 300 KB", async () => {
    server().served.clear();
    const opened = await open(`#/figures/wang-fig2?${SMALL}`);
    const { page } = opened;
    expect(await page.locator(".figure svg .cell").count()).toBe(8);
    await page.click(run);
    await page.waitForSelector(".figure-plate .hash");
    expect(await page.getAttribute(".figure-plate .hash", "data-sha256")).toBe(command.sha256);
    expect(await page.locator(".row.partial, .row.risk").count()).toBe(0);
    expect(await page.locator(".row.passed").count()).toBeGreaterThan(3);
    const fetched = Array.from(server().served).filter((file) => !file.includes("/reference/"));
    const weights = fetched.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
    expect(fetched.filter((file) => file.endsWith(".wasm"))).toHaveLength(1);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(300 * 1024);
    // Shape of the figure on the page: classes only, no style that a policy would have to allow.
    expect(await page.locator("svg style, [style]").count()).toBe(0);
    await clean(opened);
  });

  test("the start page runs its figure at a click", async () => {
    const opened = await open("");
    expect(await opened.page.locator(".card").count()).toBeGreaterThan(6);
    await opened.page.click(run);
    await soon(() => opened.page.textContent(".figure-plate .done")).toMatch(/^[\d,]+ of 4,000 trials$/);
    await opened.page.click(".figure-plate .stop");
    await soon(() => opened.page.textContent(".figure-plate .done")).toContain("stopped at");
    await clean(opened);
  });

  test("settings go into the address and come back from it", async () => {
    const opened = await open("#/figures/wang-fig2");
    const { page } = opened;
    await type(page, "Step size η", "0.02");
    await type(page, "Numbers of samples n", "20, 60");
    await type(page, "Trials per cell", "3");
    const address = (): Promise<string> => page.evaluate(() => location.href);
    await soon(address).toMatch(/#\/figures\/wang-fig2\?trials=3&learningRate=0\.02&samples=20,60$/);
    const copy = await open(new URL(await address()).hash);
    expect(await copy.page.getByLabel("Step size η").first().inputValue()).toBe("0.02");
    expect(await copy.page.getByLabel("Numbers of samples n").inputValue()).toBe("20, 60");
    expect(await copy.page.locator(".snippet code").textContent()).toContain("--set learningRate=0.02");
    await page.locator(".setting.changed .reset").first().click();
    await soon(address).not.toContain("trials");
    await clean(copy);
    await clean(opened);
  });

  test("a run waits while paused, ends with the very click on Stop, and the next in line starts", async () => {
    const opened = await open("#/figures/wang-fig2?trials=400");
    const { page } = opened;
    await page.click(run);
    await page.waitForFunction(() => /^[\d,]+ of /.test(document.querySelector(".done")?.textContent ?? ""));
    await page.click(".figure-plate .pause");
    await page.waitForTimeout(700);
    const before = await page.textContent(".figure-plate .done");
    await page.waitForTimeout(500);
    expect(await page.textContent(".figure-plate .done")).toBe(before);
    await page.click(".figure-plate .resume");
    await page.waitForFunction((old) => document.querySelector(".done")?.textContent !== old, before);
    await goTo(page, `#/figures/wang-fig2?${SMALL}`);
    await page.click(run);
    await soon(() => page.textContent(".queue > button")).toBe("1 running · 1 queued");
    await goTo(page, "#/figures/wang-fig2?trials=400");
    await page.waitForSelector(".figure-plate .stop");
    const shown = await page.evaluate(() => {
      document.querySelector<HTMLButtonElement>(".figure-plate .stop")?.click();
      return document.querySelector(".figure-plate .done")?.textContent;
    });
    expect(shown).toMatch(/^stopped at/);
    await goTo(page, `#/figures/wang-fig2?${SMALL}`);
    await page.waitForSelector(".figure-plate .hash");
    expect(await page.getAttribute(".figure-plate .hash", "data-sha256")).toBe(command.sha256);
    await clean(opened);
  });

  const PAYLOAD = `"><img src=x onerror=window.hacked=1><script>window.hacked=1</script>'`;
  test("what stands in the address is text", async () => {
    const opened = await open("");
    const { page } = opened;
    const payload = encodeURIComponent(PAYLOAD);
    for (const hash of [
      `#/figures/${payload}`,
      `#/${payload}?${payload}`,
      `#/figures/wang-fig2?learningRate=${payload}`,
      `#/figures/wang-fig1?${payload}=1&__proto__=1`,
      `#/figures/wang-fig2?preset=${payload}`,
      `#/figures/wang-fig3?sampling=javascript:window.hacked=1`,
    ]) {
      await goTo(page, hash);
      await page.waitForSelector(".error, .problem:not([hidden])");
      expect(await page.locator("main img, main script, [onerror]").count()).toBe(0);
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    }
    await clean(opened);
  });

  test("certificates are made on demand and every theorem is kept", async () => {
    const opened = await open(`#/figures/wang-fig2?trials=1&samples=20&hidden=2,12`);
    await opened.page.click(".certificates button.run");
    await opened.page.waitForSelector(".theorem");
    expect(await opened.page.locator(".theorem h3").first().textContent()).toBe("S0 Theorem 1");
    expect(await opened.page.locator(".tag.pass").count()).toBeGreaterThan(0);
    expect(await opened.page.locator(".tag.fail").count()).toBe(0);
    await clean(opened);
  });

  test("without WebAssembly the stored result is shown and nothing can be started", async () => {
    const opened = await open("#/figures/wang-fig2", {}, () => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await opened.page.waitForSelector(".band.warn");
    expect(await opened.page.textContent(".band.warn")).toContain("You see a stored result.");
    expect(await opened.page.locator(".figure .q10").count()).toBeGreaterThan(50);
    expect(await opened.page.isDisabled(run)).toBe(true);
    await clean(opened);
  });

  test("the figure is used by keyboard alone", async () => {
    const opened = await open(`#/figures/wang-fig2?${SMALL}`);
    const { page } = opened;
    await page.focus(".figure");
    await page.keyboard.press("r");
    await page.waitForSelector(".figure-plate .hash");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await soon(() => page.textContent(".readout")).toMatch(/^n = 60, k = 2: \d of 3 succeed$/);
    await clean(opened);
  });
});

describe.skipIf(!browsersHere.includes("chromium"))("looks", () => {
  const { open } = inBrowser("chromium");

  test.each(WIDTHS)("at %i px: nothing serious for axe, no sideways scroll, pictures kept", async (width) => {
    const { page } = await open("", { viewport: { width, height: 800 } });
    await page.waitForSelector(".thumbnail svg");
    await look(page, "start");
    await goTo(page, `#/figures/wang-fig2?${SMALL}`);
    await page.waitForSelector(".experiment .figure svg");
    await page.click(".figure-plate button.run");
    await page.waitForSelector(".figure-plate .hash");
    await look(page, "figure");
    await goTo(page, "#/figures/wang-fig2?learningRate=-1");
    await soon(() => page.locator(".setting .problem:visible").count()).toBe(1);
    await look(page, "refused");
    await goTo(page, "#/nowhere");
    await page.waitForSelector(".no-page .error");
    await look(page, "not-found");
    await page.close();
  });

  test("files are those of the command line, and the program for Node gives its hash", async () => {
    const { page } = await open(`#/figures/wang-fig2?${SMALL}`, { acceptDownloads: true });
    await page.click(".figure-plate button.run");
    await page.waitForSelector(".figure-plate .hash");
    const file = async (label: string): Promise<Buffer> => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.exports button:text-is("${label}")`)]);
      return readFileSync((await download.path()) ?? "");
    };
    expect((await file("CSV")).toString()).toBe(command.csv);
    expect((await file("JSON")).toString()).toBe(command.json);
    expect((await file("SVG")).toString()).toBe(readFileSync(resolve("build/site-test-result/figure.svg"), "utf8"));
    expect((await file("PNG")).subarray(1, 4).toString()).toBe("PNG");
    await page.click('.snippet [role="tab"]:text-is("API")');
    const script = resolve("build/site-test-program.mjs");
    const program = (await page.textContent(".snippet code")) ?? "";
    writeFileSync(script, program);
    expect(execFileSync(process.execPath, [script], { encoding: "utf8" }).trim()).toBe(command.sha256);
    await page.close();
  });
});

test("screenshots stay out of the repository", () => {
  if (!existsSync(SHOTS)) return;
  expect(execFileSync("git", ["ls-files", SHOTS], { encoding: "utf8" })).toBe("");
});
