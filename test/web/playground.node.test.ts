import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { load } from "../../src/lab.js";
import { findPreset } from "../../web/src/playground/presets.js";
import { dataOf, METHODS, optionsOf } from "../../web/src/playground/trio.js";
import { browsersHere, clean, drawn, goTo, inBrowser, look, soon } from "./harness.js";

// The playground as it is published, in real browsers.

/** A frame for this step is drawn. */
const at = (page: Page, step: number): Promise<unknown> =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector(".step-text strong")?.textContent === String(wanted) &&
      document.querySelector(".plane-facts dd")?.textContent !== "–",
    step,
  );

const verdict = (page: Page): Promise<string | null> => page.textContent(".verdict-text");
const shows = (page: Page, text: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.querySelector(".verdict-text")?.textContent === wanted, text);

/** All numbers of the step, as the page prints them. */
async function numbers(page: Page): Promise<string[][]> {
  const table = page.locator("details", { hasText: "Weights at this step" });
  if ((await table.getAttribute("open")) === null) await table.locator("summary").click();
  await table.locator("tbody tr").first().waitFor();
  return table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? "")));
}

/** Centre of a plane, and pixels of one unit. */
async function geometry(page: Page, plane: string): Promise<{ x: number; y: number; unit: number }> {
  await page.locator(`.plane.${plane} .square`).scrollIntoViewIfNeeded();
  const box = await page.locator(`.plane.${plane} .square > svg:first-child`).boundingBox();
  if (box === null) throw new Error("no plane");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, unit: box.width / 2 };
}

const field = (page: Page, label: string): Promise<string> => page.getByLabel(label, { exact: true }).inputValue();
/** Fields follow a hand within a frame. */
const comes = (page: Page, label: string, value: number, within = 0.05): Promise<unknown> =>
  page.waitForFunction(
    ([name, wanted, near]) => {
      const input = document.querySelector<HTMLInputElement>(`[aria-label="${name}"]`);
      return input !== null && Math.abs(Number(input.value) - wanted) < near;
    },
    [label, value, within] as const,
  );
const address = (page: Page): Promise<string> => page.evaluate(() => location.hash);

