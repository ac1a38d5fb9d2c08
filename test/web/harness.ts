import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { type Browser, chromium, firefox, type Page } from "playwright";
import { expect } from "vitest";
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
  close(): Promise<void>;
}

export const serve = (folder: string, policy: string = POLICY, headers: Record<string, string> = {}): Promise<Server> =>
  (serveFolder as (folder: string, headers: Record<string, string>) => Promise<Server>)(folder, {
    "content-security-policy": policy,
    ...headers,
  });

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
  // How long a browser takes to start two workers on a busy machine is not what these tests are about.
  page.setDefaultTimeout(120_000);
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

/** Widths and schemes at which pages are looked at. */
export const LOOKS = [360, 1280].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => [width, colorScheme] as const));
