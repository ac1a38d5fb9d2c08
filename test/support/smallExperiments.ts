import { expect, test } from "vitest";
import type { TrialOutcome } from "../../src/experiments/types.js";
import { exportSvg, resultText } from "../../src/report/index.js";
import { changed, type SmallRuns, smallRuns, type SmallSettings } from "./experiments.js";

// Experiments of a paper, small: every check holds, and each can fail.

/** The records of one cell are changed, or put in the place of those of another (a number), so that this check fails. */
export type Doctored = readonly [id: string, check: string, cell: number, record: object | number];

/** The records of one cell, changed by a record or taken from another cell. */
function doctor(outcomes: readonly TrialOutcome[], cell: number, record: object | number): TrialOutcome[] {
  if (typeof record !== "number") return changed(outcomes, (outcome) => outcome.cell === cell, record);
  const of = (index: number): object | undefined => outcomes.find((other) => other.cell === record && other.index === index)?.record;
  return outcomes.map((outcome) => (outcome.cell === cell ? { ...outcome, record: { ...outcome.record, ...of(outcome.index) } } : outcome));
}

/** What holds for every experiment: its checks at a run, and figures, claims and checks of all, of some and of no outcome. */
export function testAllHold<Id extends string>(ids: readonly Id[], small: SmallRuns<Id>): void {
  test.each(ids)("%s: all checks hold, and the figure is drawn, empty and half-done too", async (id) => {
    const { experiment, config, outcomes, checked } = await small(id);
    const { checks, claims, cells } = checked(outcomes);
    expect(checks.length).toBeGreaterThan(1);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
    const figure = experiment.figure(config, { cells });
    expect(exportSvg(figure)).toMatch(/^<svg[^>]*>.*<\/svg>\n$/s);
    expect(resultText(figure, checks, claims)).toContain("✓");
    for (const part of [[], outcomes.slice(0, 1)]) {
      const partial = experiment.aggregate(config, experiment.grid(config), part);
      expect(exportSvg(experiment.figure(config, partial))).toMatch(/^<svg/);
      expect(experiment.claims(config, partial)).toBeInstanceOf(Array);
    }
    const empty = experiment.aggregate(config, experiment.grid(config), []);
    expect(experiment.checks(config, empty).every(({ passed }) => passed)).toBe(true);
  });
}

/** `kind` takes from a check's id what only says which cell it is about. */
export function testSmall(
  settings: Readonly<Record<string, SmallSettings>>,
  doctored: readonly Doctored[],
  kind: (id: string) => string,
): void {
  const ids = Object.keys(settings);
  const small = smallRuns(settings);
  testAllHold(ids, small);

  for (const [id, check, cell, record] of doctored)
    test(`${id}: the check ${check} can fail${typeof record === "number" ? ", where two cells do not differ" : ""}`, async () => {
      const { outcomes, checked } = await small(id);
      const { checks } = checked(doctor(outcomes, cell, record));
      expect(checks.find((found) => found.id === check)?.passed).toBe(false);
    });

  test("every check of every experiment has a case in which it fails", async () => {
    for (const id of ids) {
      const { outcomes, checked } = await small(id);
      const seen = new Set(doctored.filter(([of]) => of === id).map(([, check]) => kind(check)));
      const kinds = new Set(checked(outcomes).checks.map((found) => kind(found.id)));
      expect(Array.from(kinds).filter((name) => !seen.has(name))).toEqual([]);
    }
  });
}
