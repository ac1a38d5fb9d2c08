import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type Browser, chromium, firefox, type Page } from "playwright";
import { afterAll, beforeAll, expect } from "vitest";
// @ts-expect-error a plain script
import { launchOptions } from "../../scripts/lib/browsers.mjs";
// @ts-expect-error a plain script
import { serveFolder } from "../../scripts/lib/staticServer.mjs";

// What tests of pages share: the built site behind a plain file server with the strict policy, real browsers, and what a page may never do.

/** Where `node scripts/web.mjs test` puts the site: not the root of its server. */
export const FOLDER = resolve("build/web-test");
/** Pictures for eyes. A screenshot makes the folder. */
export const SHOTS = resolve("build/screenshots");
/** R33, as a header: the site's own element says the same. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";

const TYPES = { chromium, firefox };
export type BrowserName = keyof typeof TYPES;
export const browsersHere = (Object.keys(TYPES) as BrowserName[]).filter((name) => launchOptions(name) !== undefined);

export const launch = (name: BrowserName): Promise<Browser> => TYPES[name].launch(launchOptions(name));

export interface Server {
  readonly address: string;
  /** Paths of the files that were asked for. */
  readonly served: Set<string>;
  close(): Promise<void>;
}

export async function serve(folder: string, policy: string = POLICY, headers: Record<string, string> = {}): Promise<Server> {
  const served = new Set<string>();
  const made = serveFolder as (folder: string, headers: Record<string, string>, take: (file: string) => void) => Promise<Server>;
  const { address, close } = await made(folder, { "content-security-policy": policy, ...headers }, (file) => served.add(file));
  return { address, close, served };
}

/** How long a browser takes to start two workers on a busy machine is not what these tests are about. */
const PATIENCE = 120_000;

export interface Opened {
  readonly page: Page;
  readonly faults: string[];
}

/** Opens an address and gives the page with the list of what it did that it may not. */
export async function open(
  browser: Browser,
  address: string,
  options: Parameters<Browser["newPage"]>[0] = {},
  init?: () => void,
): Promise<Opened> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.addInitScript(() => {
    const state = window as unknown as { violations: string[] };
    state.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      state.violations.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  if (init !== undefined) await page.addInitScript(init);
  await page.goto(address);
  await page.waitForSelector("main h1");
  return { page, faults };
}

export interface InBrowser {
  readonly server: () => Server;
  readonly browser: () => Browser;
  /** A page of the site by what stands after its `#`, or any address. */
  open(hash: string, options?: Parameters<Browser["newPage"]>[0], init?: () => void): Promise<Opened>;
}

/** To be called in a `describe`: one browser and one server for all of its tests. */
export function inBrowser(name: BrowserName, folder: string = FOLDER): InBrowser {
  let [server, browser]: [Server?, Browser?] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([serve(folder), launch(name)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error("only in a test");
    return value;
  };
  return {
    server: () => there(server),
    browser: () => there(browser),
    open: (hash, options, init) => {
      const address = hash.startsWith("http:") ? hash : `${there(server).address}site/${hash}`;
      return open(there(browser), address, options, init);
    },
  };
}

/** Sets the part of the address after its `#`; what hears of it has done its work then, scripts that are there included. */
export const goTo = (page: Page, hash: string): Promise<void> =>
  page.evaluate(
    (next) =>
      new Promise<void>((done) => {
        addEventListener("hashchange", () => setTimeout(done), { once: true });
        location.hash = next;
      }),
    hash,
  );

/** What has been asked for stands in the page: drawings wait for a frame. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

/**
 * What a page comes to show: after a click, a key or a new address nothing need stand at once. How long that takes on a busy machine is not
 * what these tests are about.
 */
export const soon = <T>(look: () => Promise<T>): ReturnType<typeof expect.poll<T>> =>
  expect.poll(look, { timeout: PATIENCE, interval: 20 });

/** Nothing was thrown, nothing was stopped by the policy. */
export async function clean({ page, faults }: Opened): Promise<void> {
  expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
  expect(faults).toEqual([]);
  await page.close();
}

/** As a hand does it: set values give no change event when the focus leaves. */
export async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).first().focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
  await page.keyboard.press("Tab");
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds serious or critical in the page as it is now. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  });
}

/** Widths at which pages are looked at. */
export const WIDTHS = [360, 1280] as const;

/** Texts that are squeezed: sentences in a column of a word's width, choices that cannot be read. */
const squeezed = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const [sentence, column] = [40, 110];
    const seen = (selector: string): HTMLElement[] =>
      Array.from(document.querySelectorAll<HTMLElement>(selector)).filter((one) => one.checkVisibility() && one.clientWidth > 1);
    const texts = seen("main :is(p, h1, h2, h3, h4, dd, li)").filter(
      ({ textContent, clientWidth }) => (textContent ?? "").length > sentence && clientWidth < column,
    );
    const pen = document.createElement("canvas").getContext("2d");
    const choices = seen("main select").filter((one) => {
      if (pen === null || !(one instanceof HTMLSelectElement)) return false;
      pen.font = getComputedStyle(one).font;
      return one.clientWidth < Math.min(column, pen.measureText(one.selectedOptions[0]?.text ?? "").width + 16);
    });
    return [...texts, ...choices].map(({ outerHTML }) => outerHTML.slice(0, 200));
  });

/** The page as it is now, light and dark: no sideways scroll, nothing squeezed, nothing serious for axe, pictures kept. */
export async function look(page: Page, name: string): Promise<void> {
  const { width } = page.viewportSize() ?? { width: 0 };
  expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
  expect(await squeezed(page), name).toEqual([]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    expect(await axeFindings(page), `${name}, ${colorScheme}`).toEqual([]);
  }
}
