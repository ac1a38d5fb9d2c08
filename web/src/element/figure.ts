import type { Experiment } from "../../../src/experiments/types.js";
import type { ReluFigureElement, ReluFigureEvents, Way } from "../../../src/element/types.js";
import { type Failure, toFailure } from "../../../src/sweep/protocol.js";
import type { Result } from "../../../src/sweep/resultFile.js";
import { h, setText } from "../dom.js";
import { errorBlock } from "../parts/errorBlock.js";
import { type Settings, settingsPlate } from "../parts/settings.js";
import { herald } from "../runs/herald.js";
import { RunQueue } from "../runs/queue.js";
import type { Run, RunState } from "../runs/run.js";
import { type Asked, linkTo, readAsked } from "./asked.js";
import { experimentOf, writeAttributes } from "./attributes.js";
import { type Plate, plate } from "./plate.js";
import { sheet } from "./sheet.js";
import { openAnyWay } from "./ways.js";

/** All elements of a page: one computes at a time, the others wait in line. */
const queue = new RunQueue();
const FACTS_EVERY = 250;
/** The part of an element that has to be in view for `autoplay`. */
const IN_VIEW = 0.2;

const REMARKS: Readonly<Record<Way, string>> = {
  worker: "",
  "blob-worker": "",
  "main-thread": "Running on the main thread, slower.",
};

/** Where there is no document (in workers, on a server) the file may be read, but there are no elements. */
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement);

interface View {
  readonly experiment: Experiment;
  readonly plate: Plate;
  readonly settings: Settings;
}

export class ReluFigure extends Base implements ReluFigureElement {
  readonly #body: HTMLElement = h("div", { class: "relu", part: "plate", role: "group" });
  readonly #voice: HTMLElement = h("p", { class: "hidden-text", "aria-live": "polite" });
  readonly #herald: (run: Run) => void = herald((sentence) => setText(this.#voice, sentence));
  #asked: Asked | undefined;
  #view: View | undefined;
  #run: Run | undefined;
  /** Of the attributes. */
  #failure: Failure | null = null;
  #remark = "";
  #told: { readonly state: RunState; readonly done: number } = { state: "queued", done: 0 };
  #inView = false;
  /** Ends what listens while the element is in a page. */
  #leave: (() => void) | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet()];
    root.append(this.#body, this.#voice);
  }

  get result(): Result | null {
    return this.#run?.result ?? null;
  }

  get error(): Failure | null {
    return this.#failure ?? this.#run?.failure ?? null;
  }

