import type { FileKind, FileSetOptions } from "../../../src/data/fileSet.js";
import type { Failure } from "../../../src/sweep/protocol.js";
import { firstChoice } from "./choice.js";
import { Pace } from "../runs/pace.js";
import type { Choice, FileFacts, FromData, ToData, TrainingOrder, TrainingProgress, TrainingResult, Verdict } from "./messages.js";

export type Reading =
  | { readonly state: "idle" }
  | { readonly state: "reading"; readonly name: string; readonly loaded: number; readonly total: number }
  | { readonly state: "missing"; readonly role: "features" | "labels"; readonly name: string; readonly fileKind: FileKind }
  | { readonly state: "ready"; readonly facts: FileFacts }
  | { readonly state: "refused"; readonly failure: Failure };

export type Searching =
  | { readonly state: "none" | "stopped" }
  | { readonly state: "running"; readonly support: number; readonly marginAtMost: number | null }
  | { readonly state: "found"; readonly verdict: Verdict }
  | { readonly state: "failed"; readonly failure: Failure };

export interface Training {
  readonly state: "none" | "running" | "certifying" | "stopped" | "finished" | "failed";
  readonly order: TrainingOrder | null;
  readonly pace: Pace;
  readonly progress: TrainingProgress | null;
  readonly result: TrainingResult | null;
  readonly failure: Failure | null;
}

const LOST: Failure = {
  code: "WORKER_LOST",
  message: "WORKER_LOST: the worker that held the data ended: out of memory, or its script could not be loaded.",
  hint: "Choose the files again; use fewer samples if it repeats.",
  details: {},
};

type Job = "read" | "verdict" | "train";

/** One's own data in a worker of their own: files, verdict, training. Nothing else knows them. */
export class DataSession {
  reading: Reading = { state: "idle" };
  searching: Searching = { state: "none" };
  training: Training = fresh();
  /** Which columns are read how, and which samples are looked at: what the reader has chosen. */
  options: FileSetOptions = {};
  choice: Choice | null = null;
  readonly #listeners = new Set<() => void>();
  #files: readonly File[] = [];
  /** The table that was shown before one more file came. */
  #companion: File | undefined;
  #worker: Worker | undefined;
  #next = 0;
  /** The newest job of each kind: answers to older ones are not heard. */
  readonly #jobs = new Map<Job, number>();

  /** Called at every change; gives what ends the listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  get busy(): boolean {
    return this.training.state === "running" || this.training.state === "certifying";
  }

  /** Reads files; a file that was waiting for its other one gets it, and so does a table of npy that labels come to. */
  read(files: readonly File[]): void {
    if (files.length === 0) return;
    const { reading } = this;
    const alone = files.length === 1 && this.#files.length === 1;
    this.#companion = alone && reading.state === "ready" && reading.facts.kind === "npy" ? this.#files[0] : undefined;
    this.#readAll(alone && reading.state === "missing" ? [...this.#files, ...files] : files);
  }

  #readAll(files: readonly File[]): void {
    this.close();
    this.#files = files;
    this.reading = { state: "reading", name: this.#files[0].name, loaded: 0, total: this.#files[0].size };
    this.#start("read", (job) => ({ kind: "read", job, files: this.#files, options: {} }));
  }

  /** Ends everything and forgets the data. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#jobs.clear();
    this.#files = [];
    this.options = {};
    this.choice = null;
    this.reading = { state: "idle" };
    this.#forget();
  }

  cancelReading(): void {
    this.close();
    this.#changed();
  }

  columns(options: FileSetOptions): void {
    this.stopVerdict();
    this.stopTraining();
    this.#forget();
    this.options = options;
    this.#start("read", (job) => ({ kind: "columns", job, options }));
  }

  /** Looks for a separator of these samples; what was found of others is forgotten. */
  search(choice: Choice): void {
    this.stopVerdict();
    this.stopTraining();
    this.#forget();
    this.choice = choice;
    this.searching = { state: "running", support: 0, marginAtMost: null };
    this.#start("verdict", (job) => ({ kind: "verdict", job, choice }));
  }

