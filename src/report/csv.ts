import { reading } from "../errors.js";
import type { Json } from "../experiments/types.js";

/**
 * RFC 4180 with LF line ends: a header of all keys in the order of their first row, then one line a row; lists and objects as JSON.
 * A text that a spreadsheet would take for a formula gets a leading apostrophe.
 */
export function toCsv(rows: readonly Readonly<Record<string, Json>>[]): string {
  return reading("toCsv()", () => lines(rows));
}

function lines(rows: readonly Readonly<Record<string, Json>>[]): string {
  const keys = Array.from(new Set(rows.flatMap((row) => Object.keys(row))));
  const line = (values: readonly string[]): string => `${values.map(quote).join(",")}\n`;
  return line(keys.map(defuse)) + rows.map((row) => line(keys.map((key) => cellText(row[key] ?? null)))).join("");
}

function cellText(value: Json): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return defuse(typeof value === "string" ? value : JSON.stringify(value));
}

const defuse = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const quote = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
