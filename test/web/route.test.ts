import { expect, test } from "vitest";
import { experiments, findExperiment } from "../../src/experiments/registry.js";
import { makeConfig } from "../../src/experiments/config.js";
import { commandOf, programOf } from "../../web/src/parts/snippet.js";
import { experimentAddress, readRequest, readRoute, RESERVED } from "../../web/src/route.js";

test("an address and a request say the same in both directions", () => {
  const request = {
    preset: "paper",
    trials: 3,
    seed: 7,
    precision: "f64",
    errata: "printed",
    set: { samples: "20,40", learningRate: "0.5" },
  } as const;
  const address = experimentAddress(findExperiment("wang-fig2"), request);
  expect(address).toBe("#/figures/wang-fig2?preset=paper&trials=3&seed=7&precision=f64&errata=printed&learningRate=0.5&samples=20,40");
  const { path, query } = readRoute(address);
  expect(path).toBe("figures/wang-fig2");
  expect(readRequest(query)).toEqual(request);
});

test("no parameter has the name of a setting of every run", () => {
  for (const { parameters } of experiments) expect(parameters.filter(({ key }) => RESERVED.includes(key))).toEqual([]);
});

test.each(["trials=1e3", "trials=-1", "seed=abc", "trials=", "preset=x", "samples=", "samples=1,,2", "nope=1", "__proto__=1"])(
  "%s in an address is refused as the command line refuses it",
  (query) => {
    const request = readRequest(new URLSearchParams(query));
    expect(() => makeConfig(findExperiment("wang-fig2"), request)).toThrow(/^(ARG_RANGE|UNKNOWN_KEY): /);
  },
);

test("what stands in an address cannot leave its word in the command", () => {
  const request = { set: { samples: "20; rm -rf '$HOME' `x`" } };
  expect(commandOf("wang-fig2", request)).toBe(`npx relulab run wang-fig2 --set 'samples=20; rm -rf '\\''$HOME'\\'' \`x\`'`);
  expect(programOf("wang-fig2", request)).toContain(JSON.stringify(request));
});
