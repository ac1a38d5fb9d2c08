import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReluFigureElement } from "../../src/element/types.js";
import { experiments } from "../../src/experiments/registry.js";
import { browsersHere, clean, inBrowser, look, type Opened, POLICY, serve, type Server, soon, WIDTHS } from "./harness.js";

// <relu-figure> as the package has it, in pages that know nothing of relulab, in real browsers.

const FILE = "dist/element/relulab-element.js";
const PAGES = "build/element-test";
const SMALL = { trials: "3", "set-samples": "20,60", "set-hidden": "2,12" };
const FLAGS = ["--trials", "3", "--set", "samples=20,60", "--set", "hidden=2,12"];
const LONG = { trials: "400" };

let home: Server;
let elsewhere: Server;
let sha256: string;

type Attributes = Readonly<Record<string, string>>;

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const figure = (attributes: Attributes): string =>
  `<relu-figure ${Object.entries({ experiment: "wang-fig2", ...attributes })
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(" ")}></relu-figure>`;

/** A page on this server; the element's script comes from `script`. */
function page(name: string, figures: readonly Attributes[], script: string = `/${FILE}`): string {
  const body = `<main><h1>A lecture</h1><p>Text around.</p>${figures.map(figure).join("<p>More text.</p>")}<p>The end.</p></main>`;
  const head = `<meta charset="utf-8"><title>A lecture</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;
  writeFileSync(join(PAGES, `${name}.html`), `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`);
  return `${home.address}${PAGES}/${name}.html`;
}

/** Keeps every event of every element. */
function listen(): void {
  const heard: { type: string; detail: unknown }[] = [];
  Object.assign(window, { heard });
  for (const type of ["relu-start", "relu-progress", "relu-result", "relu-error", "relu-fallback"])
    document.addEventListener(type, (event) => heard.push({ type, detail: (event as CustomEvent).detail }));
}

const details = <T>(page: Page, type: string): Promise<T[]> =>
  page.evaluate((type) => {
    const { heard } = window as unknown as { heard: { type: string; detail: unknown }[] };
    return heard.filter((one) => one.type === type).map(({ detail }) => detail) as T[];
  }, type);

const hashes = async (page: Page): Promise<string[]> =>
  (await details<{ sha256: string }>(page, "relu-result")).map(({ sha256 }) => sha256);
const RUN = "relu-figure button.run";
const untilHash = (page: Page, nth = 0): Promise<unknown> => page.locator("relu-figure .hash").nth(nth).waitFor();

beforeAll(async () => {
  mkdirSync(PAGES, { recursive: true });
  home = await serve(resolve("."));
  elsewhere = await serve(resolve("dist/element"), "default-src 'none'", { "access-control-allow-origin": "*" });
  const out = resolve(PAGES, "result");
  rmSync(out, { recursive: true, force: true });
  execFileSync(process.execPath, ["dist/cli/main.js", "run", "wang-fig2", ...FLAGS, "--out", out, "--quiet"], { stdio: "ignore" });
  sha256 = (JSON.parse(readFileSync(join(out, "result.json"), "utf8")) as { sha256: string }).sha256;
});
afterAll(async () => {
  await home?.close();
  await elsewhere?.close();
});

test("the file is whole: no import of another, no request in its text but for itself, and of a weight that a lecture can bear", () => {
  const text = readFileSync(FILE, "utf8");
  expect(text).not.toMatch(/\bimport\s*["'{*]|\bfrom\s*["']|https?:\/\/(?!www\.w3\.org)/);
  // 204 KB with the experiments of five papers and the kernels of both precisions; a picture on a slide weighs more.
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(240 * 1024);
});

test("a server that reads the file gets no error and no element", async () => {
  expect(Object.keys((await import(resolve(FILE))) as object)).toEqual([]);
});

test("attribute names lead back to parameters, and none is that of another setting", () => {
  for (const { id, parameters } of experiments) {
    const names = parameters.map(({ key }) => key.toLowerCase());
    expect(new Set(names).size, id).toBe(names.length);
  }
});

describe.each(browsersHere)("%s", (name) => {
  const { open } = inBrowser(name);
  const visit = (address: string): Promise<Opened> => open(address, {}, listen);

  test("in a foreign page under the strict policy: the hash of the command line, and no request but for the file", async () => {
    const opened = await visit(page("strict", [SMALL]));
    const { page: tab } = opened;
    const requests = new Set<string>();
    tab.on("request", (request) => requests.add(request.url()));
    expect(await tab.locator("relu-figure svg .cell").count()).toBe(8);
    await tab.click(RUN);
    await untilHash(tab);
    expect(await tab.getAttribute("relu-figure .hash", "data-sha256")).toBe(sha256);
    expect(await hashes(tab)).toEqual([sha256]);
    expect(await tab.evaluate(() => document.querySelector("relu-figure")?.result?.sha256)).toBe(sha256);
    expect(await details(tab, "relu-start")).toMatchObject([{ experiment: "wang-fig2", config: { trials: 3 } }]);
    expect((await details(tab, "relu-progress")).at(-1)).toEqual({ done: 24, total: 24 });
    expect(await details(tab, "relu-fallback")).toEqual([]);
    expect(Array.from(requests).filter((url) => url !== `${home.address}${FILE}`)).toEqual([]);
    expect(await tab.locator("relu-figure style, relu-figure [style]").count()).toBe(0);
    expect(await tab.locator("relu-figure .row.passed").count()).toBeGreaterThan(3);
    await clean(opened);
  });

  const example = (): Promise<Opened> => visit(`${home.address}examples/lecture.html`);

  test("the example: one figure starts when it is seen, one at a click, one with settings of the reader; the page hears of the result", async () => {
    const opened = await example();
    const { page: tab } = opened;
    await tab.locator("relu-figure").first().scrollIntoViewIfNeeded();
    await tab.locator("relu-figure").first().locator(".hash").waitFor();
    await tab.click("#rates button.run");
    await tab.locator("#rates .hash").waitFor();
    const found = (await tab.getAttribute("#rates .hash", "data-sha256")) ?? "none";
    await soon(() => tab.textContent("#verdict")).toContain(found);
    const last = tab.locator("relu-figure").last();
    await last.locator("summary", { hasText: "Settings" }).click();
    await last.getByLabel("Trials per cell").first().focus();
    await tab.keyboard.press("Control+A");
    await tab.keyboard.type("2");
    await tab.keyboard.press("Tab");
    await soon(() => last.getAttribute("trials")).toBe("2");
    await last.locator("button.run").click();
    await last.locator(".hash").waitFor();
    expect(await last.evaluate((element: ReluFigureElement) => element.result?.config.trials)).toBe(2);
    await clean(opened);
  });

  test("a script of another origin computes in workers by way of a blob, and says so", async () => {
    const script = `${elsewhere.address}relulab-element.js`;
    const origin = elsewhere.address.slice(0, -1);
    const server = await serve(
      resolve("."),
      `default-src 'none'; script-src ${origin} 'wasm-unsafe-eval'; worker-src blob: ${origin}; img-src data:`,
    );
    const address = page("elsewhere", [SMALL], script).replace(home.address, server.address);
    const opened = await visit(address);
    await opened.page.click(RUN);
    await untilHash(opened.page);
    expect(await hashes(opened.page)).toEqual([sha256]);
    expect(await details(opened.page, "relu-fallback")).toEqual([
      { way: "blob-worker", reason: "the script has another origin than the page" },
    ]);
    await clean(opened);
    await server.close();
  });

  test("where the policy forbids workers, the page's own thread computes, gives way all the time, and the plate says so", async () => {
    const server = await serve(resolve("."), POLICY.replace("worker-src 'self'", "worker-src 'none'"));
    const address = page("no-workers", [SMALL]).replace(home.address, server.address);
    const { page: tab, faults } = await visit(address);
    await tab.evaluate(() => {
      const state = Object.assign(window, { yields: 0, frames: 0, remark: "" });
      const { setTimeout: original } = window;
      window.setTimeout = ((handler: TimerHandler, delay?: number, ...rest: unknown[]) => {
        if (delay === 0) state.yields++;
        return original(handler, delay, ...rest);
      }) as typeof window.setTimeout;
      const look = (): void => {
        state.frames++;
        state.remark ||= document.querySelector("relu-figure")?.shadowRoot?.querySelector(".foot .middle")?.textContent ?? "";
        requestAnimationFrame(look);
      };
      look();
    });
    await tab.click(RUN);
    await untilHash(tab);
    expect(await hashes(tab)).toEqual([sha256]);
    expect(await details(tab, "relu-fallback")).toMatchObject([{ way: "main-thread" }]);
    const seen = await tab.evaluate(() => {
      const { yields, frames, remark } = window as unknown as { yields: number; frames: number; remark: string };
      return { yields, frames, remark };
    });
    expect(seen.remark).toBe("Running on the main thread, slower.");
    // Six batches at least: a task each, and one more for every 8 ms in them.
    expect(seen.yields).toBeGreaterThan(6);
    expect(seen.frames).toBeGreaterThan(2);
    // Firefox tells of what the policy stopped as of an error.
    expect(faults.filter((fault) => !fault.includes("worker-src 'none'"))).toEqual([]);
    await tab.close();
    await server.close();
  });

  test("a run on the page's own thread is paused and stopped in the middle of its trials", async () => {
    const server = await serve(resolve("."), POLICY.replace("worker-src 'self'", "worker-src 'none'"));
    // No trial of this one ends within the test.
    const endless = {
      trials: "1",
      "set-samples": "300",
      "set-hidden": "2",
      "set-noise-std": "0.001",
      "set-max-epochs": "1000000",
      "set-engine": "primal",
    };
    const { page: tab } = await visit(page("endless", [endless]).replace(home.address, server.address));
    await tab.click(RUN);
    await tab.click("relu-figure button.pause");
    await tab.click("relu-figure button.resume");
    await tab.click("relu-figure button.stop");
    await tab.locator(RUN).waitFor();
    await soon(() => tab.textContent("relu-figure .done")).toMatch(/^stopped at/);
    await tab.close();
    await server.close();
  });

  test("where the policy forbids WebAssembly, and where there is none, the plate says what is missing", async () => {
    const server = await serve(resolve("."), POLICY.replace(" 'wasm-unsafe-eval'", ""));
    const { page: tab } = await visit(page("no-wasm", [SMALL]).replace(home.address, server.address));
    await tab.click(RUN);
    await tab.locator("relu-figure .error").waitFor();
    expect(await tab.textContent("relu-figure .error")).toContain("Add 'wasm-unsafe-eval' to script-src");
    expect(await details(tab, "relu-error")).toMatchObject([{ code: "WASM_BLOCKED" }]);
    await tab.close();
    await server.close();
    const bare = await open(page("bare", [SMALL]), {}, () => Reflect.deleteProperty(globalThis, "WebAssembly"));
    await bare.page.locator("relu-figure .error").waitFor();
    expect(await bare.page.textContent("relu-figure .error code")).toBe("NO_SIMD");
    expect(await bare.page.isDisabled(RUN)).toBe(true);
    expect(await bare.page.locator("relu-figure svg .cell").count()).toBe(8);
    await clean(bare);
  });

  test("the whole figure is used by keyboard alone", async () => {
    const opened = await visit(page("keys", [SMALL]));
    const { page: tab } = opened;
    const focused = (): Promise<string> =>
      tab.evaluate(() => {
        const inner = document.activeElement?.shadowRoot?.activeElement;
        return inner === null || inner === undefined ? "" : `${inner.localName}.${inner.className}`;
      });
    await tab.focus("body");
    await tab.keyboard.press("Tab");
    expect(await focused()).toBe("button.primary run");
    await tab.keyboard.press("Enter");
    await untilHash(tab);
    expect(await focused()).toBe("button.primary run");
    await tab.keyboard.press("Tab");
    expect(await focused()).toBe("div.figure");
    await tab.keyboard.press("ArrowRight");
    await tab.keyboard.press("ArrowRight");
    await soon(() => tab.textContent("relu-figure .readout")).toMatch(/^n = 60, k = 2: \d of 3 succeed$/);
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    await soon(() => tab.locator("relu-figure .verdict[open] .row").first().isVisible()).toBe(true);
    await tab.evaluate(() => document.querySelector("relu-figure")?.setAttribute("trials", "400"));
    await tab.focus("relu-figure .figure");
    await tab.keyboard.press("r");
    await tab.locator("relu-figure button.pause").waitFor();
    await tab.keyboard.press("p");
    await tab.locator("relu-figure button.resume").waitFor();
    await tab.keyboard.press("Escape");
    await soon(() => tab.textContent("relu-figure .done")).toMatch(/^stopped at/);
    await clean(opened);
  });

  const PAYLOAD = `"><img src=x onerror=window.hacked=1><script>window.hacked=1</script>'`;
  test("what stands in attributes is text, and a bad one is named", async () => {
    const opened = await visit(page("hostile", [SMALL]));
    const { page: tab } = opened;
    const cases: [Attributes, string][] = [
      [{ experiment: PAYLOAD }, "UNKNOWN_EXPERIMENT"],
      [{ experiment: "__proto__" }, "UNKNOWN_EXPERIMENT"],
      [{ trials: PAYLOAD }, "ARG_RANGE"],
      [{ trials: "1e99" }, "ARG_RANGE"],
      [{ preset: PAYLOAD }, "ARG_RANGE"],
      [{ theme: PAYLOAD }, "ARG_RANGE"],
      [{ "set-learning-rate": PAYLOAD }, "ARG_RANGE"],
      [{ "set-sampling": "javascript:window.hacked=1" }, "ARG_RANGE"],
      [{ "set-__proto__": "1" }, "UNKNOWN_KEY"],
      [{ "set-learning-rat": "1" }, "UNKNOWN_KEY"],
      [{ samples: "20,60" }, "UNKNOWN_KEY"],
      [{ hidden: "2,12" }, "UNKNOWN_KEY"],
    ];
    for (const [attributes, code] of cases) {
      await tab.evaluate((given) => {
        const element = document.createElement("relu-figure");
        element.setAttribute("experiment", "wang-fig2");
        for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
        document.querySelector("relu-figure")?.replaceWith(element);
      }, attributes);
      await soon(() => tab.textContent("relu-figure .error code")).toBe(code);
      expect(await tab.locator("relu-figure img, relu-figure script, relu-figure [onerror]").count()).toBe(0);
    }
    const link = (site: string): Promise<string | null> =>
      tab.evaluate(async (value) => {
        const element = document.createElement("relu-figure");
        element.setAttribute("experiment", "wang-fig1");
        element.setAttribute("site", value);
        document.querySelector("relu-figure")?.replaceWith(element);
        const found = element.shadowRoot?.querySelector<HTMLAnchorElement>("a.open");
        return found?.hidden === false ? found.href : null;
      }, site);
    expect(await link("javascript:window.hacked=1")).toBe(null);
    expect(await link("http://[")).toBe(null);
    expect(await link("https://example.org/relulab/")).toBe("https://example.org/relulab/#/figures/wang-fig1");
    expect(await tab.evaluate(() => "hacked" in window)).toBe(false);
    await clean(opened);
  });

  test("several at once: one computes, the others wait in line; one that is paused holds up no other", async () => {
    const opened = await visit(page("several", [LONG, SMALL, { ...SMALL, seed: "2" }]));
    const { page: tab } = opened;
    const [first, second, third] = [0, 1, 2].map((i) => tab.locator("relu-figure").nth(i));
    for (const one of [first, second, third]) await one.locator("button.run").click();
    await soon(() => second.locator(".left").textContent()).toBe("next in line");
    await soon(() => third.locator(".left").textContent()).toBe("2 in line");
    await first.locator("button.pause").click();
    await third.locator(".hash").waitFor();
    expect(await second.locator(".hash").getAttribute("data-sha256")).toBe(sha256);
    expect(await third.locator(".hash").getAttribute("data-sha256")).not.toBe(sha256);
    expect(await first.locator(".left").textContent()).toBe("paused");
    await first.locator("button.stop").click();
    await clean(opened);
  });

  test("a figure that leaves the page ends its workers; one that is moved goes on; other attributes are another figure", async () => {
    const opened = await open(page("leaving", [LONG]), {}, () => {
      const workers = { made: 0, ended: 0 };
      Object.assign(window, { workers });
      const { Worker: Original } = window;
      window.Worker = class extends Original {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          workers.made++;
        }
        override terminate(): void {
          super.terminate();
          workers.ended++;
        }
      };
    });
    const { page: tab } = opened;
    await tab.evaluate(listen);
    const workers = (): Promise<unknown> => tab.evaluate(() => (window as unknown as { workers: unknown }).workers);
    const progress = async (): Promise<void> => {
      const before = (await details(tab, "relu-progress")).length;
      await tab.waitForFunction(
        (count) => (window as unknown as { heard: { type: string }[] }).heard.filter(({ type }) => type === "relu-progress").length > count,
        before,
      );
    };
    await tab.click(RUN);
    await progress();
    await tab.evaluate(() => document.querySelector("main")?.append(document.querySelector("relu-figure") ?? ""));
    await progress();
    // The page makes all workers of a run: the one that owns it, and one for each core.
    const each = 1 + (await tab.evaluate(() => navigator.hardwareConcurrency));
    expect(await workers()).toEqual({ made: each, ended: 0 });
    await tab.evaluate(() => document.querySelector("relu-figure")?.setAttribute("seed", "7"));
    await tab.locator(RUN).waitFor();
    await soon(() => tab.textContent("relu-figure .done")).toBe("80,000 trials");
    await soon(workers).toEqual({ made: each, ended: each });
    await tab.click(RUN);
    await progress();
    const element = await tab.evaluateHandle(() => document.querySelector("relu-figure"));
    await tab.evaluate((one) => one?.remove(), element);
    await soon(workers).toEqual({ made: 2 * each, ended: 2 * each });
    // It comes back with other settings, and works.
    await tab.evaluate(
      ([one, given]) => {
        for (const [attribute, value] of Object.entries({ seed: "1", ...given })) one?.setAttribute(attribute, value);
        document.querySelector("main")?.append(one ?? "");
      },
      [element, SMALL] as const,
    );
    await tab.click(RUN);
    await untilHash(tab);
    expect(await hashes(tab)).toEqual([sha256]);
    await clean(opened);
  });

  test("autoplay starts what is in view once, and waits for a click where less motion is wanted", async () => {
    const address = page("autoplay", [{ ...SMALL, autoplay: "" }]);
    const opened = await visit(address);
    await untilHash(opened.page);
    expect(await hashes(opened.page)).toEqual([sha256]);
    await clean(opened);
    // Firefox has no such wish to be set over WebDriver BiDi: there the question is answered for it.
    const wish = (): void => {
      const { matchMedia: ask } = window;
      window.matchMedia = (query) => ask.call(window, query.includes("prefers-reduced-motion") ? "all" : query);
    };
    const calm = await open(address, { reducedMotion: "reduce" }, name === "firefox" ? wish : undefined);
    await calm.page.waitForTimeout(1000);
    expect(await calm.page.textContent("relu-figure .done")).toBe("24 trials");
    await calm.page.click(RUN);
    await untilHash(calm.page);
    await clean(calm);
  });
});