  run(): void {
    if (this.#run?.state === "paused") return this.#run.resume();
    if (this.#asked === undefined || this.#failure !== null || (this.#run !== undefined && !this.#run.ended)) return;
    this.#drop();
    const { experiment, request } = this.#asked;
    const open = openAnyWay((way, reason) => {
      this.#remark = REMARKS[way];
      this.#say("relu-fallback", { way, reason });
    });
    this.#run = queue.add({ experiment, request, job: "trial", open });
    this.#changed(this.#run);
  }

  pause(): void {
    this.#run?.pause();
  }

  stop(): void {
    this.#run?.stop();
  }

  connectedCallback(): void {
    if (this.#leave === undefined) this.#leave = this.#listen();
    this.#read();
  }

  /** An element that is only moved is back before this microtask, and its run goes on. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave?.();
      this.#leave = undefined;
      if (this.#run?.state !== "finished") this.#drop();
    });
  }

  #listen(): () => void {
    const attributes = new MutationObserver(() => this.#read());
    attributes.observe(this, { attributes: true });
    const sight = new IntersectionObserver(
      (entries) => {
        this.#inView = entries[entries.length - 1].isIntersecting;
        this.#autoplay();
      },
      { threshold: IN_VIEW },
    );
    sight.observe(this);
    const deaf = queue.listen((run) => {
      if (run === this.#run) this.#changed(run);
      else if (this.#run?.state === "queued") this.#update();
    });
    const timer = setInterval(() => {
      if (this.#run?.state === "running") this.#update();
    }, FACTS_EVERY);
    return () => {
      attributes.disconnect();
      sight.disconnect();
      deaf();
      clearInterval(timer);
    };
  }

  /** Takes the attributes as they are now. Other settings are another figure: what ran for the old ones ends. */
  #read(): void {
    let experiment: Experiment;
    try {
      experiment = experimentOf(this);
    } catch (error) {
      return this.#showNothing(toFailure(error));
    }
    const asked = readAsked(this, experiment);
    if (asked.key !== this.#asked?.key) this.#drop();
    this.#asked = asked;
    if (this.#view?.experiment !== experiment) this.#view = this.#makeView(experiment);
    this.#refuse(asked.failure);
    this.#update();
    this.#autoplay();
  }

  #makeView(experiment: Experiment): View {
    const run = (): void => this.run();
    const view = {
      experiment,
      plate: plate(experiment, {
        run,
        pause: () => (this.#run?.state === "paused" ? run() : this.pause()),
        resume: run,
        stop: () => this.stop(),
      }),
      settings: settingsPlate(experiment, (request) => writeAttributes(this, experiment, request)),
    };
    view.settings.element.open = false;
    this.#body.setAttribute("aria-label", experiment.title);
    this.#body.replaceChildren(view.plate.element, view.settings.element);
    return view;
  }

  /** Without an experiment there is no figure, and no size to keep. */
  #showNothing(failure: Failure): void {
    this.#drop();
    this.#asked = undefined;
    this.#view = undefined;
    this.#body.setAttribute("aria-label", "relulab");
    this.#body.replaceChildren(errorBlock(failure));
    this.#refuse(failure);
  }

  #refuse(failure: Failure | null): void {
    const isNews = failure?.message !== this.#failure?.message;
    if (!isNews) return;
    this.#failure = failure;
    if (failure !== null) this.#say("relu-error", failure);
  }

  #drop(): void {
    if (this.#run !== undefined) queue.drop(this.#run);
    this.#run = undefined;
    this.#remark = "";
    this.#told = { state: "queued", done: 0 };
  }

  /** Once for the settings that are shown, and not for readers who want less to move. */
  #autoplay(): void {
    if (this.#run !== undefined || !this.#inView || !this.hasAttribute("autoplay")) return;
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.run();
  }

  #changed(run: Run): void {
    const before = this.#told;
    this.#told = { state: run.state, done: run.done };
    this.#update();
    this.#herald(run);
    if (run.state === "running" && before.state === "queued" && this.#asked !== undefined)
      this.#say("relu-start", { experiment: run.experiment.id, config: this.#asked.config });
    if (run.done !== before.done) this.#say("relu-progress", { done: run.done, total: run.total });
    if (run.state === before.state) return;
    if (run.result !== null) this.#say("relu-result", run.result);
    if (run.failure !== null) this.#say("relu-error", run.failure);
  }

  #update(): void {
    const [asked, view, run] = [this.#asked, this.#view, this.#run];
    if (asked === undefined || view === undefined) return;
    const controls = this.hasAttribute("controls");
    view.settings.element.hidden = !controls;
    const atField = view.settings.update(asked.request, this.#failure, run !== undefined && !run.ended) && controls;
    view.plate.update({
      run,
      trials: asked.experiment.grid(asked.config).length * asked.config.trials,
      blocked: asked.blocked,
      place: run === undefined ? 0 : queue.waiting.indexOf(run) + 1,
      picture: run?.picture ?? asked.empty,
      error: atField ? null : this.error,
      remark: this.#remark,
      link: linkTo(this.getAttribute("site"), asked),
    });
  }

  #say<K extends keyof ReluFigureEvents>(type: K, detail: ReluFigureEvents[K]["detail"]): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
