import { elementOf, type Mark, patch, readMarkup } from "./markup.js";

/** Milliseconds that a drawing may take of the main thread at once: workers share the cores, so the clock shows two or three times as much. */
const SLICE = 6;

/** A drawing in the page that follows its SVG text a little at a time. */
export class Drawing {
  readonly element: SVGElement;
  readonly #shown: Mark;
  #work: Generator<void, void> | undefined;
  #changed: () => void = () => {};

  constructor(markup: string) {
    this.#shown = readMarkup(markup);
    this.element = elementOf(this.#shown);
  }

  /** Follows the text that `draw` makes, in place of a change that is still under way. `changed` is called when all of it stands. */
  follow(draw: () => string, changed: () => void): void {
    const waiting = this.#work !== undefined;
    this.#work = this.#steps(draw);
    this.#changed = changed;
    if (!waiting) setTimeout(() => this.#advance(), 0);
  }

  *#steps(draw: () => string): Generator<void, void> {
    const markup = draw();
    yield;
    const fresh = readMarkup(markup);
    yield;
    yield* patch(this.element, this.#shown, fresh);
  }

  #advance(): void {
    if (this.#work === undefined) return;
    const until = performance.now() + SLICE;
    while (performance.now() < until) {
      if (this.#work.next().done !== true) continue;
      this.#work = undefined;
      return this.#changed();
    }
    setTimeout(() => this.#advance(), 0);
  }
}
