import { h } from "../dom.js";

export interface ShownError {
  readonly code: string | null;
  readonly message: string;
  readonly hint: string;
}

/** The same text as the command line's, where it happened. */
export function errorBlock({ code, message, hint }: ShownError): HTMLElement {
  const text = code !== null && message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  return h(
    "div",
    { class: "error", role: "alert" },
    h("code", {}, code ?? "ERROR"),
    h("p", {}, text),
    hint === "" ? null : h("p", { class: "hint" }, hint),
  );
}

export function shownError(error: unknown): ShownError {
  const { code = null, message = String(error), hint = "" } = error as Partial<ShownError>;
  return { code, message, hint };
}
