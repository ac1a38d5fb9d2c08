// A Vitest reporter that counts tests by project into build/test-report.json, for the closing line of npm test.
import { mkdirSync, writeFileSync } from "node:fs";

export default class CountReporter {
  onTestRunEnd(modules) {
    const projects = {};
    for (const module of modules) {
      const name = module.project.name.split(" ")[0];
      const counts = (projects[name] ??= { passed: 0, failed: 0, skipped: 0 });
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === "passed" ? "passed" : state === "failed" ? "failed" : "skipped"]++;
      }
    }
    mkdirSync("build", { recursive: true });
    writeFileSync("build/test-report.json", JSON.stringify(projects));
  }
}
