import { exportSvg } from "../../../src/report/figure.js";
import { toCsv } from "../../../src/report/csv.js";
import { canonicalJson } from "../../../src/sweep/resultFile.js";
import { announce } from "../announce.js";
import { button, h } from "../dom.js";
import type { Picture } from "../runs/messages.js";
import type { Run } from "../runs/run.js";
import { copyButton } from "./copyButton.js";

const SCALE = 2;

export interface Exports {
  readonly element: HTMLElement;
  update(id: string, run: Run | undefined): void;
}

/** Files of what is shown: the bytes that the command line writes. JSON needs a finished run, the others any trial. */
export function exportRow(): Exports {
  let name = "";
  let shown: Run | undefined;
  const withPicture = (use: (picture: Picture) => Promise<void> | void) => () => {
    if (shown?.picture) void use(shown.picture);
  };
  const figure = button(
    { class: "small" },
    ["SVG"],
    withPicture(({ figure }) => save(`${name}.svg`, "image/svg+xml", exportSvg(figure))),
  );
  const png = button(
    { class: "small" },
    ["PNG"],
    withPicture(async ({ figure }) => save(`${name}.png`, "image/png", await toPng(exportSvg(figure)))),
  );
  const csv = button(
    { class: "small" },
    ["CSV"],
    withPicture(({ cells }) => save(`${name}.csv`, "text/csv", toCsv(cells))),
  );
  const json = button({ class: "small" }, ["JSON"], () => {
    if (shown?.result) save(`${name}.json`, "application/json", `${canonicalJson(shown.result)}\n`);
  });
  const link = copyButton("Permalink", () => location.href, "Copy the permalink of these settings");
  const update = (id: string, run: Run | undefined): void => {
    name = id;
    shown = run;
    for (const one of [figure, png, csv]) one.disabled = !run?.picture;
    json.disabled = !run?.result;
  };
  return { element: h("div", { class: "exports" }, link, figure, png, csv, json), update };
}

/** Gives the reader a file that was made here. */
export function save(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  announce(`${name} is saved.`);
}

/** A file's drawing carries its own style; as an image it is alone, so that the style of the page cannot reach it. */
async function toPng(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = h("canvas", { width: image.width * SCALE, height: image.height * SCALE });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the browser made no PNG")) : resolve(blob)), "image/png"),
  );
}
