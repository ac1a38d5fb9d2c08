import { count, RelulabError, show } from "../errors.js";
import { fileName } from "./fileName.js";

const QUOTE = 34;
const LF = 10;
const CR = 13;

export interface RecordLimits {
  /** Most columns of a row. */
  readonly columns: number;
}

/**
 * The records of a CSV text one after the other, as RFC 4180 has them: a field is quoted from its first character to its last or not at
 * all, `""` is a quotation mark inside quotes, line ends are LF, CR LF or CR and may stand inside quotes. Throws `CSV_QUOTE`, `DATA_LIMIT`.
 */
export class CsvRecords {
  readonly #text: string;
  readonly #delimiter: number;
  readonly #name: string;
  readonly #columns: number;
  #at = 0;
  #row = 0;

  constructor(text: string, delimiter: string, name: string, limits: RecordLimits) {
    this.#text = text;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#name = name;
    this.#columns = limits.columns;
  }

  /** Number of the record that `next` gave last, from 1: the row a spreadsheet shows. */
  get row(): number {
    return this.#row;
  }

  /** The next record's fields, or null at the end. A line without any character gives one empty field. */
  next(): string[] | null {
    const text = this.#text;
    if (this.#at >= text.length) return null;
    this.#row++;
    const fields: string[] = [];
    for (;;) {
      fields.push(text.charCodeAt(this.#at) === QUOTE ? this.#quoted() : this.#plain());
      if (fields.length > this.#columns) throw this.#tooWide();
      const end = text.charCodeAt(this.#at++);
      if (end === this.#delimiter) continue;
      if (end === CR && text.charCodeAt(this.#at) === LF) this.#at++;
      return fields;
    }
  }

  /** Leaves `#at` at the delimiter, the line end or the end of the text. */
  #plain(): string {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === this.#delimiter || code === LF || code === CR) break;
      if (code === QUOTE)
        throw this.#refuse(
          `has a quotation mark inside the field ${show(text.slice(start, at + 20))}`,
          'Put the whole field in quotation marks and double those inside it: "a ""b"" c".',
        );
    }
    this.#at = at;
    return text.slice(start, at);
  }

  #quoted(): string {
    const text = this.#text;
    const start = this.#at + 1;
    let at = start;
    for (;;) {
      at = text.indexOf('"', at);
      if (at < 0) throw this.#refuse("opens a quotation mark that nothing closes", "Close it, or remove it.");
      if (text.charCodeAt(at + 1) !== QUOTE) break;
      at += 2;
    }
    this.#at = at + 1;
    const after = text.charCodeAt(this.#at);
    if (this.#at < text.length && after !== this.#delimiter && after !== LF && after !== CR)
      throw this.#refuse(
        `has ${show(text.slice(this.#at, this.#at + 20))} after a closing quotation mark`,
        "After it there must be a delimiter or the end of the line.",
      );
    return text.slice(start, at).replaceAll('""', '"');
  }

  #refuse(what: string, hint: string): RelulabError {
    return new RelulabError("CSV_QUOTE", `${fileName(this.#name)}: row ${count(this.#row)} ${what}.`, hint, { row: this.#row });
  }

  #tooWide(): RelulabError {
    return new RelulabError(
      "DATA_LIMIT",
      `${fileName(this.#name)}: row ${count(this.#row)} has more than ${count(this.#columns)} columns, which is the limit.`,
      "Check the file and its delimiter, or raise the limit on columns.",
    );
  }
}

/** An empty line: there is a record, but nothing in it. */
export const isBlank = (fields: readonly string[]): boolean => fields.length === 1 && fields[0].trim() === "";
