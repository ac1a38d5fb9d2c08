import { svg } from "../dom.js";
import type { Certificate } from "../../../src/theory/certificate.js";
import { showNumber } from "../../../src/theory/certificate.js";

const WIDTH = 640;
const LEFT = 96;
const Y = 44;

/** Where the observation stands and where the bound: a log axis over whole decades, a disc, a bar, the slack between them. */
export function slackRuler({ bound, observed, slack }: Certificate): SVGElement | null {
  if (bound === null || observed === null || !(bound > 0) || !(observed > 0)) return null;
  const first = Math.floor(Math.log10(Math.min(bound, observed)) - 0.01);
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(bound, observed)) + 0.01));
  const at = (value: number): number => Math.round(LEFT + ((Math.log10(value) - first) / (last - first)) * (WIDTH - 2 * LEFT));
  const every = Math.ceil((last - first) / 8);
  const decades = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((decade) => (decade - first) % every === 0);
  const [low, high] = [at(Math.min(bound, observed)), at(Math.max(bound, observed))];
  const near = high - low < 150;
  const label = (value: number, left: boolean, word: string): SVGElement =>
    svg(
      "text",
      { x: at(value), y: 16, class: `ruler-label ${near ? (left ? "end" : "start") : "middle"}`, dx: near ? (left ? -4 : 4) : 0 },
      word,
    );
  return svg(
    "svg",
    {
      class: "ruler",
      viewBox: `0 0 ${WIDTH} 76`,
      role: "img",
      "aria-label": `observed ${showNumber(observed)}, bound ${showNumber(bound)}`,
    },
    svg("line", { class: "ruler-axis", x1: LEFT, x2: WIDTH - LEFT, y1: Y, y2: Y }),
    ...decades.map((decade) => svg("text", { class: "ruler-tick middle", x: at(10 ** decade), y: Y + 22 }, showNumber(10 ** decade))),
    svg("line", { class: "ruler-band", x1: low, x2: high, y1: Y, y2: Y }),
    svg("circle", { class: "ruler-disc", cx: at(observed), cy: Y, r: 5 }),
    svg("line", { class: "ruler-bar", x1: at(bound), x2: at(bound), y1: Y - 10, y2: Y + 8 }),
    label(observed, observed <= bound, `${showNumber(observed)} observed`),
    label(bound, bound < observed, `bound ${showNumber(bound)}`),
    slack === null || high - low < 110
      ? null
      : svg("text", { class: "ruler-tick middle", x: (low + high) / 2, y: Y - 9 }, `slack ×${showNumber(slack)}`),
  );
}
