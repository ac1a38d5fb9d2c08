// SVG as text: the same string in Node and in every browser, no document needed, and nothing but text and attributes can get in.

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

// eslint-disable-next-line no-control-regex
const SPECIAL = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Text for element content and attribute values; characters that XML forbids become U+FFFD. */
export function escapeText(text: string): string {
  // Most texts are coordinates of paths, some of 100 KB.
  if (!SPECIAL.test(text)) return text;
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd").replace(/[&<>"']/g, (c) => ESCAPES[c]);
}

export type Attributes = Readonly<Record<string, string | number>>;

/** Markup of a part of a figure and its height in px. */
export interface Drawn {
  readonly markup: string;
  readonly height: number;
}

/** Coordinates are rounded to 0.01 px, so that figures do not depend on the last bit. */
export const coordinate = (value: number): string => String(Math.round(value * 100) / 100);

const attribute = (value: string | number): string => (typeof value === "number" ? coordinate(value) : escapeText(value));

/** `children` are finished markup; text goes through `text()`. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  return children.length === 0 ? `<${name}${list.join("")}/>` : `<${name}${list.join("")}>${children.join("")}</${name}>`;
}

export function text(content: string, attributes: Attributes): string {
  return element("text", attributes, [escapeText(content)]);
}

export const moved = (markup: string, x: number, y: number): string =>
  element("g", { transform: `translate(${coordinate(x)} ${coordinate(y)})` }, [markup]);
/** As `text`, with variables in italics: Greek letters, and single Latin letters before a relation (`d = 128`, `k ≤ 4`). */
export function mathText(content: string, attributes: Attributes): string {
  const parts = content.split(/([α-ω]|(?<![\p{L}\d])[a-z](?= [=<>≤≥]))/u);
  const italic = (part: string, i: number): string =>
    i % 2 === 1 ? element("tspan", { class: "symbol" }, [escapeText(part)]) : escapeText(part);
  return element("text", attributes, [parts.map(italic).join("")]);
}
