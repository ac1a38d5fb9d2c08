// npm run web:measure: what build/web weighs and how fast it is, in Chromium from a local server. Times are those of an idle machine.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright";
import { launchOptions } from "./lib/browsers.mjs";
import { root } from "./lib/setup.mjs";
import { serveFolder } from "./lib/staticServer.mjs";

const folder = join(root, "build/web");
const LIMITS = { page: 300 * 1024, css: 12 * 1024, firstFigure: 1000, longTasks: 0 };

const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
const weights = Object.fromEntries(files.map(({ name }) => [name, gzipSync(readFileSync(join(folder, name)), { level: 9 }).length]));
const page = Object.values(weights).reduce((sum, weight) => sum + weight, 0);

/** The paper preset of a figure for some seconds: what the main thread does meanwhile. */
async function watch(browser, address, id) {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.addInitScript(() => {
    const facts = { figure: null, tasks: [], shift: 0, running: false };
    window.facts = facts;
    new PerformanceObserver((list) =>
      list.getEntries().forEach((entry) => facts.running && facts.tasks.push(Math.round(entry.duration))),
    ).observe({ type: "longtask" });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => !entry.hadRecentInput && (facts.shift += entry.value))).observe({
      type: "layout-shift",
    });
    const look = () => (document.querySelector(".figure svg") ? (facts.figure = performance.now()) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
  await tab.goto(`${address}#/figures/${id}?preset=paper`);
  await tab.waitForSelector(".figure svg");
  await tab.evaluate(() => (window.facts.running = true));
  await tab.click(".figure-plate button.run");
  await tab.waitForTimeout(8000);
  const facts = await tab.evaluate(() => window.facts);
  await tab.close();
  return facts;
}

const server = await serveFolder(folder);
const browser = await chromium.launch(launchOptions("chromium"));
const runs = {};
for (const id of ["wang-fig2", "wang-bounds", "soltanolkotabi-fig1"]) runs[id] = await watch(browser, server.address, id);
await browser.close();
await server.close();

console.log(JSON.stringify({ weights, page, css: weights["relulab.css"], runs }, null, 2));
const slow = Object.values(runs).filter(({ figure, tasks }) => figure > LIMITS.firstFigure || tasks.length > LIMITS.longTasks);
process.exitCode = page <= LIMITS.page && weights["relulab.css"] <= LIMITS.css && slow.length === 0 ? 0 : 1;
