import { RelulabError, show } from "../errors.js";
import { makeConfig } from "../experiments/config.js";
import type { Config } from "../experiments/types.js";
import { compared, type ComparedRow, type ComparedTable, remarks } from "../experiments/zou/compared.js";
import { checkMeasurable, LETTERS, zouGuarantee } from "../experiments/zou/guarantee.js";
import { canonicalJson, makeResult, type Result } from "../sweep/resultFile.js";
import { oneOf, parseSet } from "./args.js";
import { parseFlags } from "./flags.js";
import { sweep } from "./sweep.js";

const FLAGS = {
  set: { type: "string", multiple: true },
  errata: { type: "string" },
  measure: { type: "boolean" },
  json: { type: "boolean" },
} as const;

export const BOUND_USAGE =
  "relulab bound zou --set n=N L=N phi=X [epsilon=X] [B=N] [m=N] [loss=NAME] [--errata corrected|printed] [--measure] [--json]";

/** No numbers for a problem that nobody has named. */
const NEEDED = ["n", "L", "phi"];

const PARAMETERS: ReadonlySet<string> = new Set(zouGuarantee.parameters.map(({ key }) => key));

/**
 * `relulab bound zou --set n=100 L=3 phi=0.1`: what S4's theorems ask for; with `--measure`, what was enough. Returns the exit code.
 */
export async function boundCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseFlags("relulab bound", FLAGS, args);
  const [paper, ...rest] = positionals;
  if (paper !== "zou")
    throw new RelulabError(
      "ARG_RANGE",
      `relulab bound has no paper ${paper === undefined ? "named" : show(paper)}.`,
      `Known: zou. Usage: ${BOUND_USAGE}`,
    );
  // One --set may have several pairs behind it.
  const set = inFullWords(parseSet([...((values.set ?? []) as string[]), ...rest]));
  const errata = oneOf("errata", values.errata, ["corrected", "printed"]) ?? "corrected";
  const config = configOf(set, errata);
  const result = values.measure === true ? await measure(config, values.json === true) : null;
  const tables = compared(config, result ?? undefined);
  process.stdout.write(values.json === true ? `${canonicalJson(plain(config, tables, result))}\n` : text(config, tables, result));
  return 0;
}

/** The paper's letters and the settings of `zou-guarantee`, by the names of the latter. */
function inFullWords(set: Readonly<Record<string, string>>): Record<string, string> {
  const named = Object.entries(set).map(([key, value]) => [Object.hasOwn(LETTERS, key) ? LETTERS[key] : key, value, key] as const);
  const unknown = named.find(([key]) => !PARAMETERS.has(key));
  if (unknown !== undefined)
    throw new RelulabError(
      "UNKNOWN_KEY",
      `relulab bound zou has no key ${show(unknown[2])}.`,
      `Known keys: ${[...Object.keys(LETTERS), "loss"].join(", ")}, and the settings of zou-guarantee: relulab list zou-guarantee shows them.`,
    );
  const twice = named.find(([name], i) => named.slice(0, i).some(([before]) => before === name));
  if (twice !== undefined)
    throw new RelulabError(
      "ARG_RANGE",
      `relulab bound zou: ${named.flatMap(([name, , key]) => (name === twice[0] ? [key] : [])).join(" and ")} are the same setting.`,
      `Give one of them: --set ${twice[2]}=${twice[1]}.`,
    );
  const full = Object.fromEntries(named);
  const missing = NEEDED.find((letter) => full[LETTERS[letter]] === undefined);
  if (missing === undefined) return full;
  throw new RelulabError("ARG_TYPE", `relulab bound zou needs ${missing} (${LETTERS[missing]}).`, `Usage: ${BOUND_USAGE}`);
}

/** A refusal names the letter that stands behind `--set`. */
function configOf(set: Readonly<Record<string, string>>, errata: Config["errata"]): Config {
  try {
    return makeConfig(zouGuarantee, { set, errata });
  } catch (error) {
    if (!(error instanceof RelulabError)) throw error;
    const { code, message, hint, details } = error;
    const letter = Object.entries(LETTERS).find(([, key]) => message.startsWith(`${code}: ${key} `));
    if (letter === undefined) throw error;
    const lettered = (words: string): string => words.replace(letter[1], letter[0]);
    throw new RelulabError(code, lettered(message.slice(code.length + 2)), lettered(hint), details);
  }
}

async function measure(config: Config, quiet: boolean): Promise<Result> {
  checkMeasurable(config);
  const outcomes = await sweep({ experiment: zouGuarantee, config, inputs: {} }, "trial", { quiet });
  return makeResult(zouGuarantee, "quick", config, outcomes);
}

/** Numbers beyond all floats are kept as their logarithm. */
function plain(config: Config, tables: readonly ComparedTable[], result: Result | null): object {
  const row = ({ order, symbol, name, text: shown, source, erratum, enough, ratio }: ComparedRow): object => ({
    ...order,
    value: order.value - order.value === 0 ? order.value : "Infinity",
    symbol,
    name,
    text: shown,
    source,
    erratum,
    enough,
    ratio,
  });
  return {
    paper: "zou",
    settings: config.parameters,
    errata: config.errata,
    loss: config.parameters.loss,
    remarks: remarks(config),
    measured: result === null ? null : { trials: config.trials, seed: config.seed, sha256: result.sha256 },
    rows: tables.map(({ algorithm, theorem, own, rows }) => ({
      algorithm,
      theorem,
      own,
      ...Object.fromEntries(rows.map((one) => [one.key, row(one)])),
    })),
  };
}

const NAME = 44;
const NUMBER = 12;
const FORMULA = 34;

function text(config: Config, tables: readonly ComparedTable[], result: Result | null): string {
  const blocks = tables.map(({ title, theorem, rows, own }) =>
    [
      `${title} (${theorem})`,
      ...rows.flatMap(rowLines),
      ...(own === null ? [] : [`  asked for over a width of ${String(config.parameters.hidden)} of your own: ${own.text}`]),
    ].join("\n"),
  );
  const foot =
    result === null
      ? "With --measure, networks are trained to see what was enough."
      : `Enough: the narrowest networks that left no training error, ${config.trials} repeats, result ${result.sha256.slice(0, 16)}… of relulab run zou-guarantee.`;
  return `${[remarks(config).join("\n"), ...blocks, foot].join("\n\n")}\n`;
}

function rowLines({ symbol, name, text: shown, order, source, erratum, enough, ratio }: ComparedRow): string[] {
  const times = ratio === null ? "" : `: asked for over enough is ${ratio.text}`;
  return [
    `  ${`${symbol}, ${name}`.padEnd(NAME)} ${shown.padEnd(NUMBER)} ${order.formula.padEnd(FORMULA)} ${source}`,
    ...(erratum === null ? [] : [`  ${" ".repeat(NAME)} (${erratum.text})`]),
    ...(enough === null ? [] : [`  ${" ".repeat(NAME)} enough: ${enough.text}${times}`]),
  ];
}