describe.each(browsersHere)("%s", (name) => {
  const { open } = inBrowser(name);

  test("every preset shows what is proved there", async () => {
    const opened = await open("#/playground");
    const { page } = opened;
    const button = (text: string): Promise<void> => page.locator(`.presets button:text-is("${text}")`).click();
    await at(page, 0);
    for (const [preset, text, facts] of [
      ["Figure 1 a", "Plain SGD is at a global minimum.", ["0", "0 of 3", "0", "0"]],
      ["b", "Plain SGD is at a bad local minimum.", ["1/3", "1 of 3", "0", "1"]],
      ["c", "Plain SGD is at a bad local minimum.", ["2/3", "2 of 3", "0", "2"]],
      ["d", "Plain SGD is at a bad local minimum.", ["1", "3 of 3", "0", "3"]],
      ["Theorem 8 minimum", "Plain SGD is at a bad local minimum.", ["1/2", "4 of 8", "0", "4"]],
      ["XOR", "Plain SGD is still training.", null],
      ["separable", "Plain SGD is still training.", null],
    ] as const) {
      await button(preset);
      await shows(page, text);
      if (facts === null) continue;
      await page.waitForFunction((loss) => document.querySelector(".plane.plain dd")?.textContent === loss, facts[0]);
      await soon(() => page.locator(".plane.plain dd").allTextContents()).toEqual(facts);
      await page.waitForFunction((dead) => document.querySelectorAll(".plane.plain .dead").length === dead, Number(facts[3]));
    }
    expect(await page.locator("svg style, [style]").count()).toBe(0);
    await clean(opened);
  });

  test("runs on the clock, stands when paused or when the tab is left, and ends at its last step", async () => {
    const opened = await open("#/playground?preset=c&speed=200");
    const { page } = opened;
    await at(page, 0);
    const step = async (): Promise<number> => Number(await page.textContent(".step-text strong"));
    await page.click(".transport .run");
    await page.waitForFunction(() => Number(document.querySelector(".step-text strong")?.textContent) > 20);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
      Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    });
    await page.waitForSelector(".transport .run:visible");
    const stood = await step();
    await page.waitForTimeout(400);
    expect(await step()).toBe(stood);
    expect(stood).toBeLessThan(600);
    await page.waitForFunction((wanted) => location.hash.endsWith(`step=${wanted}`), stood);
    await page.click(".transport .run");
    await at(page, 600);
    await page.waitForSelector(".transport .run:visible");
    await soon(() => page.locator(".plane.noisy dd").allTextContents()).toEqual(["0", "0 of 3", "96", "0"]);
    await soon(() => page.locator(".plane-tag").allTextContents()).toEqual(["bad local minimum", "global minimum", "still training"]);
    await page.click(".transport .rewind");
    await at(page, 0);
    await soon(() => numbers(page)).toContainEqual(["w1, 2", "-4", "-4", "-4"]);
    await clean(opened);
  });

  test("numbers are those of the lab and of the program for Node, to the last bit", async () => {
    const preset = findPreset("separable");
    const epochs = 20;
    const opened = await open(`#/playground?preset=separable&step=${epochs * preset.points.length}`);
    const { page } = opened;
    await at(page, 200);
    const shown = await numbers(page);
    const lab = await load({ precision: "f64" });
    const runs = METHODS.map((method) => lab.sync.trainTwoLayer(dataOf(preset), { ...optionsOf(preset, method), maxEpochs: epochs }));
    const row = (label: string, of: (run: (typeof runs)[number]) => number): string[] => [label, ...runs.map((run) => String(of(run)))];
    const weights = preset.units.flatMap((_, j) => [0, 1].map((c) => row(`w${j + 1}, ${c + 1}`, (run) => run.weights[2 * j + c])));
    expect(shown).toEqual([row("loss", ({ loss }) => loss), row("updates", ({ updates }) => updates), ...weights]);
    await page.locator("summary", { hasText: "Same runs in Node" }).click();
    const script = resolve(`build/playground-test-program-${name}.mjs`);
    writeFileSync(script, (await page.textContent(".program code")) ?? "");
    const lines = execFileSync(process.execPath, [script], { encoding: "utf8" }).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      METHODS.map((method, i) => ({ name: method, loss: runs[i].loss, updates: runs[i].updates, weights: Array.from(runs[i].weights) })),
    );
    await clean(opened);
  });

  test("a pointer adds points, drags them, turns neurons; a permalink brings all of it back, with its step", async () => {
    const opened = await open("#/playground?preset=c", { viewport: { width: 1280, height: 1000 } });
    const { page } = opened;
    await at(page, 0);
    await page.locator(".edit-bar label.neg").click();
    const { x, y, unit } = await geometry(page, "noisy");
    await page.mouse.click(x - 0.3 * unit, y + 0.6 * unit);
    await comes(page, "x₄, across", -0.3);
    await comes(page, "x₄, up", -0.6);
    await soon(() => field(page, "class of x₄")).toBe("-1");
    await page.mouse.move(x + 0.5 * unit, y - 0.5 * unit);
    await page.mouse.down();
    await page.mouse.move(x + 0.4 * unit, y - 0.7 * unit, { steps: 4 });
    await page.mouse.up();
    await comes(page, "x₁, across", 0.4);
    await comes(page, "x₁, up", 0.7);
    // The drawing follows the fields in a task of its own.
    await page.waitForFunction(
      () => document.querySelectorAll(".plane.noisy .sample").length === 4 && new Promise((done) => setTimeout(() => done(true), 50)),
    );
    const arrow = await page.locator(".plane.noisy .arrow").first().boundingBox();
    if (arrow === null) throw new Error("no arrow");
    const [fromX, fromY] = [arrow.x + arrow.width / 2, arrow.y + arrow.height / 2];
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    // A quarter turn round the middle, against the clock.
    for (const share of [0.25, 0.5, 0.75, 1]) {
      const angle = (share * Math.PI) / 2;
      const [dx, dy] = [fromX - x, fromY - y];
      await page.mouse.move(x + dx * Math.cos(angle) + dy * Math.sin(angle), y + dy * Math.cos(angle) - dx * Math.sin(angle));
    }
    await page.mouse.up();
    // Half a pixel of a hand is a hundredth of the turn.
    await comes(page, "w₁, across", 4, 0.1);
    await comes(page, "w₁, up", 0, 0.2);
    await page.locator(".transport input[type=range]").fill("37");
    await at(page, 37);
    await page.waitForFunction(() => location.hash.endsWith("&step=37"));
    const before = await numbers(page);
    expect(new Set(before.map((row) => row.join())).size).toBeGreaterThan(4);
    const copy = await open(await address(page));
    await at(copy.page, 37);
    expect(await numbers(copy.page)).toEqual(before);
    expect(await address(copy.page)).toBe(await address(page));
    expect(await verdict(copy.page)).toBe(await verdict(page));
    await copy.page.waitForFunction(() => document.querySelectorAll(".plane.noisy .sample").length === 4);
    await clean(copy);
    await clean(opened);
  });

  test("all of it without a pointer", async () => {
    const opened = await open("#/playground?preset=c");
    const { page } = opened;
    await at(page, 0);
    for (let tab = 0; tab < 40; tab++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.matches(".plane.plain .square"))) break;
    }
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toContain("Plain SGD, plane with 3 points");
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft");
    await at(page, 2);
    await press("Home");
    await at(page, 0);
    await press("n", "-", "ArrowRight", "Shift+ArrowUp");
    await page.waitForFunction(() => document.querySelector(".selected-text")?.textContent?.startsWith("x₄ at ("));
    await drawn(page);
    const [across, up] = [Number(await field(page, "x₄, across")), Number(await field(page, "x₄, up"))];
    expect(await field(page, "class of x₄")).toBe("-1");
    await press("ArrowLeft", "ArrowDown");
    await soon(async () => Number(await field(page, "x₄, across"))).toBeCloseTo(across - 0.05, 10);
    await soon(async () => Number(await field(page, "x₄, up"))).toBeCloseTo(up - 0.05, 10);
    await press("Delete", "Escape", "Enter", "+");
    await page.waitForFunction(() => document.querySelectorAll(".points-plate tbody tr").length === 3);
    // Past the last point come the neurons: an arrow key turns one.
    await press("Enter", "Enter", "Enter", "ArrowLeft");
    await page.waitForFunction(() => document.querySelector(".selected-text")?.textContent?.startsWith("w₁ starts at (0.209"));
    await press("Escape", " ");
    await page.waitForFunction(() => Number(document.querySelector(".step-text strong")?.textContent) > 3);
    await press(" ");
    await page.waitForSelector(".transport .run:visible");
    // The fields: a number of one's own, and one that is refused.
    await page.getByLabel("x₁, up", { exact: true }).focus();
    await press("Control+A", "0", ".", "9", "Tab");
    await page.waitForFunction(() => location.hash.includes("points=0.5,0.9,1"));
    await page.getByLabel("x₁, up", { exact: true }).focus();
    await press("Control+A", "7", "Tab");
    await soon(() => page.textContent(".points-plate .problem")).toBe("x₁ up must be a finite number ≥ -1 and ≤ 1, got 7.");
    expect(await page.getByLabel("x₁, up", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    await clean(opened);
  });

  test("a refused setting is said where it stands and nothing runs until it is mended", async () => {
    const opened = await open("#/playground?preset=c&step=200");
    const { page } = opened;
    await at(page, 200);
    const fill = async (label: string, text: string): Promise<void> => {
      await page.getByLabel(label).first().focus();
      await page.keyboard.press("Control+A");
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    };
    await fill("Step size η", "-1");
    await soon(() => page.locator(".setting .problem:visible").textContent()).toBe(
      "learningRate must be a finite number ≥ 0.0001 and ≤ 100, got -1.",
    );
    await soon(() => page.isDisabled(".transport .run")).toBe(true);
    await fill("Step size η", "0.5");
    await soon(() => page.isDisabled(".transport .run")).toBe(false);
    // F0.1: 12 updates at η = 1/2. The step stays, the run to it is another.
    await page.waitForFunction(() => document.querySelectorAll(".plane.noisy dd")[2]?.textContent === "12");
    await at(page, 200);
    await fill("Hidden k", "4");
    await page.waitForFunction(() => document.querySelectorAll(".units-plate tbody tr").length === 4);
    await at(page, 0);
    await soon(() => field(page, "v of neuron 3")).toBe("-1");
    await fill("Output ±v", "0.5");
    await page.waitForFunction(() => location.hash.includes("outputWeights=0.5,0.5,-0.5,-0.5"));
    await page.locator("button", { hasText: "Draw new weights" }).click();
    await page.waitForFunction(() => location.hash.includes("seed=2"));
    await clean(opened);
  });

  test("what stands in the address is text", async () => {
    const opened = await open("#/playground");
    const { page } = opened;
    const payload = encodeURIComponent(`"><img src=x onerror=window.hacked=1><script>window.hacked=1</script>'`);
    for (const query of [
      `preset=${payload}`,
      `${payload}=1`,
      `points=${payload},0,1`,
      `learningRate=${payload}`,
      `sampling=${payload}`,
      "step=1e9",
    ]) {
      await goTo(page, `#/playground?${query}`);
      await page.waitForSelector(".page-problem .error");
      expect(await page.textContent(".error code")).toMatch(/^(ARG_RANGE|ARG_TYPE|UNKNOWN_KEY)$/);
      expect(await page.locator("main img, main script, [onerror]").count()).toBe(0);
      expect(await page.evaluate(() => "hacked" in window)).toBe(false);
      await page.locator('.presets button:text-is("XOR")').click();
      await page.waitForFunction(() => document.querySelector(".page-problem .error") === null && location.hash.includes("preset=xor"));
    }
    await clean(opened);
  });

  test("the page never writes over an address of which it is yet to hear", async () => {
    const opened = await open("#/playground?preset=b");
    const { page } = opened;
    await at(page, 0);
    await page.evaluate(() => {
      document.querySelector<HTMLButtonElement>(".transport .step")?.click();
      history.pushState(null, "", "#/playground?preset=d");
    });
    await at(page, 1);
    await page.waitForTimeout(600);
    expect(await address(page)).toBe("#/playground?preset=d");
    await clean(opened);
  });

  test("limits are said with their numbers; no points is a state, too", async () => {
    const points = Array.from({ length: 59 }, (_, i) => `${(i % 10) / 10},${Math.floor(i / 10) / 10},${i % 2 === 0 ? 1 : -1}`).join(",");
    const opened = await open(`#/playground?points=${points}`);
    const { page } = opened;
    await at(page, 0);
    await page.locator("button", { hasText: "Add a point" }).click();
    await page.waitForFunction(
      () => document.querySelector(".selected-text")?.textContent === "60 of 60 points: remove one to add another",
    );
    await soon(() => page.isDisabled("button:text-is('Add a point')")).toBe(true);
    await page.focus(".plane.plain .square");
    await page.keyboard.press("n");
    await page.locator("button", { hasText: "Clear points" }).click();
    await shows(page, "There are no points.");
    await soon(() => page.isDisabled(".transport .run")).toBe(true);
    await clean(opened);
  });

  test("without WebAssembly the start is drawn and nothing can be run", async () => {
    const opened = await open("#/playground", {}, () => Reflect.deleteProperty(globalThis, "WebAssembly"));
    const { page } = opened;
    await page.waitForSelector(".plane svg");
    expect(await page.textContent(".band.warn")).toContain("nothing can be computed here");
    expect(await page.isDisabled(".transport .run")).toBe(true);
    expect(await page.locator(".plane.plain .sample").count()).toBe(3);
    await clean(opened);
  });
});

