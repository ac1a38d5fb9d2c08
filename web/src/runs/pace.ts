/** The rate is that of the last seconds: trials of one run differ in cost. */
const WINDOW = 3000;
const SETTLED = 1000;

/** How fast a run goes, and how long it has run without its pauses. */
export class Pace {
  #marks: { readonly time: number; readonly done: number }[] = [];
  #since: number | undefined;
  #before = 0;

  start(): void {
    this.#since = performance.now();
    this.#marks = [];
  }

  stop(): void {
    this.#before = this.elapsed;
    this.#since = undefined;
    this.#marks = [];
  }

  note(done: number): void {
    const time = performance.now();
    this.#marks.push({ time, done });
    while (this.#marks.length > 2 && this.#marks[0].time < time - WINDOW) this.#marks.shift();
  }

  /** Milliseconds. */
  get elapsed(): number {
    return this.#before + (this.#since === undefined ? 0 : performance.now() - this.#since);
  }

  /** Trials per second; null before the first second and while the run stands. */
  get rate(): number | null {
    const [first, last] = [this.#marks[0], this.#marks[this.#marks.length - 1]];
    if (this.elapsed < SETTLED || first === undefined || last.time === first.time) return null;
    return ((last.done - first.done) / (last.time - first.time)) * 1000;
  }
}
