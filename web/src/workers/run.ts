import { serveRun } from "../runs/serveRun.js";

serveRun();
