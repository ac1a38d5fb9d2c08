import { benchCases, benchFilter, engineFacts, type EngineFacts } from "../../../src/bench/index.js";
import type { App, Page } from "../app.js";
import { BenchRun } from "../bench/run.js";
import { button, h } from "../dom.js";
import { benchTable, timeText } from "../parts/benchTable.js";
import { errorBlock } from "../parts/errorBlock.js";
import { save } from "../parts/exports.js";
import { jobBar, type JobState } from "../parts/jobBar.js";
import { announce } from "../announce.js";
import { duration } from "../words.js";

/** Times stay while other pages are looked at. */
let kept: BenchRun | undefined;
const listeners = new Set<() => void>();

/** What `relulab bench --filter` takes stands in the address as `filter`. Throws `ARG_RANGE`. */
function runOf(query: URLSearchParams): BenchRun {
  const text = query.get("filter");
  const filter = text === null ? null : benchFilter(text);
  if (String(kept?.filter) === String(filter) && kept !== undefined) return kept;
  kept?.stop();
  return new BenchRun(casesOf(filter).length, filter, () => listeners.forEach((listener) => listener()));
}

const casesOf = (filter: RegExp | null): typeof benchCases => benchCases.filter(({ id }) => filter === null || filter.test(id));

/** The benchmark of the command line in this browser: engine, run bar, table of ratios. */
export function benchPage(app: App, query: URLSearchParams): Page {
  const run = runOf(query);
  kept = run;
  const bar = jobBar({ run: () => run.start(), stop: () => run.stop() }, { verb: "Run", progress: "cases done" });
  const table = benchTable(casesOf(run.filter));
  const facts = engineFacts();
  const problem = h("div", { class: "problems" });
  const json = button({ class: "small" }, ["JSON"], () => saveReport(run));
  let said = run.state;
  const update = (): void => {
    bar.update(barState(run, app.capable));
    table.update(run.results, facts.clockResolution);
    json.disabled = run.report === null;
    problem.replaceChildren(...(run.failure === null ? [] : [errorBlock(run.failure)]));
    if (said !== run.state) announce(sentences[run.state]);
    said = run.state;
  };
  listeners.add(update);
  update();
  const note = h("p", { class: "caption" }, NOTE);
  const plate = h(
    "section",
    { class: "plate figure-plate bench", "aria-label": "Benchmark" },
    bar.element,
    problem,
    h("div", { class: "plate-body" }, table.element),
    h("div", { class: "plate-foot" }, note, h("div", { class: "exports" }, json)),
  );
  const heading = [h("h1", { tabindex: -1 }, "How fast is it in this browser?"), h("p", { class: "claim" }, CLAIM)];
  return {
    title: "Bench",
    element: h("div", { class: "bench-page" }, ...heading, enginePlate(facts), plate),
    leave: () => void listeners.delete(update),
  };
}

/** What `relulab bench --json` prints. */
function saveReport({ report }: BenchRun): void {
  if (report !== null) save("bench.json", "application/json", `${JSON.stringify(report)}\n`);
}

const CLAIM =
  "Every kernel and every training is compared with good plain JavaScript: first the results, then the times, in turns, in a worker of this tab. The command line runs the same cases.";
const NOTE =
  "A ratio says how many times faster WebAssembly is than plain JavaScript in the same engine. Steady state is the median once warm; the first call is made before either has been optimised; the worst is the slowest once warm. Where the clock is coarse, calls are timed together. Close other tabs: they share the cores.";

const sentences = {
  ready: "",
  running: "The benchmark is running.",
  stopped: "The benchmark was stopped.",
  finished: "The benchmark is finished.",
  failed: "The benchmark failed.",
} as const;

function barState({ state, results, total, pace, failure }: BenchRun, capable: boolean): JobState {
  const blocked = capable ? "" : "no WebAssembly SIMD in this browser";
  const so = `${results.length} of ${total} cases`;
  const wrong = results.filter(({ verified }) => !verified).length;
  const facts = {
    ready: [`${total} cases`, "", ""],
    running: [so, "", ""],
    stopped: [`stopped at ${so}`, "", ""],
    finished: [`${total} cases in ${duration(pace.elapsed)}`, "", wrong === 0 ? "every result is right" : `${wrong} wrong results`],
    failed: [failure?.code ?? "failed", "", ""],
  }[state] as [string, string, string];
  return { state, blocked, facts, share: results.length / total };
}

function enginePlate({ engine, cores, simd, clockResolution, relulab, numericsVersion }: EngineFacts): HTMLElement {
  const facts = [
    ["Browser", engine],
    ["Cores", String(cores)],
    ["WebAssembly SIMD", simd ? "yes" : "no"],
    ["Step of the clock", clockResolution === 0 ? "none seen" : timeText(clockResolution)],
    ["relulab", `${relulab}, numerics ${numericsVersion}`],
  ];
  const list = facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
  return h("section", { class: "plate engine", "aria-label": "Engine" }, h("dl", {}, ...list));
}
