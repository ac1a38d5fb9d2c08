import { button, h, on } from "../dom.js";
import type { DataSession, Reading } from "../data/session.js";
import { bytesText } from "../words.js";
import { errorBlock } from "./errorBlock.js";

export interface DropZone {
  readonly element: HTMLElement;
  update(reading: Reading): void;
}

const STAYS = "The file stays in this tab. Nothing is sent anywhere.";
const KINDS = { csv: "CSV", npy: "npy", idx: "IDX" } as const;

/** Where files come in: dropped, or chosen with the keyboard; says what is read, what is missing, what was refused. */
export function dropZone(session: DataSession): DropZone {
  const input = h("input", { type: "file", multiple: true, hidden: true, "aria-hidden": "true", tabindex: -1 });
  on(input, "change", () => {
    session.read(Array.from(input.files ?? []));
    input.value = "";
  });
  const choose = button({ class: "primary choose" }, ["Choose a file"], () => input.click());
  const cancel = button({ class: "cancel" }, ["Cancel"], () => session.cancelReading());
  const says = h("div", { class: "drop-says" });
  const buttons = h("div", { class: "drop-buttons" }, choose, cancel);
  const zone = h("div", { class: "drop-zone plate" }, says, buttons, input);
  const problem = h("div", {});
  acceptDrops(zone, (files) => session.read(files));
  let shown = "";
  const update = (reading: Reading): void => {
    const key = JSON.stringify(reading);
    if (key === shown) return;
    shown = key;
    zone.dataset.state = reading.state;
    says.replaceChildren(...sentences(reading));
    const held = buttons.contains(document.activeElement);
    const waits = reading.state === "reading" || reading.state === "missing";
    cancel.hidden = !waits;
    choose.hidden = reading.state === "reading";
    choose.classList.toggle("primary", reading.state !== "ready");
    choose.textContent =
      reading.state === "ready" ? "Choose another file" : reading.state === "missing" ? `Add the file of ${reading.role}` : "Choose a file";
    if (held) (choose.hidden ? cancel : choose).focus();
    problem.replaceChildren(...(reading.state === "refused" ? [errorBlock(reading.failure)] : []));
  };
  return { element: h("section", { "aria-label": "File" }, zone, problem), update };
}

function sentences(reading: Reading): HTMLElement[] {
  const stays = h("p", { class: "soft" }, STAYS);
  if (reading.state === "reading") {
    const { name, loaded, total } = reading;
    const progress = h("progress", { max: Math.max(1, total), value: loaded, "aria-label": "bytes read" });
    return [
      h("p", { class: "drop-title" }, `Reading ${name}`),
      h("p", { class: "soft" }, `${bytesText(loaded)} of ${bytesText(total)}`),
      progress,
    ];
  }
  if (reading.state === "missing") {
    const has = reading.role === "labels" ? (reading.fileKind === "idx" ? "images" : "features") : "labels";
    return [
      h("p", { class: "drop-title" }, `${reading.name} holds ${has}. Its ${reading.role} are missing.`),
      h("p", { class: "soft" }, `Drop the ${KINDS[reading.fileKind]} file of ${reading.role} too. ${STAYS}`),
    ];
  }
  if (reading.state === "ready") {
    const { names, kind, bytes } = reading.facts;
    return [
      h("p", { class: "drop-title" }, names.join(" and ")),
      h("p", { class: "soft" }, `${KINDS[kind]}, ${bytesText(bytes)}. ${STAYS}`),
    ];
  }
  return [
    h("p", { class: "drop-title" }, "Drop a CSV, npy or IDX file, or choose one"),
    h(
      "p",
      { class: "soft" },
      "Numbers with one column of classes, packed with gzip or not; features and labels may be two npy or two IDX files.",
    ),
    stays,
  ];
}

/** While files are over the zone it says so; a drop beside it must not make the browser leave the page. */
function acceptDrops(zone: HTMLElement, take: (files: File[]) => void): void {
  const over = (is: boolean): void => void zone.classList.toggle("over", is);
  on(zone, "dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  on(zone, "dragleave", ({ relatedTarget }) => over(relatedTarget instanceof Node && zone.contains(relatedTarget)));
  on(zone, "drop", (event) => {
    event.preventDefault();
    over(false);
    take(Array.from(event.dataTransfer?.files ?? []));
  });
}

/** For as long as the page is shown. */
export function keepPage(): () => void {
  const prevent = (event: DragEvent): void => event.preventDefault();
  addEventListener("dragover", prevent);
  addEventListener("drop", prevent);
  return () => {
    removeEventListener("dragover", prevent);
    removeEventListener("drop", prevent);
  };
}
