import { RelulabError } from "../../../src/errors.js";
import { missingRole } from "../../../src/data/fileSet.js";
import type { LabelledTable } from "../../../src/data/labelledTable.js";
import { type TwoClassData, twoClasses } from "../../../src/data/twoClasses.js";
import { type Lab, load } from "../../../src/lab.js";
import { toFailure } from "../../../src/sweep/protocol.js";
import type { MarginResult } from "../../../src/theory/marginResult.js";
import { drive } from "../../../src/train/drive.js";
import type { PreparedData } from "../../../src/train/prepared.js";
import type { Precision } from "../../../src/wasm/precision.js";
import { numericsVersion } from "../../../src/version.js";
import type { Choice, FromData, ToData, TrainingOrder } from "../data/messages.js";
import { describe, type ReadFile, readFile } from "../data/readFiles.js";
import { thinned } from "../data/thinned.js";
import { resultJson, verdictOf } from "../data/training.js";

// A worker that owns one's own data: nothing of them leaves it but what the page shows. Searches and trainings give way to messages,
// so that a stop is heard; reading is ended by ending the worker.

const REPORT_EVERY = 200;
/** A picture of a training costs time that the training could use: it may take one part in this many. */
const SHARE_OF_PICTURES = 8;

interface Chosen {
  readonly key: string;
  readonly data: TwoClassData;
  readonly lab: Lab;
  readonly prepared: PreparedData;
  margin?: MarginResult;
}

let files: readonly ReadFile[] = [];
let table: LabelledTable | null = null;
let labelColumn: number | null = null;
const labs = new Map<Precision, Promise<Lab>>();
const chosen = new Map<Precision, Chosen>();
const stops = new Map<number, AbortController>();

type Send = (message: FromData extends infer M ? (M extends FromData ? Omit<M, "job"> : never) : never) => void;

async function read(added: readonly File[], options: Parameters<typeof describe>[1], send: Send): Promise<void> {
  const read: ReadFile[] = [];
  for (const file of added) read.push(await readFile(file, (loaded, total) => send({ kind: "reading", name: file.name, loaded, total })));
  files = read;
  const role = missingRole(files);
  if (role !== null) return send({ kind: "missing", role, name: files[0].name, fileKind: files[0].kind });
  columns(options, send);
}

function columns(options: Parameters<typeof describe>[1], send: Send): void {
  const described = describe(files, options);
  table = described.table;
  labelColumn = described.facts.labelColumn;
  chosen.clear();
  send({ kind: "facts", facts: described.facts });
}

/** The chosen samples as a lab of this precision has them; made once for searches and trainings. */
async function choose(choice: Choice, precision: Precision): Promise<Chosen> {
  if (table === null) throw new RelulabError("DATA_TOO_FEW", "no table has been read.", "Choose a file first.");
  const key = JSON.stringify(choice);
  const known = chosen.get(precision);
  if (known?.key === key) return known;
  if (!labs.has(precision)) labs.set(precision, load({ precision }));
  const lab = await (labs.get(precision) ?? load({ precision }));
  const { positive, negative, samples, scaling, bias } = choice;
  const pair = negative === "" ? {} : { positive, negative };
  const data = twoClasses(table, { ...pair, samples, scaling, precision });
  const made = { key, data, lab, prepared: lab.prepare(data, { bias }) };
  chosen.set(precision, made);
  return made;
}

async function search(on: Chosen, signal: AbortSignal, send: Send): Promise<MarginResult> {
  if (on.margin !== undefined) return on.margin;
  const due = every();
  on.margin = await on.lab.margin(on.prepared, {
    signal,
    onProgress: (progress) => due() && send({ kind: "searching", ...progress }),
  });
  return on.margin;
}

async function verdict(choice: Choice, signal: AbortSignal, send: Send): Promise<void> {
  const on = await choose(choice, "f64");
  const margin = await search(on, signal, send);
  if (table !== null) send({ kind: "verdict", verdict: verdictOf(margin, on.data, table) });
}

async function train(job: number, choice: Choice, order: TrainingOrder, send: Send): Promise<void> {
  const on = await choose(choice, order.precision);
  const run = on.lab.start.twoLayer(on.prepared, { ...order.options, epochTrace: true });
  const due = every();
  const result = await drive(run, {
    signal: stoppable(job),
    onProgress: ({ epochs, updates }) => {
      if (!due()) return;
      send({ kind: "training", progress: { epochs, updates, points: thinned(run.result().epochTrace ?? []) } });
      due.took();
    },
  });
  send({ kind: "certifying" });
  const margin = await searchUnlessStopped(on, stoppable(job), send);
  const certificates = margin === null ? [] : await on.lab.certify(result, on.prepared, { margin });
  const finite = result.status !== "diverged" && order.options.slope === 0;
  const critical = finite ? on.lab.classifyCriticalPoint(result, on.prepared.dense()) : null;
  const written = resultJson({ files, label: labelColumn, choice, order, run: result, margin, certificates, data: on.data });
  const { status, epochs, steps, updates, loss, trainingError, distinctSamples, deadSamples, epochTrace = [] } = result;
  const facts = { status, epochs, steps, updates, loss, trainingError, distinctSamples, deadSamples: deadSamples.length };
  const point = critical === null ? null : { kind: critical.kind, radius: critical.radius };
  send({ kind: "trained", result: { ...facts, points: epochTrace, critical: point, certificates, numericsVersion, ...written } });
}

/** A stopped search leaves a training without certificates; what was trained stays. */
async function searchUnlessStopped(on: Chosen, signal: AbortSignal, send: Send): Promise<MarginResult | null> {
  try {
    return await search(on, signal, send);
  } catch (error) {
    if (error instanceof RelulabError && error.code === "CANCELLED") return null;
    throw error;
  }
}

/** What the next stop of this job ends: first the training, then the search for its certificates. */
function stoppable(job: number): AbortSignal {
  const stop = new AbortController();
  stops.set(job, stop);
  return stop.signal;
}

/** Whether it is time for the next report; `took` says that the last one has just been made. */
function every(): (() => boolean) & { took(): void } {
  let next = 0;
  let begun = 0;
  const due = (): boolean => {
    begun = performance.now();
    if (begun < next) return false;
    next = begun + REPORT_EVERY;
    return true;
  };
  const took = (): void => void (next = performance.now() + Math.max(REPORT_EVERY, SHARE_OF_PICTURES * (performance.now() - begun)));
  return Object.assign(due, { took });
}

async function handle(message: Exclude<ToData, { kind: "stop" }>, send: Send): Promise<void> {
  if (message.kind === "read") return read(message.files, message.options, send);
  if (message.kind === "columns") return columns(message.options, send);
  if (message.kind === "verdict") return verdict(message.choice, stoppable(message.job), send);
  return train(message.job, message.choice, message.order, send);
}

addEventListener("message", ({ data }: MessageEvent<ToData>) => {
  const { job } = data;
  if (data.kind === "stop") return stops.get(job)?.abort();
  const send: Send = (message) => postMessage({ ...message, job });
  handle(data, send)
    .catch((error: unknown) => send({ kind: "failed", failure: toFailure(error) }))
    .finally(() => stops.delete(job));
});
