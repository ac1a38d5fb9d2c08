interface Waiting {
  readonly box: HTMLElement;
  readonly take: (width: number) => void;
}

const waiting: Waiting[] = [];

/**
 * Tells the width of a box that the page puts in its place before it yields, and every change of it. The boxes of a page are read together:
 * were each drawn into as it is read, the browser would lay the page out again for the next (4 times in the playground, a fifth of its loading).
 */
export function followWidth(box: HTMLElement, take: (width: number) => void): void {
  if (waiting.length === 0) queueMicrotask(readAll);
  waiting.push({ box, take });
}

function readAll(): void {
  const boxes = waiting.splice(0);
  const widths = boxes.map(({ box }) => box.clientWidth);
  boxes.forEach(({ box, take }, i) => {
    take(widths[i]);
    new ResizeObserver(([{ contentRect }]) => take(contentRect.width)).observe(box);
  });
}
