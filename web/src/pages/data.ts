import type { App, Page } from "../app.js";
import { h } from "../dom.js";
import { DataSession } from "../data/session.js";
import { programOf } from "../data/program.js";
import { TRAINING_PARAMETERS, trainingOrder, type TrainingTexts } from "../data/trainingSettings.js";
import { copyButton } from "../parts/copyButton.js";
import { dropZone, keepPage } from "../parts/dropZone.js";
import { fileFacts } from "../parts/fileFacts.js";
import { trainingCertificates, trainPlate } from "../parts/trainPlate.js";
import { trainSettings } from "../parts/trainSettings.js";
import { verdictPlate } from "../parts/verdictPlate.js";

/** The file, its verdict and its training stay while other pages are looked at. */
let session: DataSession | undefined;

/** One's own data: drop zone, facts of the file, verdict, training. */
export function dataPage(app: App, query: URLSearchParams): Page {
  session ??= new DataSession();
  const own = session;
  let texts = readTexts(query);
  const zone = dropZone(own);
  const [facts, verdict, certificates] = [fileFacts(own), verdictPlate(own), trainingCertificates(own)];
  const train = trainPlate(own, () => texts);
  const settings = trainSettings((next) => {
    texts = next;
    history.replaceState(null, "", address(next));
    update();
  });
  const program = programPlate();
  const columns = h("div", { class: "columns" }, train.element, settings.element, certificates.element, program.element);
  const update = (): void => {
    zone.update(own.reading);
    facts.update();
    verdict.update();
    columns.hidden = own.choice === null;
    settings.update(texts, own.busy);
    train.update(texts);
    certificates.update();
    program.update(own, texts);
  };
  const deaf = own.listen(update);
  const stay = keepPage();
  update();
  const element = h("div", { class: "own-data" }, ...heading(app), zone.element, facts.element, verdict.element, columns);
  return {
    title: "Your data",
    element,
    go: (next) => {
      texts = readTexts(next);
      update();
    },
    leave: () => {
      deaf();
      stay();
    },
  };
}

function heading({ capable }: App): HTMLElement[] {
  const claim =
    "Drop a table with one column of classes. Either a plane through 0 tells two of them apart, and has a margin, or a few samples prove that none can. Then a network is trained on them, and every theorem says whether it applies.";
  const warning = capable
    ? []
    : [h("p", { class: "band warn", role: "status" }, "This browser has no WebAssembly SIMD, so nothing can be computed here.")];
  return [h("h1", { tabindex: -1 }, "Are your data linearly separable?"), h("p", { class: "claim" }, claim), ...warning];
}

/** Only settings that there are: the address is written by anybody. */
const readTexts = (query: URLSearchParams): TrainingTexts =>
  Object.fromEntries(TRAINING_PARAMETERS.flatMap(({ key }) => (query.has(key) ? [[key, query.get(key) ?? ""]] : [])));

function address(texts: TrainingTexts): string {
  const query = new URLSearchParams(texts).toString();
  return `#/data${query === "" ? "" : `?${query}`}`;
}

function programPlate(): { readonly element: HTMLElement; update(session: DataSession, texts: TrainingTexts): void } {
  const code = h("code", {});
  const panel = h("pre", { tabindex: 0, role: "group", "aria-label": "the same training in Node" }, code);
  const copy = copyButton("Copy", () => code.textContent ?? "", "Copy the program");
  const head = h("div", { class: "plate-head" }, h("h2", {}, "Same training in Node"), copy);
  const update = ({ reading, options, choice, training }: DataSession, texts: TrainingTexts): void => {
    if (reading.state !== "ready" || choice === null) return;
    try {
      const text = programOf(reading.facts, options, choice, training.order ?? trainingOrder(texts));
      if (code.textContent !== text) code.textContent = text;
    } catch {
      // A setting is out of range, and says so at its field: the last good program stays.
    }
  };
  return { element: h("section", { class: "plate rail snippet" }, head, panel), update };
}