  stopVerdict(): void {
    if (this.searching.state !== "running") return;
    this.#stop("verdict");
    this.#jobs.delete("verdict");
    this.searching = { state: "stopped" };
    this.#changed();
  }

  train(choice: Choice, order: TrainingOrder): void {
    if (this.busy) return;
    this.training = { ...fresh(), state: "running", order };
    this.training.pace.start();
    this.#start("train", (job) => ({ kind: "train", job, choice, order }));
  }

  /** The result so far still comes. */
  stopTraining(): void {
    if (this.busy) this.#stop("train");
  }

  #forget(): void {
    this.#jobs.delete("train");
    this.#jobs.delete("verdict");
    this.searching = { state: "none" };
    this.training = fresh();
  }

  #stop(kind: Job): void {
    const job = this.#jobs.get(kind);
    if (job !== undefined) this.#tell({ kind: "stop", job });
  }

  #start(kind: Job, message: (job: number) => ToData): void {
    const job = ++this.#next;
    this.#jobs.set(kind, job);
    this.#tell(message(job));
    this.#changed();
  }

  #tell(message: ToData): void {
    if (this.#worker === undefined) {
      const worker = new Worker(new URL("../workers/data.ts", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }: MessageEvent<FromData>) => this.#take(data);
      worker.onerror = () => this.#lose();
      this.#worker = worker;
    }
    this.#worker.postMessage(message);
  }

  #lose(): void {
    this.close();
    this.reading = { state: "refused", failure: LOST };
    this.#changed();
  }

  #take(message: FromData): void {
    const kind = Array.from(this.#jobs).find(([, job]) => job === message.job)?.[0];
    if (kind === undefined) return;
    if (kind === "read") this.#takeReading(message);
    else if (kind === "verdict") this.#takeVerdict(message);
    else this.#takeTraining(message);
    this.#changed();
  }

  #takeReading(message: FromData): void {
    if (message.kind === "reading") this.reading = { state: "reading", ...message };
    else if (message.kind === "missing") this.#takeMissing(message);
    else if (message.kind === "facts") this.#takeFacts(message.facts);
    else if (message.kind === "failed") this.reading = { state: "refused", failure: message.failure };
  }

  /** A table that has just been read is looked at once, whatever comes of it. */
  #takeFacts(facts: FileFacts): void {
    this.reading = { state: "ready", facts };
    if (facts.table === null) this.choice = null;
    else this.search(firstChoice(facts.table, this.choice));
  }

  #takeMissing(message: Extract<FromData, { kind: "missing" }>): void {
    const companion = this.#companion;
    this.#companion = undefined;
    if (companion !== undefined && message.fileKind === "npy") this.#readAll([companion, ...this.#files]);
    else this.reading = { state: "missing", ...message };
  }

  #takeVerdict(message: FromData): void {
    if (message.kind === "searching") this.searching = { state: "running", ...message };
    else if (message.kind === "verdict") this.searching = { state: "found", verdict: message.verdict };
    else if (message.kind === "failed") this.searching = { state: "failed", failure: message.failure };
  }

  #takeTraining(message: FromData): void {
    const { pace } = this.training;
    if (message.kind === "training") {
      pace.note(message.progress.epochs);
      this.training = { ...this.training, progress: message.progress };
    } else if (message.kind === "certifying") this.training = { ...this.training, state: "certifying" };
    else if (message.kind === "trained") {
      pace.stop();
      const state = message.result.status === "cancelled" ? "stopped" : "finished";
      this.training = { ...this.training, state, result: message.result };
    } else if (message.kind === "failed") {
      pace.stop();
      this.training = { ...this.training, state: "failed", failure: message.failure };
    }
  }
}

function fresh(): Training {
  return { state: "none", order: null, pace: new Pace(), progress: null, result: null, failure: null };
}
