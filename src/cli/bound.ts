import { RelulabError, show } from "../errors.js";
import { log } from "../numerics/log.js";
import { powerOfTen } from "../theory/deep/lemmas.js";
import { type ZouOrder, zouOrders, type ZouOrders } from "../theory/deep/orders.js";
import { canonicalJson } from "../sweep/resultFile.js";
import { LOSSES, type LossConstants } from "../train/loss/losses.js";
import { readLoss } from "../train/loss/readLoss.js";
import { oneOf, parseSet } from "./args.js";
import { parseFlags } from "./flags.js";

const FLAGS = { set: { type: "string", multiple: true }, errata: { type: "string" }, json: { type: "boolean" } } as const;

export const BOUND_USAGE =
  "relulab bound zou --set n=N L=N phi=X [epsilon=X] [B=N] [m=N] [loss=NAME] [--errata corrected|printed] [--json]";

/** What can be set, and what it is. */
const KEYS: Readonly<Record<string, string>> = {
  n: "samples",
  L: "layers",
  phi: "least distance of samples with different labels",
  epsilon: "loss to be reached, default 0.01",
  B: "batch size of SGD, default 1",
  m: "hidden units of a network of your own: η, Kη and the ratio are then those of that width",
  loss: `${Object.keys(LOSSES).join(", ")}; default logistic`,
};
const NEEDED = ["n", "L", "phi"];

/** One row of the case tables. */
interface Row {
  readonly algorithm: "gd" | "sgd";
  readonly orders: ZouOrders;
  /** log₁₀ of the width asked for over m; null without m. */
  readonly ratioLog10: number | null;
}

/** `relulab bound zou --set n=100 L=3 phi=0.1`: what S4's theorems ask for. Returns the exit code. */
export function boundCommand(args: readonly string[]): number {
  const { values, positionals } = parseFlags("relulab bound", FLAGS, args);
  const [paper, ...rest] = positionals;
  if (paper !== "zou")
    throw new RelulabError(
      "ARG_RANGE",
      `relulab bound has no paper ${paper === undefined ? "named" : show(paper)}.`,
      `Known: zou. Usage: ${BOUND_USAGE}`,
    );
  // One --set may have several pairs behind it.
  const set = parseSet([...((values.set ?? []) as string[]), ...rest]);
  const unknown = Object.keys(set).find((key) => !Object.hasOwn(KEYS, key));
  if (unknown !== undefined)
    throw new RelulabError("UNKNOWN_KEY", `relulab bound zou has no key ${show(unknown)}.`, `Known keys: ${Object.keys(KEYS).join(", ")}.`);
  const missing = NEEDED.find((key) => set[key] === undefined);
  if (missing !== undefined)
    throw new RelulabError("ARG_TYPE", `relulab bound zou needs ${missing} (${KEYS[missing]}).`, `Usage: ${BOUND_USAGE}`);
  const errata = oneOf("errata", values.errata, ["corrected", "printed"]) ?? "corrected";
  const loss = readLoss("relulab bound zou", set.loss ?? "logistic");
  const rows = (["gd", "sgd"] as const).map((algorithm) => row(algorithm, loss.constants as LossConstants, set, errata));
  const settings = Object.fromEntries(Object.entries(set));
  process.stdout.write(
    values.json === true
      ? `${canonicalJson({ paper: "zou", settings, errata, loss: loss.name, rows: rows.map(plain) })}\n`
      : text(rows, loss.name),
  );
  return 0;
}

function numberOf(set: Readonly<Record<string, string>>, key: string): number | undefined {
  if (set[key] === undefined) return undefined;
  const value = set[key].trim() === "" ? NaN : Number(set[key]);
  if (value - value === 0) return value;
  throw new RelulabError(
    "ARG_TYPE",
    `${key} must be a number (${KEYS[key]}), got ${show(set[key])}.`,
    `Use for example ${key}=${key === "phi" ? "0.1" : "10"}.`,
  );
}

function row(
  algorithm: Row["algorithm"],
  { p, alpha0 }: LossConstants,
  set: Readonly<Record<string, string>>,
  errata: "corrected" | "printed",
): Row {
  const width = numberOf(set, "m");
  const orders = zouOrders({
    algorithm,
    samples: numberOf(set, "n") as number,
    layers: numberOf(set, "L") as number,
    separation: numberOf(set, "phi") as number,
    epsilon: numberOf(set, "epsilon") ?? 0.01,
    batch: numberOf(set, "B") ?? 1,
    p,
    alpha0,
    errata,
    ...(width === undefined ? {} : { width }),
  });
  return { algorithm, orders, ratioLog10: width === undefined ? null : orders.width.log10 - log(width) / log(10) };
}

/** Numbers beyond all floats are kept as their logarithm. */
function plain({ algorithm, orders, ratioLog10 }: Row): object {
  const part = ({ value, ...rest }: ZouOrder): object => ({ ...rest, value: value - value === 0 ? value : "Infinity" });
  return { algorithm, ratioLog10, ...Object.fromEntries(Object.entries(orders).map(([key, order]) => [key, part(order as ZouOrder)])) };
}

const NAMES: Readonly<Record<keyof ZouOrders, string>> = {
  width: "m, hidden units a layer",
  learningRate: "η, step size",
  steps: "K, steps",
  etaSteps: "Kη",
  tau: "τ, radius round the start",
  time: "T, kη within the radius",
};

function text(rows: readonly Row[], loss: string): string {
  const parts = rows.map(({ algorithm, orders, ratioLog10 }) => {
    const lines = (Object.keys(NAMES) as (keyof ZouOrders)[]).map(
      (key) => `  ${NAMES[key].padEnd(27)} ${power(orders[key].log10).padEnd(14)} ${orders[key].formula}`,
    );
    const ratio = ratioLog10 === null ? [] : [`  asked for over m            ${power(ratioLog10)}`];
    return [algorithm === "gd" ? "Gradient descent (Theorem 4.1)" : "SGD (Theorem 4.5)", ...lines, ...ratio].join("\n");
  });
  return `Loss: ${loss}. Every number is an order with constant 1, hidden logarithms left out.\n\n${parts.join("\n\n")}\n`;
}

/** `3.2e+57`, from the logarithm: the number itself may be too large. */
function power(log10: number): string {
  const exponent = Math.floor(log10);
  return `${powerOfTen(log10 - exponent).toFixed(1)}e${exponent < 0 ? "" : "+"}${exponent}`;
}
