import type { Page } from "../app.js";
import { h } from "../dom.js";
import { errorBlock, shownError } from "../parts/errorBlock.js";

/** An address that names nothing: what was found, what there is, where to go. */
export function notFoundPage(error: unknown): Page {
  return {
    title: "Not found",
    element: h(
      "div",
      {},
      h("h1", { tabindex: -1 }, "There is no such page"),
      errorBlock(shownError(error)),
      h("p", {}, h("a", { href: "#/figures" }, "All figures")),
    ),
  };
}
