import { announce } from "./announce.js";
import { makeApp, type Page } from "./app.js";
import { loadPage } from "./openPage.js";
import { loadingPage } from "./pages/noPage.js";
import { topBar } from "./parts/topBar.js";
import { readRoute } from "./route.js";
import { herald } from "./runs/herald.js";

/** Milliseconds that a page may take to load before the old one gives way to a word about it. */
const PATIENCE = 400;

const app = makeApp();
app.queue.listen(herald(announce));
const bar = topBar(app.queue);
document.querySelector("header")?.replaceChildren(bar.element);

/** What is shown; no path while a page is being loaded. */
let shown: { readonly page: Page; readonly path: string | null } | undefined;
/** Of the newest address: a page that comes after another was asked for is not shown. */
let turn = 0;

function put(page: Page, path: string | null): void {
  shown?.page.leave?.();
  shown = { page, path };
  document.title = `${page.title} – relulab`;
  document.querySelector("main")?.replaceChildren(page.element);
}

/** Shows what the address names. `first` keeps the focus where the browser has it. */
async function go(first: boolean): Promise<void> {
  const route = readRoute(location.hash);
  const own = ++turn;
  bar.at(route.path.split("/")[0] || "figures");
  if (route.path === shown?.path && shown.page.go !== undefined) return shown.page.go(route.query);
  const wait = setTimeout(() => own === turn && put(loadingPage(), null), PATIENCE);
  const make = await loadPage(route);
  clearTimeout(wait);
  if (own !== turn) return;
  put(make(app), route.path);
  if (first) return;
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
}

addEventListener("hashchange", () => void go(false));
// The part after # is the state of the page, so the skip link may not set it.
document.querySelector(".skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("main")?.focus();
});
void go(true);
