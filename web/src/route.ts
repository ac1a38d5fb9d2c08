import type { ConfigRequest, Preset } from "../../src/experiments/config.js";
import type { Experiment } from "../../src/experiments/types.js";

// The state of the page is its address: `#/figures/wang-fig2?trials=5&seed=2&samples=20,40`. Whatever stands there is data: checked by
// makeConfig as the command line's flags are, shown as text.

/** Names in the query that are not parameters of an experiment; a test holds that no parameter has one of them. */
export const RESERVED: readonly string[] = ["preset", "trials", "seed", "precision", "errata"];

export interface Route {
  /** `figures/wang-fig2`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path: path.replace(/\/+$/, ""), query: new URLSearchParams(query) };
}

/** What the address asks for; values are checked by whoever makes the configuration. */
export function readRequest(query: URLSearchParams): ConfigRequest {
  const integer = (name: string): Record<string, number> => {
    const text = query.get(name);
    return text === null ? {} : { [name]: /^\d+$/.test(text) ? Number(text) : NaN };
  };
  const word = (name: string): Record<string, string> => (query.has(name) ? { [name]: query.get(name) ?? "" } : {});
  const set = Array.from(query).filter(([name]) => !RESERVED.includes(name));
  return {
    ...word("preset"),
    ...integer("trials"),
    ...integer("seed"),
    ...word("precision"),
    ...word("errata"),
    ...(set.length === 0 ? {} : { set: Object.fromEntries(set) }),
  };
}

/** Only what differs from the preset's own values, in a fixed order. */
export function writeRequest({ preset, trials, seed, precision, errata, set = {} }: ConfigRequest): URLSearchParams {
  const query = new URLSearchParams();
  if (preset !== undefined && preset !== "quick") query.set("preset", preset);
  for (const [name, value] of Object.entries({ trials, seed, precision, errata })) if (value !== undefined) query.set(name, String(value));
  for (const key of Object.keys(set).sort()) query.set(key, String(set[key]));
  return query;
}

export const requestKey = (request: ConfigRequest): string => writeRequest(request).toString();

/** The address of an experiment's page. Commas stay readable. */
export function experimentAddress({ id }: Experiment, request: ConfigRequest = {}): string {
  const query = requestKey(request).replaceAll("%2C", ",");
  return `#/figures/${id}${query === "" ? "" : `?${query}`}`;
}

export const presetOf = ({ preset }: ConfigRequest): Preset => preset ?? "quick";
