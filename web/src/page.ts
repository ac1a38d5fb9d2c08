import { findExperiment } from "../../src/experiments/registry.js";
import { RelulabError, show } from "../../src/errors.js";
import { announce } from "./announce.js";
import { makeApp, type Page } from "./app.js";
import { benchPage } from "./pages/bench.js";
import { dataPage } from "./pages/data.js";
import { experimentPage } from "./pages/experiment.js";
import { figuresPage } from "./pages/figures.js";
import { notFoundPage } from "./pages/notFound.js";
import { playgroundPage } from "./pages/playground.js";
import { topBar } from "./parts/topBar.js";
import { readRoute, type Route } from "./route.js";
import { herald } from "./runs/herald.js";

const app = makeApp();
app.queue.listen(herald(announce));
const bar = topBar(app.queue);
document.querySelector("header")?.replaceChildren(bar.element);

let page: Page | undefined;
let path: string | undefined;

function pageOf({ path, query }: Route): Page {
  try {
    if (path === "" || path === "figures") return figuresPage(app);
    if (path === "playground") return playgroundPage(app, query);
    if (path === "data") return dataPage(app, query);
    if (path === "bench") return benchPage(app);
    const [section, id, ...rest] = path.split("/");
    if (section === "figures" && rest.length === 0) return experimentPage(app, findExperiment(id), query);
    throw new RelulabError("ARG_UNKNOWN", `there is no page ${show(path)}.`, "Pages are: figures, figures/<id>, playground, data, bench.");
  } catch (error) {
    return notFoundPage(error);
  }
}

/** Shows what the address names. `first` keeps the focus where the browser has it. */
function go(first: boolean): void {
  const route = readRoute(location.hash);
  if (route.path === path && page?.go !== undefined) return page.go(route.query);
  page?.leave?.();
  path = route.path;
  page = pageOf(route);
  document.title = `${page.title} – relulab`;
  bar.at(route.path.split("/")[0] || "figures");
  const main = document.querySelector("main");
  main?.replaceChildren(page.element);
  if (first) return;
  scrollTo(0, 0);
  main?.querySelector("h1")?.focus({ preventScroll: true });
}

addEventListener("hashchange", () => go(false));
// The part after # is the state of the page, so the skip link may not set it.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("main")?.focus();
});
go(true);
