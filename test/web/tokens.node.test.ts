import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

// Contrast and order of the colours, computed anew from the tokens of the sheet (WCAG 2 relative luminance).

type Tokens = Readonly<Record<string, string>>;

const read = (name: string): Tokens =>
  Object.fromEntries(
    Array.from(readFileSync(`web/styles/${name}.css`, "utf8").matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), ([, token, colour]) => [
      token,
      colour,
    ]),
  );

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["page", "plate", "sunk"];

describe.each(["light", "dark"])("%s", (name) => {
  const tokens = read(name);
  const low = (pairs: readonly (readonly [string, string])[], limit: number): string[] =>
    pairs
      .filter(([front, ground]) => !(contrast(tokens[front], tokens[ground]) >= limit))
      .map(([front, ground]) => `${front} on ${ground}: ${contrast(tokens[front], tokens[ground]).toFixed(2)}`);
  const on = (fronts: readonly string[], grounds: readonly string[]): [string, string][] =>
    fronts.flatMap((front) => grounds.map((ground): [string, string] => [front, ground]));

  test("text has at least 4.5 on every ground, borders of controls 3", () => {
    expect(low(on(["ink", "soft", "faint", "accent"], GROUNDS), 4.5)).toEqual([]);
    expect(low([["on-accent", "accent"]], 4.5)).toEqual([]);
    expect(low(on(["edge"], GROUNDS), 3)).toEqual([]);
  });

  test("verdicts have at least 4.5 on the plate and on their wash", () => {
    expect(
      low(
        ["pass", "fail", "warn"].flatMap((word) => on([word], ["plate", `${word}-wash`])),
        4.5,
      ),
    ).toEqual([]);
  });

  test("series and classes have at least 4.5 on the plate", () => {
    expect(low(on(["plain", "noisy", "leaky", "both", "pos", "neg"], ["plate"]), 4.5)).toEqual([]);
  });

  const ramp = Array.from({ length: 11 }, (_, i) => luminance(tokens[`q${i}`]));
  test("the grey picture of a map keeps the order of all 11 steps", () => {
    const sign = name === "light" ? -1 : 1;
    for (let i = 1; i < ramp.length; i++) expect(sign * (ramp[i] - ramp[i - 1])).toBeGreaterThan(0.004);
  });

  test("numbers in cells have at least 4.5", () => {
    const text = (i: number): string => (i <= 4 ? "on-low" : i <= 6 ? "on-middle" : "on-high");
    expect(
      low(
        Array.from(ramp, (_, i) => [text(i), `q${i}`] as const),
        4.5,
      ),
    ).toEqual([]);
  });
});

test("light and dark name the same tokens", () => {
  const colours = ({ ...tokens }: Tokens): string[] => Object.keys(tokens).sort();
  expect(colours(read("dark"))).toEqual(colours(read("light")));
});
