// Drawings come as SVG text from src/report. A browser's parser costs 30 ms a picture beside two busy workers, and 5 pictures a second were most of what the
// main thread did; this reader knows only what src/report writes (elements, quoted attributes, five entities) and lets a drawing change
// where its text changed.

/** An element as it is written: `tag` is the text between its brackets. */
export interface Mark {
  tag: string;
  readonly children: (Mark | string)[];
}

const NAMES: ReadonlySet<string> = new Set(
  "circle clipPath defs desc ellipse g line path pattern polygon polyline rect svg text title tspan".split(" "),
);
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const unescapeText = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name]);

/** The root element of a drawing. In text and values `<` and `>` are escaped, so a bracket is always one of a tag. */
export function readMarkup(markup: string): Mark {
  const top: Mark = { tag: "", children: [] };
  const open = [top];
  for (const [, tag, text] of markup.matchAll(/<([^>]*)>|([^<]+)/g)) {
    const parent = open[open.length - 1];
    if (text !== undefined) parent.children.push(unescapeText(text));
    else if (tag.startsWith("/")) open.pop();
    else {
      const alone = tag.endsWith("/");
      const mark: Mark = { tag: alone ? tag.slice(0, -1) : tag, children: [] };
      parent.children.push(mark);
      if (!alone) open.push(mark);
    }
  }
  return top.children.find((child): child is Mark => typeof child !== "string") ?? { tag: "svg", children: [] };
}

const nameOf = ({ tag }: Mark): string => tag.split(" ", 1)[0];

/** Name → value; what could run or load anything is refused, though nothing in src/report writes it. */
function attributesOf({ tag }: Mark): Map<string, string> {
  const found = Array.from(tag.matchAll(/ ([\w:-]+)="([^"]*)"/g), ([, name, value]) => [name, unescapeText(value)] as const);
  return new Map(found.filter(([name]) => name !== "xmlns" && !/^on|href|style/i.test(name)));
}

/** The element of a mark, in no document yet. */
export function elementOf(mark: Mark): SVGElement {
  const name = nameOf(mark);
  if (!NAMES.has(name)) throw new TypeError(`a drawing has no element <${name}>`);
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of attributesOf(mark)) element.setAttribute(key, value);
  element.append(...mark.children.map((child) => (typeof child === "string" ? child : elementOf(child))));
  return element;
}

/** Gives `element`, which shows `old`, the look of `fresh`; `old` keeps step with it, so that the work may end after any of its yields. */
export function* patch(element: Element, old: Mark, fresh: Mark): Generator<void, void> {
  if (old.tag !== fresh.tag) writeAttributes(element, old, fresh);
  while (old.children.length > fresh.children.length) {
    old.children.pop();
    element.lastChild?.remove();
  }
  for (const [i, child] of fresh.children.entries()) {
    const before = old.children[i];
    const node = element.childNodes[i];
    if (typeof child !== "string" && before !== undefined && typeof before !== "string" && nameOf(before) === nameOf(child)) {
      yield* patch(node as Element, before, child);
      continue;
    }
    if (before === child) continue;
    const made = typeof child === "string" ? document.createTextNode(child) : elementOf(child);
    if (node === undefined) element.append(made);
    else node.replaceWith(made);
    old.children[i] = child;
  }
  yield;
}

function writeAttributes(element: Element, old: Mark, fresh: Mark): void {
  const [before, after] = [attributesOf(old), attributesOf(fresh)];
  for (const name of before.keys()) if (!after.has(name)) element.removeAttribute(name);
  for (const [name, value] of after) if (before.get(name) !== value) element.setAttribute(name, value);
  old.tag = fresh.tag;
}