describe.skipIf(!browsersHere.includes("chromium"))("looks", () => {
  const { open } = inBrowser("chromium");

  test("a finger on a plane adds a point, on a point drags it, and elsewhere scrolls", async () => {
    const opened = await open("#/playground", {
      viewport: { width: 360, height: 760 },
      hasTouch: true,
    });
    const { page } = opened;
    await at(page, 0);
    const { x, y, unit } = await geometry(page, "plain");
    await page.touchscreen.tap(x - 0.5 * unit, y - 0.1 * unit);
    await page.waitForFunction(() => document.querySelectorAll(".points-plate tbody tr").length === 4);
    const prevented = (place: readonly [number, number]): Promise<boolean> =>
      page.evaluate(([clientX, clientY]) => {
        const square = document.querySelector(".plane.plain .square")!;
        const touch = new Touch({ identifier: 1, target: square, clientX, clientY });
        const event = new TouchEvent("touchstart", { touches: [touch], changedTouches: [touch], cancelable: true, bubbles: true });
        return !square.dispatchEvent(event);
      }, place);
    expect(await prevented([x - 0.5 * unit + 6, y - 0.1 * unit - 6])).toBe(true);
    expect(await prevented([x + 0.3 * unit, y + 0.6 * unit])).toBe(false);
    await clean(opened);
  });

  test.each([360, 768, 1280, 1920])(
    "at %i px: nothing serious for axe, no sideways scroll, nothing moves, pictures kept",
    async (width) => {
      const opened = await open("#/playground?preset=c&speed=2000", { viewport: { width, height: 900 }, colorScheme: "light" }, () => {
        const state = window as unknown as { shift: number };
        state.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as unknown as { value: number }[]) state.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      const { page } = opened;
      await at(page, 0);
      await page.locator(".transport .run").focus();
      await page.keyboard.press("Enter");
      await at(page, 600);
      await page.waitForSelector(".transport .run:visible");
      expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.005);
      for (const [picture, hash] of [
        ["refused", "#/playground?learningRate=-1"],
        ["separable", "#/playground?preset=separable&step=700"],
        ["c", "#/playground?preset=c&step=451"],
      ] as const) {
        await goTo(page, hash);
        await at(page, Number(/step=(\d+)/.exec(hash)?.[1] ?? 0));
        await drawn(page);
        await look(page, `playground-${picture}`);
      }
      await page.close();
    },
  );
});
