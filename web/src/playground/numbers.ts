import { h, on } from "../dom.js";
import { copyButton } from "../parts/copyButton.js";
import { NAMES } from "./planeView.js";
import { dataOf, METHODS, optionsOf, rowOf } from "./trio.js";
import type { PlaygroundState } from "./state.js";
import type { Part, View } from "./view.js";

/** Weights and loss at this step with every digit, made when it is opened. */
export function numbersTable(): Part {
  const place = h("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": "weights at this step" });
  const element = h("details", { class: "as-table" }, h("summary", {}, "Weights at this step, every digit"), place);
  let shown: View["shown"] | undefined;
  const draw = (): void => {
    if (element.open && shown !== undefined) place.replaceChildren(tableOf(shown));
  };
  on(element, "toggle", draw);
  const update = (view: View): void => {
    if (view.shown === shown) return;
    shown = view.shown;
    draw();
  };
  return { element, update };
}

function tableOf({ state, frame }: View["shown"]): HTMLTableElement {
  const cells = (name: string, values: readonly (number | undefined)[]): HTMLElement =>
    h("tr", {}, h("th", { scope: "row" }, name), ...values.map((value) => h("td", {}, value === undefined ? "–" : String(value))));
  const of = (read: (method: (typeof METHODS)[number]) => number | undefined): (number | undefined)[] => METHODS.map(read);
  return h(
    "table",
    {},
    h("caption", {}, `Step ${state.step}`),
    h("thead", {}, h("tr", {}, ...["", ...METHODS.map((method) => NAMES[method](state))].map((text) => h("th", { scope: "col" }, text)))),
    h(
      "tbody",
      {},
      cells(
        "loss",
        of((method) => frame?.methods[method].loss),
      ),
      cells(
        "updates",
        of((method) => frame?.methods[method].updates),
      ),
      ...state.units.flatMap((_, j) =>
        ([0, 1] as const).map((c) =>
          cells(
            `w${j + 1}, ${c + 1}`,
            of((method) => (frame === null ? undefined : rowOf(frame.methods[method].weights, j)[c])),
          ),
        ),
      ),
    ),
  );
}

/** The program that takes the same three runs to the same step: same bits. */
export function programOf(state: PlaygroundState): string {
  const { points, step } = state;
  if (points.length === 0) return "// There are no points.\n";
  const { X, y } = dataOf(state);
  const common = optionsOf(state, "plain");
  const own = METHODS.map((method) => {
    const changed = Object.entries(optionsOf(state, method)).filter(
      ([key, value]) => method !== "plain" && !Object.is(common[key as "seed"], value) && typeof value !== "object",
    );
    return `  ${method}: ${JSON.stringify(Object.fromEntries(changed))},`;
  });
  return `import { load } from "relulab";

const lab = await load({ precision: "f64" });
const data = {
  samples: ${points.length},
  features: 2,
  X: Float64Array.of(${X.join(", ")}),
  y: Int8Array.of(${y.join(", ")}),
  name: "points of the playground",
};
const start = ${JSON.stringify(common)};
const methods = {
${own.join("\n")}
};
for (const [name, options] of Object.entries(methods)) {
  const run = lab.start.twoLayer(data, { ...start, ...options });
  run.advance(${step});
  const { loss, updates, weights } = run.result();
  console.log(JSON.stringify({ name, loss, updates, weights: Array.from(weights) }));
  run.dispose();
}
`;
}

export function programPlate(): Part {
  const code = h("code", {});
  let state: PlaygroundState | undefined;
  const details = h(
    "details",
    { class: "as-table" },
    h("summary", {}, "Same runs in Node"),
    h("pre", { tabindex: 0, "aria-label": "program" }, code),
  );
  const copy = copyButton("Copy", () => (state === undefined ? "" : programOf(state)), "Copy the program");
  const write = (): void => {
    if (details.open && state !== undefined) code.textContent = programOf(state);
  };
  on(details, "toggle", write);
  const update = ({ shown }: View): void => {
    if (shown.state === state) return;
    state = shown.state;
    write();
  };
  return { element: h("div", { class: "program" }, details, copy), update };
}
