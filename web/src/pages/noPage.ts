import type { Page } from "../app.js";
import { button, h } from "../dom.js";
import { errorBlock, shownError } from "../parts/errorBlock.js";

const pageOf = (title: string, ...children: readonly HTMLElement[]): Page => ({
  title,
  element: h("div", { class: "no-page" }, h("h1", { tabindex: -1 }, title), ...children),
});

const allFigures = (): HTMLElement => h("p", {}, h("a", { href: "#/figures" }, "All figures"));

/** An address that names nothing: what was found, what there is, where to go. */
export const notFoundPage = (error: unknown): Page => pageOf("There is no such page", errorBlock(shownError(error)), allFigures());

/** The script of a page cannot be had. Browsers may keep the failure as long as the document lives, so only a reload asks again. */
export const lostPage = (): Page =>
  pageOf(
    "This page could not be loaded",
    errorBlock({
      code: "PAGE_LOST",
      message: "the script of this page did not arrive, or another version of the site has taken its place.",
      hint: "Check the connection, then reload. Settings stand in the address and come back; runs end.",
    }),
    button({ class: "primary" }, ["Reload"], () => location.reload()),
  );

/** What is shown while a script is under way, after a moment: a page that comes at once does not flash. */
export const loadingPage = (): Page => ({
  title: "Loading",
  element: h("div", { class: "loading", role: "status" }, h("p", { class: "soft" }, "Loading this page…"), h("div", { class: "plate" })),
});
