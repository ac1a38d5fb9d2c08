import { parseArgs } from "node:util";
import { RelulabError, show } from "../errors.js";

export type Flags = Readonly<Record<string, { readonly type: "string" | "boolean"; readonly multiple?: boolean }>>;
export type FlagValues = Readonly<Record<string, string | boolean | string[] | undefined>>;

/** `[--preset PRESET] [--json]` */
export function usageOf(flags: Flags): string {
  return Object.entries(flags)
    .map(([name, flag]) => `[--${name}${flag.type === "boolean" ? "" : ` ${name.toUpperCase()}`}]`)
    .join(" ");
}

/** Flags and other words of a command such as `relulab run`. Throws `UNKNOWN_FLAG` with the known ones, `ARG_TYPE`. */
export function parseFlags(command: string, flags: Flags, args: readonly string[]): { values: FlagValues; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true }) as { values: FlagValues; positionals: string[] };
  } catch (cause) {
    const unknown = args.find((arg) => /^--?[a-z]/i.test(arg) && !Object.hasOwn(flags, arg.replace(/^--?/, "").split("=")[0]));
    const known = `Known flags: ${Object.keys(flags)
      .map((name) => `--${name}`)
      .join(", ")}.`;
    if (unknown !== undefined) throw new RelulabError("UNKNOWN_FLAG", `${command} has no flag ${show(unknown.split("=")[0])}.`, known);
    const first = (cause as Error).message.split(/[.\n]/)[0];
    throw new RelulabError("ARG_TYPE", `${first}.`, `Usage: ${command} ${usageOf(flags)}`);
  }
}
