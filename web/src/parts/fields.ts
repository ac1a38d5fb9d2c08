import { h, on } from "../dom.js";

/** A field with its label and its note. */
export function field(id: string, label: string, control: HTMLInputElement | HTMLSelectElement, note = ""): HTMLElement {
  control.id = id;
  if (note !== "") control.setAttribute("aria-describedby", `${id}-note`);
  const name = h("label", { for: id }, label);
  if (control.type === "checkbox") return h("div", { class: "field tick" }, control, name);
  return h("div", { class: "field" }, name, control, note === "" ? null : h("p", { class: "note", id: `${id}-note` }, note));
}

/** A list to choose from. */
export function chooser<T extends string>(
  options: readonly { readonly value: T; readonly text: string }[],
  value: string,
  change: (value: T) => void,
): HTMLSelectElement {
  const select = h(
    "select",
    {},
    ...options.map((option) => h("option", { value: option.value, selected: option.value === value }, option.text)),
  );
  return on(select, "change", () => change(select.value as T));
}

/** A box to tick. */
export function tick(checked: boolean, change: (checked: boolean) => void): HTMLInputElement {
  const box = h("input", { type: "checkbox", checked });
  return on(box, "change", () => change(box.checked));
}
