import { exportSvg } from "../../../src/report/figure.js";
import { toCsv } from "../../../src/report/csv.js";
import type { Figure } from "../../../src/experiments/types.js";
import { showNumber } from "../../../src/theory/certificate.js";
import { button, h, setText, withSymbols } from "../dom.js";
import type { TrainingOrder, TrainingResult } from "../data/messages.js";
import type { DataSession, Training } from "../data/session.js";
import { trainingFigure } from "../data/trainingFigure.js";
import { methodOf, trainingOrder, type TrainingTexts } from "../data/trainingSettings.js";
import { duration, grouped, rateText, shortHash } from "../words.js";
import { certificateArticle } from "./certificates.js";
import { dataTable } from "./dataTable.js";
import { errorBlock, shownError } from "./errorBlock.js";
import { save } from "./exports.js";
import { figureBox } from "./figureBox.js";
import { jobBar, type JobState } from "./jobBar.js";

export interface TrainPlate {
  readonly element: HTMLElement;
  update(texts: TrainingTexts): void;
}

/** Training of the chosen samples: run bar, curves as they grow, what came out, files. */
export function trainPlate(session: DataSession, texts: () => TrainingTexts): TrainPlate {
  const start = (): void => {
    const { choice } = session;
    const order = orderOf(texts());
    if (choice !== null && order !== null) session.train(choice, order);
  };
  const bar = jobBar({ run: start, stop: () => session.stopTraining() }, { verb: "Train", progress: "epochs done" });
  const box = figureBox();
  const table = dataTable();
  const caption = h("p", { class: "caption" });
  const says = h("div", { class: "train-says", role: "status" });
  const files = exportRow(session);
  const element = h(
    "section",
    { class: "plate main figure-plate train", "aria-label": "Training" },
    bar.element,
    says,
    h("div", { class: "plate-body" }, box.element),
    h("div", { class: "plate-foot" }, caption, files.element, table.element),
  );
  let drawn: unknown;
  let told: Training["state"] | undefined;
  const update = (now: TrainingTexts): void => {
    const { training, reading } = session;
    const order = training.order ?? orderOf(now);
    bar.update(barState(session, orderOf(now)));
    files.update(training);
    if (told !== training.state) says.replaceChildren(...outcome(training));
    told = training.state;
    const points = training.result?.points ?? training.progress?.points ?? [];
    const key = JSON.stringify([training.state, points.length, points.at(-1)?.epoch, order]);
    if (order === null || reading.state !== "ready" || key === drawn) return;
    drawn = key;
    const figure = figureOf(session, order);
    box.show(figure, false);
    table.update(figure);
    caption.replaceChildren(h("strong", {}, ...withSymbols(figure.lead)), " ", figure.caption);
  };
  return { element, update };
}

function orderOf(texts: TrainingTexts): TrainingOrder | null {
  try {
    return trainingOrder(texts);
  } catch {
    return null;
  }
}

function figureOf({ reading, training }: DataSession, order: TrainingOrder): Figure {
  const name = reading.state === "ready" ? reading.facts.names.join(" and ") : "";
  return trainingFigure(name, order, training.result?.points ?? training.progress?.points ?? []);
}

function barState({ training, choice }: DataSession, order: TrainingOrder | null): JobState {
  const { state, progress, result, pace } = training;
  const blocked = choice === null ? "choose a file first" : order === null ? "a setting is out of range" : "";
  const most = training.order?.options.maxEpochs ?? order?.options.maxEpochs ?? 0;
  if (state === "running") {
    const so = progress === null ? "starting" : `${grouped(progress.epochs)} of at most ${grouped(most)} epochs`;
    const rate = pace.rate === null ? "" : `${rateText(pace.rate)} epochs/s`;
    return {
      state,
      blocked,
      facts: [so, rate, progress === null ? "" : `${grouped(progress.updates)} updates`],
      share: progress === null ? null : progress.epochs / most,
    };
  }
  if (state === "certifying") return { state: "running", blocked, facts: ["trained; making certificates", "", ""], share: null };
  if (state === "failed") return { state, blocked, facts: ["the training failed", "", ""], share: 0 };
  if (state === "none" || result === null) return { state: "ready", blocked, facts: [`at most ${grouped(most)} epochs`, "", ""], share: 0 };
  const epochs = `${grouped(result.epochs)} ${result.epochs === 1 ? "epoch" : "epochs"}`;
  const facts = state === "stopped" ? `stopped after ${epochs}` : `${epochs} in ${duration(pace.elapsed)}`;
  return { state, blocked, facts: [facts, "", `result ${shortHash(result.sha256)}`], share: 1 };
}

