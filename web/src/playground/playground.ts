import { announce } from "../announce.js";
import type { ShownError } from "../parts/errorBlock.js";
import { FrameMaker } from "./frameMaker.js";
import type { SettingsPart } from "./settingsPlate.js";
import { type PlaygroundState, writeState } from "./state.js";
import type { Actions, Selection, View } from "./view.js";

const FRAMES_EVERY = 100;
const CALM_FRAMES_EVERY = 1000;
/** Browsers allow few changes of an address in a row. */
const ADDRESS_AFTER = 250;

/** What an address names, or the default and why it was refused. */
export interface Asked {
  readonly state: PlaygroundState;
  readonly error: ShownError | null;
}

/** The state of the page: one value, changed in one place; parts draw it. */
export class Playground {
  readonly #maker: FrameMaker;
  readonly #draw: (view: View) => void;
  readonly #capable: boolean;
  #state: PlaygroundState;
  #selected: Selection | null = null;
  #adding: 1 | -1 = 1;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** The last one that was read or written. */
  #address = location.hash;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;
  /** When playing began, and at which step. */
  #from = { time: 0, step: 0 };
  /** Texts that were refused stand in its fields. */
  fields: Pick<SettingsPart, "problem" | "reset"> | undefined;
  /** Why the address was not taken; until the next change. */
  #refused: ShownError | null;
  #planned = 0;

  constructor({ state, error }: Asked, capable: boolean, draw: (view: View) => void) {
    this.#state = state;
    this.#refused = error;
    this.#capable = capable;
    this.#draw = draw;
    this.#maker = new FrameMaker(state, capable, () => this.#redraw());
  }

  get failure(): ShownError | null {
    return this.#maker.failure ?? this.#refused;
  }

  start(): void {
    this.#maker.show(this.#state);
    this.redrawNow();
  }

  view(): View {
    return {
      state: this.#state,
      shown: this.#maker.shown,
      playing: this.#timer !== undefined,
      blocked: this.#blocked(),
      selected: this.#selected,
      adding: this.#adding,
    };
  }

  #blocked(): string {
    if (!this.#capable) return "no WebAssembly SIMD in this browser";
    return this.#state.points.length === 0 ? "no points" : (this.fields?.problem() ?? "");
  }

  /** One drawing a frame, however many things changed. */
  #redraw(): void {
    cancelAnimationFrame(this.#planned);
    this.#planned = requestAnimationFrame(() => this.redrawNow());
  }

  redrawNow(): void {
    this.#draw(this.view());
  }

  #become(state: PlaygroundState): void {
    this.#state = state;
    this.#maker.show(state);
    this.#redraw();
  }

  /** The address follows when the hand rests; never while playing. */
  #changed(state: PlaygroundState): void {
    this.#refused = null;
    this.#become(state);
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => this.#writeAddress(), ADDRESS_AFTER);
  }

  /** Never over an address that someone has just set, of which the page is yet to hear. */
  #writeAddress(): void {
    if (location.hash !== this.#address) return;
    history.replaceState(null, "", writeState(this.#state));
    this.#address = location.hash;
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#changed({ ...this.#state, step: this.#maker.shown.frame === null ? this.#state.step : this.#maker.shown.state.step });
  }

  #play(): void {
    if (this.#blocked() !== "") return;
    const { step, settings } = this.#state;
    this.#from = { time: performance.now(), step: step >= settings.steps ? 0 : step };
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#timer = setInterval(() => this.#tick(), calm ? CALM_FRAMES_EVERY : FRAMES_EVERY);
    announce("The runs are going.");
    this.#redraw();
  }

  /** The step of now by the clock: a slow machine shows fewer frames of the same run. */
  #tick(): void {
    if (this.#maker.failure !== null) return this.pause();
    if (this.#maker.busy) return;
    const { speed, steps } = this.#state.settings;
    const step = Math.min(steps, this.#from.step + Math.floor(((performance.now() - this.#from.time) / 1000) * speed));
    if (this.#maker.shown.frame !== null && this.#maker.shown.state.step >= steps && step >= steps) {
      this.pause();
      announce(`Step ${steps} of ${steps}.`);
    } else if (step !== this.#state.step) this.#become({ ...this.#state, step });
  }

  readonly actions: Actions = {
    view: () => this.view(),
    edit: ({ points, units }) => {
      this.pause();
      this.#changed({ points, units, settings: this.#state.settings, step: 0 });
    },
    set: (key, value) => {
      this.#from = { time: performance.now(), step: this.#state.step };
      const settings = { ...this.#state.settings, [key]: value };
      this.#changed({ ...this.#state, settings, step: Math.min(this.#state.step, settings.steps) });
    },
    seek: (step) => {
      this.pause();
      if (this.#state.points.length === 0) return;
      this.#changed({ ...this.#state, step: Math.min(this.#state.settings.steps, Math.max(0, step)) });
    },
    toggle: () => (this.#timer === undefined ? this.#play() : this.pause()),
    select: (selection) => {
      this.#selected = selection;
      this.#redraw();
    },
    add: (label) => {
      this.#adding = label;
      this.#redraw();
    },
  };

  /** What an address or a preset asks for. An address that is refused stays where it is, to be read. */
  load({ state, error }: Asked): void {
    this.pause();
    this.#selected = null;
    this.#address = location.hash;
    this.fields?.reset();
    this.#changed(state);
    this.#refused = error;
    if (error !== null) clearTimeout(this.#addressTimer);
  }

  dispose(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#addressTimer);
    cancelAnimationFrame(this.#planned);
    this.#maker.dispose();
  }
}
