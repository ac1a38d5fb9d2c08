import { RelulabError, show } from "../../src/errors.js";
import type { App, Page } from "./app.js";
import { lostPage, notFoundPage } from "./pages/noPage.js";
import type { Route } from "./route.js";

/** Makes a page whose script is there. */
type Maker = (app: App, query: URLSearchParams) => Page;

// Each page is a script of its own: who looks at figures loads no playground. The figures and the page of one share nearly all.
const loadFigures = async (): Promise<Maker> => (await import(/* webpackChunkName: "figures" */ "./pages/figures.js")).figuresPage;

const PAGES: Readonly<Record<string, () => Promise<Maker>>> = {
  "": loadFigures,
  figures: loadFigures,
  playground: async () => (await import(/* webpackChunkName: "playground" */ "./pages/playground.js")).playgroundPage,
  data: async () => (await import(/* webpackChunkName: "data" */ "./pages/data.js")).dataPage,
  guarantee: async () => (await import(/* webpackChunkName: "guarantee" */ "./pages/guarantee.js")).guaranteePage,
  bench: async () => (await import(/* webpackChunkName: "bench" */ "./pages/bench.js")).benchPage,
};

async function loadExperiment(id: string): Promise<Maker> {
  const { experimentPage } = await import(/* webpackChunkName: "figures" */ "./pages/experiment.js");
  return (app, query) => experimentPage(app, id, query);
}

/** Null for an address that names nothing. */
function loaderOf(path: string): (() => Promise<Maker>) | null {
  if (Object.hasOwn(PAGES, path)) return PAGES[path];
  const [section, id, ...rest] = path.split("/");
  return section === "figures" && rest.length === 0 ? () => loadExperiment(id) : null;
}

/** Loads the script of a page; gives what makes it. Whatever is wrong becomes a page that says so. */
export async function loadPage({ path, query }: Route): Promise<(app: App) => Page> {
  const load = loaderOf(path);
  if (load === null)
    return () =>
      notFoundPage(
        new RelulabError(
          "ARG_UNKNOWN",
          `there is no page ${show(path)}.`,
          "Pages are: figures, figures/<id>, playground, data, guarantee, bench.",
        ),
      );
  try {
    const make = await load();
    return (app) => {
      try {
        return make(app, query);
      } catch (error) {
        return notFoundPage(error);
      }
    };
  } catch {
    return lostPage;
  }
}
