import { expect, test } from "vitest";
import { makeConfig } from "../../src/experiments/config.js";
import { experiments } from "../../src/experiments/registry.js";
import { exportSvg } from "../../src/report/figure.js";
import { elementOf, patch, readMarkup } from "../../web/src/markup.js";
import { pictureOf } from "../../web/src/runs/picture.js";

// The reader of drawings against the parser of the browser.

const drawings = experiments.map((experiment) => {
  const { figure } = pictureOf(experiment, makeConfig(experiment), []);
  return { id: experiment.id, markup: exportSvg(figure, { width: 720, columns: 1, standalone: false, id: "x" }) };
});

const parsed = (markup: string): Element => new DOMParser().parseFromString(markup, "image/svg+xml").documentElement;

/** Elements with sorted attributes, texts in quotes: a change may write attributes in another order. */
function written(node: Node): string {
  if (!(node instanceof Element)) return JSON.stringify(node.nodeValue);
  const names = node.getAttributeNames().filter((name) => name !== "xmlns");
  const attributes = names.sort().map((name) => `${name}=${node.getAttribute(name)}`);
  return `${node.localName}[${attributes.join(" ")}](${Array.from(node.childNodes, written).join("")})`;
}
const same = (element: Element, markup: string): boolean => written(element) === written(parsed(markup));

test.each(drawings)("$id: the same elements as the browser's parser makes", ({ markup }) => {
  expect(same(elementOf(readMarkup(markup)), markup)).toBe(true);
});

test.each(drawings)("$id: turned into any other drawing, also when the way there is left half-way", ({ markup }) => {
  for (const other of drawings) {
    const shown = readMarkup(markup);
    const element = elementOf(shown);
    const first = patch(element, shown, readMarkup(other.markup));
    for (let step = 0; step < 25; step++) first.next();
    for (const last of [markup, other.markup]) {
      Array.from(patch(element, shown, readMarkup(last)));
      expect(same(element, last)).toBe(true);
    }
  }
});

test("a change writes only what differs", async () => {
  const square = (text: string, x: number): string =>
    `<svg xmlns="http://www.w3.org/2000/svg"><g><rect x="1"/><rect x="${x}"/></g><text>${text}</text></svg>`;
  const shown = readMarkup(square("a &lt; b", 2));
  const element = elementOf(shown);
  const seen: MutationRecord[] = [];
  const observer = new MutationObserver((records) => seen.push(...records));
  observer.observe(element, { subtree: true, attributes: true, childList: true, characterData: true });
  Array.from(patch(element, shown, readMarkup(square("a &lt; b", 3))));
  seen.push(...observer.takeRecords());
  expect(seen.map(({ type, attributeName }) => [type, attributeName])).toEqual([["attributes", "x"]]);
  expect(element.textContent).toBe("a < b");
});

test("nothing that runs or loads can come in", () => {
  expect(() => elementOf(readMarkup("<svg><script>1</script></svg>"))).toThrow("<script>");
  expect(() => elementOf(readMarkup("<svg><image/></svg>"))).toThrow("<image>");
  const element = elementOf(
    readMarkup(`<svg onload="x" style="a" href="b" xlink:href="c" width="3"><title>&lt;img src=x&gt; &amp;#39;</title></svg>`),
  );
  expect(element.getAttributeNames()).toEqual(["width"]);
  expect(element.textContent).toBe("<img src=x> &#39;");
});
