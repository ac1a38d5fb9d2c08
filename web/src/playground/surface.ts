import { on } from "../dom.js";
import { changedPoint, changedUnit, freePlace, onPlane, turned, withoutPoint, withPoint } from "./edits.js";
import { MOST_POINTS, type Vector } from "./state.js";
import type { Actions, Selection, View } from "./view.js";

// What hands do on a plane: click to add, drag points, turn neurons by their arrows; and all of it by keys.

/** Pixels round a point or an arrow that still mean it. */
const REACH = { mouse: 14, touch: 24 } as const;
/** A press that moves less than this is a click. */
const STILL = 6;
/** Nearer to the middle a direction is not what a hand means. */
const MIDDLE = 0.04;
const MOVE = 0.05;
const TURN = Math.PI / 60;
const FAR = 5;
const LONGER = 1.1;

type Pressed = Pick<MouseEvent, "clientX" | "clientY">;

/** Point of the plane under the pointer. */
function placeOf(square: Element, { clientX, clientY }: Pressed): Vector {
  const { left, top, width, height } = square.getBoundingClientRect();
  return [(2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height];
}

/** The nearest point within reach, else the first arrow. `arrows` are the units that have one, in the order of the drawing. */
function find(square: Element, view: View, arrows: readonly number[], event: Pressed, touch: boolean): Selection | null {
  const reach = touch ? REACH.touch : REACH.mouse;
  const at = placeOf(square, event);
  const distance = ([x, y]: Vector): number => (Math.hypot(x - at[0], y - at[1]) * square.clientWidth) / 2;
  let nearest = -1;
  view.state.points.forEach(({ x }, i) => {
    if (distance(x) <= reach && (nearest < 0 || distance(x) < distance(view.state.points[nearest].x))) nearest = i;
  });
  if (nearest >= 0) return { kind: "point", index: nearest };
  const around = touch ? 12 : 3;
  const index = Array.from(square.querySelectorAll(".arrow")).findIndex((arrow) => {
    const { left, right, top, bottom } = arrow.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    return x >= left - around && x <= right + around && y >= top - around && y <= bottom + around;
  });
  return index < 0 || arrows[index] === undefined ? null : { kind: "unit", index: arrows[index] };
}

interface Gesture {
  readonly what: Selection | null;
  readonly x: number;
  readonly y: number;
  readonly from: Vector;
  /** Row of the unit at the press. */
  readonly row: Vector;
  moved: boolean;
}

export function listenToPointer(square: HTMLElement, actions: Actions, arrows: () => readonly number[]): void {
  let gesture: Gesture | null = null;
  on(square, "pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    const view = actions.view();
    const what = find(square, view, arrows(), event, event.pointerType !== "mouse");
    const row = what?.kind === "unit" ? view.state.units[what.index].w : ([0, 0] as const);
    gesture = { what, x: event.clientX, y: event.clientY, from: placeOf(square, event), row, moved: false };
    if (what === null) return;
    actions.select(what);
    square.setPointerCapture(event.pointerId);
  });
  on(square, "pointermove", (event) => {
    if (gesture === null) return;
    gesture.moved ||= Math.hypot(event.clientX - gesture.x, event.clientY - gesture.y) > STILL;
    if (gesture.moved && gesture.what !== null) drag(gesture, gesture.what, placeOf(square, event), actions);
  });
  on(square, "pointerup", (event) => {
    if (gesture !== null && gesture.what === null && !gesture.moved) addAt(placeOf(square, event), actions);
    gesture = null;
  });
  on(square, "pointercancel", () => (gesture = null));
  // A finger on a point drags it; anywhere else it scrolls the page.
  square.addEventListener(
    "touchstart",
    (event) => {
      const touch = event.touches[0];
      if (event.touches.length === 1 && find(square, actions.view(), arrows(), touch, true) !== null) event.preventDefault();
    },
    { passive: false },
  );
}

