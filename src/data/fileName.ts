import { show } from "../errors.js";

/** A file's name as messages print it: escaped and cut like every found value, without quotation marks. */
export function fileName(name: string): string {
  return show(name).replace(/^"|"$/g, "");
}
