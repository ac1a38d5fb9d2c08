// npm start: installs, builds and runs the main job: Figure 2 of Wang, Giannakis and Chen, quick preset.
import { node, say, setUp } from "./lib/setup.mjs";

setUp();
say("Recomputing Figure 2 of Wang, Giannakis and Chen (wang-fig2, quick preset)");
process.exitCode = node("dist/cli/main.js", "run", "wang-fig2", "--preset", "quick");