function drag({ from, row }: Gesture, { kind, index }: Selection, at: Vector, { edit, view }: Actions): void {
  const { state } = view();
  if (kind === "point") return edit(changedPoint(state, index, { x: onPlane(at) }));
  if (Math.hypot(...from) < MIDDLE || Math.hypot(...at) < MIDDLE) return;
  const angle = Math.atan2(at[1], at[0]) - Math.atan2(from[1], from[0]);
  edit(changedUnit(state, index, { w: turned(row, angle) }));
}

export function addAt(x: Vector, { edit, select, view }: Actions): void {
  const { state, adding } = view();
  if (state.points.length < MOST_POINTS) edit(withPoint(state, { x, label: adding }));
  select(state.points.length < MOST_POINTS ? { kind: "point", index: state.points.length } : null);
}

export function removeSelected({ edit, select, view }: Actions): void {
  const { state, selected } = view();
  if (selected?.kind !== "point") return;
  edit(withoutPoint(state, selected.index));
  select(state.points.length > 1 ? { kind: "point", index: Math.max(0, selected.index - 1) } : null);
}

/** Sets the class of the selected point, or of points to come. */
export function setClass(label: 1 | -1, { add, edit, view }: Actions): void {
  const { state, selected } = view();
  if (selected?.kind === "point") edit(changedPoint(state, selected.index, { label }));
  else add(label);
}

const ARROWS: Readonly<Record<string, Vector>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Keys act only while the focus is in the plane (WCAG 2.1.4). */
export function listenToKeys(plane: HTMLElement, actions: Actions): void {
  const commands: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    Home: () => actions.seek(0),
    End: () => actions.seek(actions.view().state.settings.steps),
    " ": () => actions.toggle(),
    n: () => addAt(freePlace(actions.view().state), actions),
    "+": () => setClass(1, actions),
    "=": () => setClass(1, actions),
    "-": () => setClass(-1, actions),
    "−": () => setClass(-1, actions),
    Delete: () => removeSelected(actions),
    Backspace: () => removeSelected(actions),
    Enter: ({ shiftKey }) => actions.select(neighbour(actions.view(), shiftKey ? -1 : 1)),
    Escape: () => actions.select(null),
  };
  on(plane, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = Object.hasOwn(ARROWS, event.key) ? ARROWS[event.key] : undefined;
    const command = Object.hasOwn(commands, event.key) ? commands[event.key] : undefined;
    if (arrow === undefined && command === undefined) return;
    event.preventDefault();
    if (arrow !== undefined) press(arrow, event.shiftKey, actions);
    else command?.(event);
  });
}

/** Points in their order, then neurons, then nothing. */
function neighbour({ state, selected }: View, by: number): Selection | null {
  const [points, units] = [state.points.length, state.units.length];
  const now = selected === null ? -1 : selected.kind === "point" ? selected.index : points + selected.index;
  const next = ((((now + 1 + by) % (points + units + 1)) + points + units + 1) % (points + units + 1)) - 1;
  if (next < 0) return null;
  return next < points ? { kind: "point", index: next } : { kind: "unit", index: next - points };
}

/** An arrow key moves the selected point, turns or stretches the selected neuron, else steps. */
function press([dx, dy]: Vector, shift: boolean, { edit, seek, view }: Actions): void {
  const { state, selected } = view();
  const size = shift ? FAR : 1;
  if (selected === null) {
    if (dx !== 0) seek(state.step + dx * (shift ? 10 : 1));
    return;
  }
  const { index } = selected;
  if (selected.kind === "point") {
    const [x, y] = state.points[index].x;
    return edit(changedPoint(state, index, { x: onPlane([x + dx * size * MOVE, y + dy * size * MOVE]) }));
  }
  const factor = LONGER ** (dy * size);
  edit(changedUnit(state, index, { w: turned(state.units[index].w, -dx * size * TURN, factor) }));
}
