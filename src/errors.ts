/** What a caller can switch on. The first word groups the codes: see `exitCode` in `src/cli/exit.ts`. */
export type ErrorCode =
  | "ARG_TYPE"
  | "ARG_RANGE"
  | "ARG_SHAPE"
  | "ARG_UNKNOWN"
  | "UNKNOWN_COMMAND"
  | "UNKNOWN_EXPERIMENT"
  | "UNKNOWN_FLAG"
  | "UNKNOWN_KEY"
  | "DATA_DEPENDENT"
  | "DATA_LABELS"
  | "DATA_LIMIT"
  | "DATA_NOT_FINITE"
  | "DATA_NUMBER"
  | "DATA_SHAPE"
  | "DATA_TOO_FEW"
  | "CSV_ENCODING"
  | "CSV_QUOTE"
  | "NPY_MAGIC"
  | "NPY_HEADER"
  | "NPY_TYPE"
  | "NPY_TRUNCATED"
  | "NPY_TRAILING"
  | "IDX_MAGIC"
  | "IDX_TYPE"
  | "IDX_TRUNCATED"
  | "IDX_TRAILING"
  | "IDX_LIMIT"
  | "IDX_COUNT_MISMATCH"
  | "IDX_GZIP"
  | "INPUT_MISSING"
  | "NOT_SEPARABLE"
  | "OUT_OF_MEMORY"
  | "NO_SIMD"
  | "WASM_BLOCKED"
  | "KERNEL_TRAP"
  | "DISPOSED"
  | "CANCELLED"
  | "OUTPUT_EXISTS"
  | "OUTPUT_CREATE"
  | "OUTPUT_IO"
  | "DISK_FULL"
  | "WORKER_LOST"
  | "TRIALS_QUARANTINED"
  | "NONDETERMINISM_FOUND";

/** JSON-able facts that belong to an error, for programs. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The one error of this package. `message` says in one sentence what was wrong, with the value found and the limit;
 * `hint` says in one sentence what to do. The same text in Node, in browsers and under `--json`.
 */
export class RelulabError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, hint: string, details: ErrorDetails = {}) {
    super(`${code}: ${message}`);
    this.name = "RelulabError";
    this.code = code;
    this.hint = hint;
    this.details = details;
  }

  toJSON(): { code: ErrorCode; message: string; hint: string; details: ErrorDetails } {
    return { code: this.code, message: this.message, hint: this.hint, details: this.details };
  }
}

const LONGEST_VALUE = 80;

/** A found value as text for a message: JSON where possible, escaped, cut at 80 characters. */
export function show(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : describe(value);
  const visible = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return visible.length > LONGEST_VALUE ? `${visible.slice(0, LONGEST_VALUE - 1)}…` : visible;
}

/** A revoked proxy throws at whatever is asked of it. */
function describe(value: unknown): string {
  try {
    return nameOf(value);
  } catch {
    return "an object";
  }
}

function nameOf(value: unknown): string {
  if (value === null || typeof value !== "object") return typeof value === "function" ? "a function" : String(value);
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of length ${(value as { length?: number }).length ?? "?"}`;
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  return "an object";
}

/** An integer with thousands separators, `60,000`, as all messages print counts. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/**
 * Runs code that reads a caller's arguments. Whatever these throw while they are read (getters, proxies, values of another shape)
 * becomes one `ARG_TYPE`; `where` starts the message.
 */
export function reading<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RelulabError) throw cause;
    const reason = show(cause instanceof Error ? cause.message : cause);
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: the arguments cannot be read (${reason}).`,
      "Pass plain objects, arrays and typed arrays.",
    );
  }
}
