import { expect, test } from "vitest";
import { type ConfigRequest, makeConfig } from "../../src/experiments/config.js";
import { findExperiment } from "../../src/experiments/registry.js";
import type { TrialOutcome } from "../../src/experiments/types.js";
import { exportSvg, resultText } from "../../src/report/index.js";
import { makeResult, runTrials } from "../../src/sweep/index.js";

// Experiments of a paper, small: every check holds, and each can fail.

/** The records of one cell are changed, or put in the place of those of another (a number), so that this check fails. */
export type Doctored = readonly [id: string, check: string, cell: number, record: object | number];

async function compute(id: string, request: ConfigRequest) {
  const experiment = findExperiment(id);
  const first = makeConfig(experiment, request);
  const { inputs, facts } = experiment.selectInputs?.(first, {}) ?? { inputs: {}, facts: null };
  const config = makeConfig(experiment, { ...request, inputs: facts });
  const outcomes = await runTrials(experiment, config, inputs, { workers: 0 });
  return { experiment, config, outcomes, checked: (list: readonly TrialOutcome[]) => makeResult(experiment, "quick", config, list) };
}

function changed(outcomes: readonly TrialOutcome[], cell: number, record: object | number): TrialOutcome[] {
  const instead = (index: number): object | undefined =>
    typeof record === "number" ? outcomes.find((other) => other.cell === record && other.index === index)?.record : record;
  return outcomes.map((outcome) =>
    outcome.cell === cell ? { ...outcome, record: { ...outcome.record, ...instead(outcome.index) } } : outcome,
  );
}

/** `kind` takes from a check's id what only says which cell it is about. */
export function testSmall(
  settings: Readonly<Record<string, ConfigRequest>>,
  doctored: readonly Doctored[],
  kind: (id: string) => string,
): void {
  const ids = Object.keys(settings);
  // Every test looks at the same run.
  const runs = new Map<string, ReturnType<typeof compute>>();
  const small = (id: string): ReturnType<typeof compute> => {
    const run = runs.get(id) ?? compute(id, settings[id]);
    runs.set(id, run);
    return run;
  };

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

  for (const [id, check, cell, record] of doctored)
    test(`${id}: the check ${check} can fail${typeof record === "number" ? ", where two cells do not differ" : ""}`, async () => {
      const { outcomes, checked } = await small(id);
      const { checks } = checked(changed(outcomes, cell, record));
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
