import { paddedHidden } from "../models/twoLayer.js";
import { checkChoice } from "./check.js";
import type { Engine } from "./prepared.js";
import type { Layers } from "./twoLayerOptions.js";

/** G and Z may take this much of an instance's memory before `auto` prefers the primal engine. */
const GRAM_BYTES = 2 ** 28;
/** What `auto` assumes of an unknown run: this many passes, and this many updates a sample. */
const EXPECTED_PASSES = 50;
const EXPECTED_UPDATES = 3;

interface Sizes {
  readonly samples: number;
  readonly nonZeros: number;
  readonly precision: "f32" | "f64";
  readonly shared: boolean;
  readonly heldOut: { readonly samples: number } | null;
}

/**
 * The cost model behind `auto`, in multiply-adds: the primal engine reads its sample's non-zeros for all k units at every step; the
 * Gram engine pays k·n·(non-zeros a sample) for the start, then k a step and k·n/2 an update. Making G, n²·(non-zeros a sample), counts
 * only where the data are not shared by many runs. A pure function of sizes and of what is trained.
 */
export function chooseEngine(
  where: string,
  engine: unknown,
  data: Sizes,
  network: { readonly hidden: number; readonly slope: number; readonly layers: Layers },
): Engine {
  const asked = checkChoice(where, "engine", engine, ["auto", "primal", "gram"] as const);
  if (asked !== "auto") return asked;
  const { samples, nonZeros, precision, shared, heldOut } = data;
  const byRows = network.slope > 0 || network.layers === "both";
  const n = samples + (heldOut?.samples ?? 0);
  const k = paddedHidden(network.hidden, precision);
  if ((n * n + (byRows ? n * k : 0)) * (precision === "f32" ? 4 : 8) > GRAM_BYTES) return "primal";
  const perSample = nonZeros / samples;
  const primal = EXPECTED_PASSES * samples * perSample * k;
  const making = shared ? 0 : n * n * perSample;
  const gram = byRows
    ? rowsCost(samples, n, perSample, k)
    : n * perSample * k + EXPECTED_PASSES * n * k + (EXPECTED_UPDATES * n * k * n) / 2;
  return making + gram < primal ? "gram" : "primal";
}

/**
 * The Gram engine of slopes and both layers, which makes about two updates a sample: a step reads half of the log (8) and adds up (4);
 * an update goes into every row by the tile (three times as fast as the primal loop) and reads one scattered number of G (as long as 30);
 * every 1,024 updates Z is made afresh. Measured with f32, 3,000 + 1,000 digits of 158 non-zeros and an epoch trace, in seconds of
 * processor time on a busy machine, primal against Gram: k = 10: 0.35, 0.47; k = 100: 1.3, 0.66; k = 1000: 13.5, 3.9 (G itself: 0.8).
 */
function rowsCost(samples: number, rows: number, perSample: number, k: number): number {
  const updates = 2 * samples;
  return EXPECTED_PASSES * samples * 12 * k + updates * rows * (k / 3 + 30) + (1 + updates / 1024) * rows * perSample * k;
}
