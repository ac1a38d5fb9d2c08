const NARROW = /[ijltfrI.,:;'|!()[\] \u2009]/;
const WIDE = /[mwMW%@—]/;

/**
 * Width in px, from above: there is no text measurement without a document, and a figure has the same bytes everywhere. The shares of the
 * font size fit the widest face of the font stack in use, DejaVu Sans Condensed.
 */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const character of text) sum += NARROW.test(character) ? 0.36 : WIDE.test(character) ? 0.9 : 0.6;
  return sum * size * (bold ? 1.06 : 1);
}
