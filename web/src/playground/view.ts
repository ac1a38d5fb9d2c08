import type { Shown } from "./frameMaker.js";
import type { PlaygroundState, Scene, Settings } from "./state.js";

/** A point or a neuron that keys and buttons act on. */
export interface Selection {
  readonly kind: "point" | "unit";
  readonly index: number;
}

/** All that parts of the page draw. */
export interface View {
  /** What is wanted; fields show it. */
  readonly state: PlaygroundState;
  /** What is computed; planes, curves and words show it. */
  readonly shown: Shown;
  readonly playing: boolean;
  /** Why nothing can be run; empty if it can. */
  readonly blocked: string;
  readonly selected: Selection | null;
  /** The class of points that a click adds. */
  readonly adding: 1 | -1;
}

/** What parts of the page may ask for. Points and weights are those of the start: changing them rewinds. */
export interface Actions {
  readonly view: () => View;
  readonly edit: (scene: Scene) => void;
  readonly set: <K extends keyof Settings>(key: K, value: Settings[K]) => void;
  readonly seek: (step: number) => void;
  readonly toggle: () => void;
  readonly select: (selection: Selection | null) => void;
  readonly add: (label: 1 | -1) => void;
}

export interface Part {
  readonly element: HTMLElement;
  update(view: View): void;
}
