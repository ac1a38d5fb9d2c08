import { paddedHidden } from "../models/twoLayer.js";
import { checkChoice } from "./check.js";
import type { Engine } from "./prepared.js";
import type { Layers } from "./twoLayerOptions.js";

/** G may take this much of an instance's memory before `auto` prefers the primal engine. */
const GRAM_BYTES = 2 ** 28;
/** What `auto` assumes of an unknown run: this many passes, and this many updates a sample. */
const EXPECTED_PASSES = 50;
const EXPECTED_UPDATES = 3;

/**
 * The cost model behind `auto`, in multiply-adds: the primal engine reads its sample's non-zeros for all k units at every step; the
 * Gram engine pays k·n·(non-zeros a sample) for the start, then k a step and k·n/2 an update. Making G, n²·(non-zeros a sample), counts
 * only where the data are not shared by many runs. A pure function of sizes.
 */
export function chooseEngine(
  where: string,
  engine: unknown,
  data: { samples: number; nonZeros: number; precision: "f32" | "f64"; shared: boolean },
  network: { readonly hidden: number; readonly slope: number; readonly layers: Layers },
): Engine {
  const asked = checkChoice(where, "engine", engine, ["auto", "primal", "gram"] as const);
  const { hidden, slope, layers } = network;
  if (slope > 0 || layers === "both") {
    if (asked !== "gram") return "primal";
    return "gram";
  }
  if (asked !== "auto") return asked;
  const { samples: n, nonZeros, precision, shared } = data;
  if (n * n * (precision === "f32" ? 4 : 8) > GRAM_BYTES) return "primal";
  const k = paddedHidden(hidden, precision);
  const perSample = nonZeros / n;
  const primal = EXPECTED_PASSES * n * perSample * k;
  const gram = (shared ? 0 : n * n * perSample) + n * perSample * k + EXPECTED_PASSES * n * k + (EXPECTED_UPDATES * n * k * n) / 2;
  return gram < primal ? "gram" : "primal";
}
