// npm run web:measure [-- folder]: what the visitor of a page of the built site downloads, how soon he sees a figure, whether the page stays alive while a
// run uses all cores, and how fast a run ends. In Chromium from a local server; times are those of an idle machine. Of a task over 50 ms it is said how
// much of it the page used itself: the rest it has waited for a core, which on a busy machine is nearly all.
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright";
import { launchOptions } from "./lib/browsers.mjs";
import { root } from "./lib/setup.mjs";
import { serveFolder } from "./lib/staticServer.mjs";

const folder = resolve(process.argv[2] ?? join(root, "build/web"));
const LIMITS = { weight: 300 * 1024, css: 12 * 1024, firstFigure: 1000, longTasks: 0, cancel: 100 };
const LONG_TASK = 50;
const RUN = ".figure-plate button.run";

/** One of each kind of trainer and of figure. */
const RUNS = ["wang-fig2", "wang-bounds", "soltanolkotabi-fig1", "brutzkus-fig1", "li-fig1", "zou-norms"];
const WATCHED = 8000;
/** 32 neurons on 60 points of mixed classes: the most that the playground takes. */
const list = (length, item) => Array.from({ length }, (_, i) => item(i)).join(",");
const CROWD = [
  `#/playground?points=${list(60, (i) => [(i % 10) / 5 - 0.9, Math.floor(i / 10) / 3 - 0.8, i % 2 === 0 ? 1 : -1].map((x) => x.toFixed(2) * 1))}`,
  `outputWeights=${list(32, (i) => (i < 16 ? 1 : -1))}`,
  `initialWeights=${list(64, (i) => ((i * 37) % 64) / 16 - 2)}`,
].join("&");

/** Bytes of a file as a server that compresses sends it. */
const weights = new Map();
function weightOf(file) {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(file), { level: 9 }).length);
  return weights.get(file);
}

const served = new Set();
const server = await serveFolder(folder, {}, (file) => served.add(file));
const browser = await chromium.launch(launchOptions("chromium"));

