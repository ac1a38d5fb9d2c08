import { workerPort } from "#platform";
import { serveTrials } from "./serveTrials.js";

// The body of a worker.

serveTrials(workerPort());
