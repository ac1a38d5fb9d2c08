// Numbers for readers: real minus, thousands apart, powers of ten with a superscript.

/** `10` and `−4`: what stands on the line and what is raised. */
export interface PowerText {
  readonly base: string;
  readonly power: string;
}

const MINUS = "\u2212";
/** Ticks carry no rounding noise of sums such as 0.1 + 0.2. */
const DIGITS = 6;

const signed = (text: string): string => text.replace("-", MINUS);

/** `1,000`, `−0.25`; numbers too long for an axis as `3·10` to the power. */
export function numberText(value: number): PowerText {
  const rounded = Number(value.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) {
    const [mantissa, exponent] = rounded.toExponential().split("e");
    const base = mantissa === "1" ? "10" : `${signed(mantissa)}·10`;
    return { base, power: signed(String(Number(exponent))) };
  }
  const [whole, fraction] = String(rounded).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return { base: signed(fraction === undefined ? grouped : `${grouped}.${fraction}`), power: "" };
}

/** 10 to the power; 1 and 10 as they are. */
export const decadeText = (exponent: number): PowerText =>
  exponent === 0 || exponent === 1 ? { base: exponent === 0 ? "1" : "10", power: "" } : { base: "10", power: signed(String(exponent)) };
