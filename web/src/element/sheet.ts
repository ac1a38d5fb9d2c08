/** `elementSheet()` of web/stylesheet.mjs, put here by the build. */
declare const RELULAB_SHEET: string;

let made: CSSStyleSheet | undefined;

/** One sheet for all elements of a page: constructed, because a policy may forbid every `<style>`. */
export function sheet(): CSSStyleSheet {
  if (made === undefined) {
    made = new CSSStyleSheet();
    made.replaceSync(RELULAB_SHEET);
  }
  return made;
}
