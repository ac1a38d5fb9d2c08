import { type ConfigRequest, makeConfig } from "../../../src/experiments/config.js";
import type { Config, Experiment } from "../../../src/experiments/types.js";
import { type Failure, toFailure } from "../../../src/sweep/protocol.js";
import { requireSimd } from "../../../src/wasm/binary.js";
import { experimentAddress, requestKey } from "../route.js";
import type { Picture } from "../runs/messages.js";
import { pictureOf } from "../runs/picture.js";
import { checkAttributes, requestOf } from "./attributes.js";

/** What an element's attributes ask for. */
export interface Asked {
  readonly experiment: Experiment;
  readonly request: ConfigRequest;
  /** Equal for equal settings. */
  readonly key: string;
  readonly config: Config;
  /** Axes without data, while nothing has run. */
  readonly empty: Picture;
  /** Why it cannot be run. */
  readonly failure: Failure | null;
  /** In a few words, for the place of the facts. */
  readonly blocked: string;
}

export function readAsked(element: Element, experiment: Experiment): Asked {
  const request = requestOf(element, experiment);
  const refused = failureOf(() => checkAttributes(element, experiment, request));
  const incapable = failureOf(requireSimd);
  // Refused settings show the axes of the quick preset.
  const config = makeConfig(experiment, refused === null ? request : {});
  return {
    experiment,
    request,
    key: `${experiment.id}?${requestKey(request)}`,
    config,
    empty: pictureOf(experiment, config, []),
    failure: incapable ?? refused,
    blocked: incapable !== null ? "no WebAssembly SIMD in this browser" : refused !== null ? "a setting is refused" : "",
  };
}

function failureOf(work: () => unknown): Failure | null {
  try {
    work();
    return null;
  } catch (error) {
    return toFailure(error);
  }
}

/** The page of these settings on the site that the attribute `site` names; empty without one. Only what is a web page is a link. */
export function linkTo(site: string | null, { experiment, request }: Asked): string {
  if (site === null || !URL.canParse(site, document.baseURI)) return "";
  const { href, protocol } = new URL(experimentAddress(experiment, request), new URL(site, document.baseURI));
  return ["https:", "http:", "file:"].includes(protocol) ? href : "";
}