function outcome({ result, failure, order }: Training): HTMLElement[] {
  if (failure !== null) return [errorBlock(shownError(failure))];
  if (result === null || order === null) return [];
  return [h("p", { class: "verdict-title" }, sentence(result, order)), h("p", { class: "soft" }, ...withSymbols(facts(result)))];
}

/** What is seen, then what it means. */
function sentence({ status, critical, loss, epochs, updates }: TrainingResult, order: TrainingOrder): string {
  const name = { plain: "Plain SGD", noisy: "Algorithm 1", leaky: "Leaky SGD" }[methodOf(order)];
  if (status === "global-minimum") return `${name} is at a global minimum: every margin is at least 1 after ${grouped(updates)} updates.`;
  if (critical?.kind === "localMinimum")
    return `${name} is at a bad local minimum with loss ${showNumber(loss)}: no small change of the weights helps.`;
  if (status === "stuck") return `${name} is stuck at loss ${showNumber(loss)}: no sample moves it any more.`;
  if (status === "diverged") return `${name} diverged: its weights are no longer finite. A smaller step size may help.`;
  if (status === "cancelled") return `Stopped after ${grouped(epochs)} epochs at loss ${showNumber(loss)}.`;
  return `${name} used all its epochs; the loss is ${showNumber(loss)}.`;
}

const facts = ({ updates, steps, trainingError, loss, distinctSamples, deadSamples }: TrainingResult): string =>
  `${grouped(updates)} non-zero updates in ${grouped(steps)} steps, caused by ${grouped(distinctSamples)} samples; training error ${showNumber(trainingError)}, loss ${showNumber(loss)}${deadSamples === 0 ? "" : `; ${grouped(deadSamples)} samples with positive loss have no active unit`}.`;

/** Files of the result: the JSON with all settings, weights and certificates and its hash; epochs as CSV; the curves. */
function exportRow(session: DataSession): { readonly element: HTMLElement; update(training: Training): void } {
  const withResult = (use: (result: TrainingResult, order: TrainingOrder) => void) => () => {
    const { result, order } = session.training;
    if (result !== null && order !== null) use(result, order);
  };
  const buttons = [
    button(
      { class: "small" },
      ["SVG"],
      withResult((_, order) => save("training.svg", "image/svg+xml", exportSvg(figureOf(session, order)))),
    ),
    button(
      { class: "small" },
      ["CSV"],
      withResult(({ points }) => save("training.csv", "text/csv", toCsv(points.map((point) => ({ ...point }))))),
    ),
    button(
      { class: "small" },
      ["JSON"],
      withResult(({ json }) => save("training.json", "application/json", json)),
    ),
  ];
  const update = ({ result }: Training): void => {
    for (const one of buttons) one.disabled = result === null;
  };
  return { element: h("div", { class: "exports" }, ...buttons), update };
}

/** Every theorem that says something of the training. */
export function trainingCertificates(session: DataSession): { readonly element: HTMLElement; update(): void } {
  const place = h("div", { class: "theorems" });
  const head = h(
    "div",
    { class: "plate-head" },
    h("h2", {}, "Certificates"),
    h("p", { class: "soft" }, "what the theorems say of this training"),
  );
  const note = h("p", { class: "soft" });
  const element = h("section", { class: "plate main certificates" }, head, note, place);
  let shown: TrainingResult | null | undefined;
  const update = (): void => {
    const { result } = session.training;
    if (result === shown) return;
    shown = result;
    const said = result?.certificates ?? [];
    const silent = said.filter(({ verdict }) => verdict === "not-applicable");
    const articles = (list: typeof said): HTMLElement[] => list.map((one) => certificateArticle(one, `${one.source}.`));
    const title = `${silent.length} ${silent.length === 1 ? "theorem does" : "theorems do"} not apply`;
    const closed = silent.length === 0 ? [] : [h("details", { class: "silent" }, h("summary", {}, title), ...articles(silent))];
    place.replaceChildren(...articles(said.filter((one) => !silent.includes(one))), ...closed);
    setText(
      note,
      result === null ? "Made at the end of a training." : said.length === 0 ? "None: the search for a separator was stopped." : "",
    );
    note.hidden = note.textContent === "";
  };
  return { element, update };
}
