/**
 * Makes `old` equal to `fresh` by writing only what differs. Drawings of a run change in few places: most elements, and with them their
 * layout, stay.
 */
export function patch(old: Element, fresh: Element): void {
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  const [before, after] = [Array.from(old.childNodes), Array.from(fresh.childNodes)];
  after.forEach((node, i) => {
    const current = before[i];
    if (current === undefined) old.append(document.importNode(node, true));
    else if (current.nodeName !== node.nodeName) current.replaceWith(document.importNode(node, true));
    else if (node.nodeType === Node.ELEMENT_NODE && !current.isEqualNode(node)) patch(current as Element, node as Element);
    else if (node.nodeType !== Node.ELEMENT_NODE && current.nodeValue !== node.nodeValue) current.nodeValue = node.nodeValue;
  });
  for (const extra of before.slice(after.length)) extra.remove();
}