async function open(hash) {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.addInitScript(() => {
    const facts = { figure: null, shift: 0 };
    window.facts = facts;
    const see = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type });
    see("layout-shift", ({ hadRecentInput, value }) => hadRecentInput || (facts.shift += value));
    const look = () => (document.querySelector(".figure svg") ? (facts.figure = performance.now()) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
  await tab.goto(`${server.address}${hash}`);
  await tab.waitForSelector("main h1");
  return tab;
}

/** Everything that is fetched by somebody who opens this page with an empty cache and uses it; each file once, stored results left out: they are data. */
async function weigh(hash, use) {
  served.clear();
  const tab = await open(hash);
  await use(tab);
  await tab.close();
  const files = Array.from(served, (file) => [relative(folder, file), weightOf(file)]).filter(([name]) => !name.startsWith("reference/"));
  return { gzipped: files.reduce((sum, [, weight]) => sum + weight, 0), files: Object.fromEntries(files) };
}

const WEIGHED = {
  start: [
    "",
    async (tab) => (await tab.click(RUN), await tab.waitForFunction(() => / of /.test(document.querySelector(".done").textContent))),
  ],
  figure: [
    "#/figures/wang-fig2?trials=1&samples=20&hidden=2,12",
    async (tab) => (
      await tab.click(RUN),
      await tab.waitForSelector(".hash"),
      await tab.click(".certificates button.run"),
      await tab.waitForSelector(".theorem")
    ),
  ],
  playground: ["#/playground", (tab) => tab.waitForFunction(() => document.querySelector(".plane-facts dd")?.textContent !== "–")],
  data: [
    "#/data?maxEpochs=20",
    async (tab) => {
      await tab
        .locator("input[type=file]")
        .setInputFiles({ name: "xy.csv", mimeType: "", buffer: Buffer.from("1,0,a\n-1,0.5,b\n2,1,a\n") });
      await tab.waitForSelector(".verdict-title");
      await tab.click(".train button.run");
      await tab.waitForSelector(".train-says .verdict-title");
    },
  ],
  bench: ["#/bench", async (tab) => (await tab.click(".bench button.run"), await tab.waitForSelector(".verified.passed"))],
};

/** Tasks of the page's main thread over 50 ms (of the clock) while `work` is going on, and the longest by the time that it computed itself. */
async function tasksDuring(tab, work) {
  await browser.startTracing(tab, { categories: ["toplevel"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const main = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(threadOf));
  const all = traceEvents
    .filter((event) => event.ph === "X" && event.name.endsWith("RunTask") && main.has(threadOf(event)))
    .map(({ dur, tdur = dur }) => ({ ms: Math.round(dur / 1000), own: Math.round(tdur / 1000) }));
  if (all.length === 0) throw new Error("the trace names no task of the page");
  return { tasks: all.filter(({ ms }) => ms > LONG_TASK), longestOwn: Math.max(...all.map(({ own }) => own)) };
}

const threadOf = ({ pid, tid }) => `${pid} ${tid}`;

/** The paper preset of a figure for some seconds: what the main thread does meanwhile, and how long a stop takes. */
async function watchRun(id) {
  const tab = await open(`#/figures/${id}?preset=paper`);
  await tab.waitForSelector(".figure svg");
  const { tasks, longestOwn } = await tasksDuring(tab, async () => {
    await tab.click(RUN);
    await tab.waitForTimeout(WATCHED);
  });
  // A run that is over by then is begun once more.
  if ((await tab.getAttribute(".figure-plate .run-bar", "data-state")) === "finished") await tab.click(RUN);
  await tab.waitForTimeout(500);
  const cancel = await tab.evaluate(async () => {
    const stop = document.querySelector(".figure-plate .stop");
    const begun = performance.now();
    stop.click();
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    if (!document.querySelector(".figure-plate .done").textContent.startsWith("stopped at")) throw new Error("the run goes on");
    return performance.now() - begun;
  });
  const { figure, shift } = await tab.evaluate(() => window.facts);
  // The browser tells of their end a little later.
  await tab.waitForTimeout(LIMITS.cancel);
  const workers = tab.workers().length;
  await tab.close();
  return { firstFigure: Math.round(figure), tasks, longestOwn, shift, cancel: Math.round(cancel), workers };
}

/** The playground with as much as it takes: loading it, and some seconds on the clock. */
async function watchPlayground() {
  const tab = await open("#/bench");
  const loading = await tasksDuring(tab, async () => {
    await tab.evaluate((hash) => (location.hash = hash), CROWD);
    await tab.waitForFunction(
      () => document.querySelector(".plane-facts dd")?.textContent !== "–" && document.querySelector(".plane-facts dd"),
    );
  });
  const playing = await tasksDuring(tab, async () => {
    await tab.click(".transport .run");
    await tab.waitForTimeout(WATCHED / 2);
  });
  await tab.close();
  return { loading, playing };
}

const visitors = {};
for (const [name, [hash, use]] of Object.entries(WEIGHED)) visitors[name] = await weigh(hash, use);
const runs = {};
for (const id of RUNS) runs[id] = await watchRun(id);
const playground = await watchPlayground();
await browser.close();
await server.close();

const css = weightOf(join(folder, "relulab.css"));
console.log(JSON.stringify({ visitors, css, runs, playground }, null, 2));
const bad = [
  ...Object.entries(visitors).flatMap(([name, { gzipped }]) => (gzipped > LIMITS.weight ? [`${name} weighs ${gzipped} bytes`] : [])),
  ...(css > LIMITS.css ? [`the sheet weighs ${css} bytes`] : []),
  ...Object.entries({ ...runs, "playground loading": playground.loading, playground: playground.playing }).flatMap(
    ([name, { firstFigure = 0, tasks, cancel = 0, workers = 0 }]) => [
      ...(firstFigure > LIMITS.firstFigure ? [`${name}: first figure after ${firstFigure} ms`] : []),
      ...(tasks.length > LIMITS.longTasks
        ? [`${name}: tasks of ${tasks.map(({ ms, own }) => `${ms} ms (${own} of its own)`).join(", ")}`]
        : []),
      ...(cancel > LIMITS.cancel ? [`${name}: stopped after ${cancel} ms`] : []),
      ...(workers > 0 ? [`${name}: ${workers} workers outlive the stop`] : []),
    ],
  ),
];
for (const sentence of bad) console.error(`over the limit: ${sentence}`);
process.exitCode = bad.length === 0 ? 0 : 1;
