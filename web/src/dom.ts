import { symbolParts } from "./words.js";

type Child = Node | string | null | undefined;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * An element from attributes and children. Texts become text nodes, never markup; `true` is an attribute without a value, `false` and
 * undefined are none. Styles and handlers are not attributes here: the page's policy forbids them.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return element;
}

export function on<K extends keyof HTMLElementEventMap, E extends HTMLElement>(
  element: E,
  type: K,
  listener: (event: HTMLElementEventMap[K]) => void,
): E {
  element.addEventListener(type, listener);
  return element;
}

export function button(attributes: Attributes, children: readonly Child[], click: () => void): HTMLButtonElement {
  return on(h("button", { type: "button", ...attributes }, ...children), "click", click);
}

/** Writes a text only where it changes, so that what listens to changes hears no others. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A text with its variables in italics, as figures have them. */
export function withSymbols(text: string): (Node | string)[] {
  return symbolParts(text)
    .map((part, i) => (i % 2 === 1 ? h("i", {}, part) : part))
    .filter((part) => part !== "");
}
