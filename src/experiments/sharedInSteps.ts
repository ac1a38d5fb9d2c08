import type { Steps } from "../numerics/steps.js";
import type { TrialContext } from "./types.js";

/** What many trials share and the first of them makes, in steps: a search on thousands of digits takes a good part of a second. */
export function* sharedInSteps<T>({ shared }: Pick<TrialContext, "shared">, key: string, make: () => Steps<T>): Steps<T> {
  const place = shared<{ made?: { readonly value: T } }>(key, () => ({}));
  place.made ??= { value: yield* make() };
  return place.made.value;
}
