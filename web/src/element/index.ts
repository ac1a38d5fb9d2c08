import { serveLent } from "../runs/serveLent.js";
import { serveRun } from "../runs/serveRun.js";
import { ReluFigure } from "./figure.js";
import { roleHere } from "./self.js";
import { READY } from "./ways.js";

// One file with three parts: the element of a page, the worker of a run, a worker of trials.

const role = roleHere();
if (role === "run") {
  serveRun();
  postMessage(READY);
} else if (role === "trials") serveLent();
else if ("customElements" in globalThis && customElements.get("relu-figure") === undefined)
  customElements.define("relu-figure", ReluFigure);