describe.skipIf(!browsersHere.includes("chromium"))("looks", () => {
  const { open } = inBrowser("chromium");

  test.each(WIDTHS)("the example at %i px: nothing moves, nothing serious for axe, no sideways scroll, pictures kept", async (width) => {
    const { page: tab } = await open(`${home.address}examples/lecture.html`, { viewport: { width, height: 800 } });
    await tab.locator("relu-figure .figure > svg").nth(2).waitFor();
    await look(tab, "element-ready");
    const figures = tab.locator("relu-figure");
    // Labels move in a drawing as its data do; what stands round the drawings may not.
    const places = (): Promise<number[]> =>
      figures.evaluateAll((elements) =>
        elements.flatMap((element) =>
          Array.from(element.shadowRoot?.querySelectorAll(".head, .caption, .facts-row, .verdict, .foot") ?? []).flatMap((part) => {
            const { top, height } = part.getBoundingClientRect();
            return [top + scrollY, height].map(Math.round);
          }),
        ),
      );
    const before = await places();
    expect(before).toHaveLength(3 * 5 * 2);
    for (const at of [0, 1, 2]) {
      await figures.nth(at).scrollIntoViewIfNeeded();
      await figures.nth(at).evaluate((element: ReluFigureElement) => element.run());
      await figures.nth(at).locator(".hash").waitFor();
    }
    expect(await places()).toEqual(before);
    await figures.nth(1).locator(".verdict summary").click();
    await figures.nth(2).locator("summary", { hasText: "Settings" }).click();
    await figures.nth(0).evaluate((element) => element.setAttribute("set-learning-rate", "-1"));
    await figures.nth(0).locator(".error").waitFor();
    await look(tab, "element-finished");
    await tab.close();
  });

  test("the plate follows the colour scheme of its place in the page, its own theme before it, and the page's colours before both", async () => {
    const { page: tab } = await open(page("themes", [SMALL]), { colorScheme: "dark" });
    const plate = (setup: () => void): Promise<string> =>
      tab.evaluate(setup).then(() =>
        tab.evaluate(() => {
          const body = document.querySelector("relu-figure")?.shadowRoot?.querySelector(".relu");
          return body ? getComputedStyle(body).backgroundColor : "";
        }),
      );
    expect(await plate(() => {})).toBe("rgb(255, 255, 255)");
    expect(await plate(() => document.documentElement.style.setProperty("color-scheme", "light dark"))).toBe("rgb(23, 27, 33)");
    expect(await plate(() => document.querySelector("relu-figure")?.setAttribute("theme", "light"))).toBe("rgb(255, 255, 255)");
    expect(await plate(() => document.querySelector("relu-figure")?.setAttribute("theme", "dark"))).toBe("rgb(23, 27, 33)");
    expect(await plate(() => document.querySelector("relu-figure")?.style.setProperty("--relu-plate", "rgb(1, 2, 3)"))).toBe(
      "rgb(1, 2, 3)",
    );
    await tab.close();
  });
});
