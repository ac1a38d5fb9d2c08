import type { FileSetOptions } from "../../../src/data/fileSet.js";
import { h, on } from "../dom.js";
import type { FileFacts, TableFacts } from "../data/messages.js";
import type { DataSession } from "../data/session.js";
import { grouped } from "../words.js";
import { choiceFields } from "./choiceFields.js";
import { errorBlock } from "./errorBlock.js";
import { chooser, field, tick } from "./fields.js";
import { firstRowsTable } from "./firstRows.js";

const SHOWN_CLASSES = 20;

export interface FileFactsPlate {
  readonly element: HTMLElement;
  update(): void;
}

/** What the file holds, and what is to be taken of it. */
export function fileFacts(session: DataSession): FileFactsPlate {
  const element = h("section", { class: "plate file-facts", "aria-label": "What the file holds" });
  let shown: unknown;
  const update = (): void => {
    const { reading, choice } = session;
    element.hidden = reading.state !== "ready";
    if (reading.state !== "ready") return void (shown = undefined);
    const key = JSON.stringify([reading.facts, choice]);
    if (key === shown) return;
    shown = key;
    const held = element.contains(document.activeElement) ? document.activeElement?.id : undefined;
    element.replaceChildren(...content(session, reading.facts));
    if (held !== undefined) document.getElementById(held)?.focus();
  };
  return { element, update };
}

function content(session: DataSession, facts: FileFacts): HTMLElement[] {
  const { table, problem } = facts;
  return [
    h("div", { class: "plate-head" }, h("h2", {}, "What the file holds"), h("p", { class: "soft" }, sizeText(facts))),
    h("div", { class: "fields" }, ...columnFields(session, facts)),
    ...(problem === null ? [] : [errorBlock(problem)]),
    ...(table === null ? [] : [classLine(table)]),
    firstRowsTable(facts),
    ...(table === null || session.choice === null
      ? []
      : [h("h3", {}, "What is taken of it"), h("div", { class: "fields" }, ...choiceFields(session, table, session.choice))]),
  ];
}

function sizeText({ table, columns, csv, labelColumn }: FileFacts): string {
  const read =
    table === null
      ? `${grouped(columns.length)} columns`
      : `${grouped(table.samples)} rows × ${grouped(table.features)} features${labelColumn === null ? ", labels in a file of their own" : " and the label"}`;
  if (csv === null) return read;
  const delimiter = { ",": "comma", ";": "semicolon", "\t": "tab" }[csv.delimiter] ?? csv.delimiter;
  const blank = csv.blankRows === 0 ? "" : `, ${grouped(csv.blankRows)} empty ${csv.blankRows === 1 ? "line" : "lines"} skipped`;
  return `${read}; separated by ${delimiter}, ${csv.header ? "with" : "without"} a header${blank}`;
}

function columnFields(session: DataSession, { columns, labelColumn, csv }: FileFacts): HTMLElement[] {
  if (columns.length === 0) return [];
  const ask = (options: FileSetOptions): void => session.columns({ ...session.options, ...options });
  const numbered = columns.map((name, i) => ({ value: String(i + 1), text: name === `column ${i + 1}` ? name : `${i + 1}: ${name}` }));
  const label = chooser(numbered, String((labelColumn ?? 0) + 1), (value) => ask({ label: Number(value) }));
  if (csv === null) return [field("label-column", "Label column", label, "or add the file of labels: then every column is a feature")];
  const leaveOut = on(
    h("input", { type: "text", value: spansText(session.options.leaveOut ?? []), autocomplete: "off", spellcheck: "false" }),
    "change",
    () => ask({ leaveOut: readSpans(leaveOut.value) }),
  );
  return [
    field("label-column", "Label column", label),
    field("leave-out", "Leave out columns", leaveOut, "numbers, for example 1, 3-5"),
    field(
      "header",
      "First row is a header",
      tick(csv.header, (header) => ask({ header })),
    ),
  ];
}

/** `1, 3-5` as numbers; what is no number stays as text, which the reader of the file refuses by name. */
function readSpans(text: string): (number | string)[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part): (number | string)[] => {
      const [, from, to = from] = /^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$/.exec(part) ?? [];
      if (from === undefined || Number(to) < Number(from)) return [part];
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
    });
}

function spansText(columns: readonly (number | string)[]): string {
  const parts: string[] = [];
  for (let i = 0; i < columns.length; i++) {
    let end = i;
    while (typeof columns[end] === "number" && columns[end + 1] === (columns[end] as number) + 1) end++;
    parts.push(end > i ? `${columns[i]}-${columns[end]}` : String(columns[i]));
    i = end;
  }
  return parts.join(", ");
}

function classLine({ classes }: TableFacts): HTMLElement {
  const shown = classes
    .slice(0, SHOWN_CLASSES)
    .map(({ name, samples }) => h("li", {}, h("span", { class: "class-name" }, name), ` ${grouped(samples)}`));
  const more = classes.length > SHOWN_CLASSES ? [h("li", {}, `and ${grouped(classes.length - SHOWN_CLASSES)} more`)] : [];
  const title = `${grouped(classes.length)} ${classes.length === 1 ? "class" : "classes"}: `;
  return h("div", { class: "classes" }, h("p", {}, title), h("ul", {}, ...shown, ...more));
}
