import type { Experiment } from "../../src/experiments/types.js";
import type { Result } from "../../src/sweep/resultFile.js";
import { requireSimd } from "../../src/wasm/binary.js";
import { pictureOfCells } from "./runs/picture.js";
import type { Picture } from "./runs/messages.js";
import { RunQueue } from "./runs/queue.js";

/** What all pages share. */
export interface App {
  readonly queue: RunQueue;
  /** Can this browser compute? */
  readonly capable: boolean;
  /** The result stored with the site, for browsers that cannot compute, and for the cards. */
  stored(experiment: Experiment): Promise<Picture | null>;
}

/** A page that is shown until `leave` is called. */
export interface Page {
  readonly title: string;
  readonly element: HTMLElement;
  /** The address changed within the page. */
  go?(query: URLSearchParams): void;
  leave?(): void;
}

export function makeApp(): App {
  return { queue: new RunQueue(), capable: isCapable(), stored: storedPicture };
}

function isCapable(): boolean {
  try {
    requireSimd();
    return true;
  } catch {
    return false;
  }
}

async function storedPicture(experiment: Experiment): Promise<Picture | null> {
  try {
    const reply = await fetch(`reference/${experiment.id}.json`);
    if (!reply.ok) return null;
    const { config, cells } = (await reply.json()) as Result;
    return pictureOfCells(experiment, config, { cells });
  } catch {
    return null;
  }
}
