import { door } from "../door.js";
import * as cone from "./cone.js";
import * as deviations from "./deviations.js";
import * as envelope from "./envelope.js";
import * as lemma from "./lemma65.js";
import * as minimal from "./minimalSamples.js";
import * as steps from "./oneStep.js";
import * as population from "./populationGradient.js";
import * as width from "./width.js";

// What is documented where it is defined, behind the door of callers from outside.

export const coneSupremum: typeof cone.coneSupremum = door("coneSupremum", cone.coneSupremum);
export const projectOntoCone: typeof cone.projectOntoCone = door("projectOntoCone", cone.projectOntoCone);
export const sampleDeviations: typeof deviations.sampleDeviations = door("sampleDeviations", deviations.sampleDeviations);
export const basinEntry: typeof envelope.basinEntry = door("basinEntry", envelope.basinEntry);
export const checkEnvelope: typeof envelope.checkEnvelope = door("checkEnvelope", envelope.checkEnvelope);
export const lemma65: typeof lemma.lemma65 = door("lemma65", lemma.lemma65);
export const lemma65Terms: typeof lemma.lemma65Terms = door("lemma65Terms", lemma.lemma65Terms);
export const minimalSamples: typeof minimal.minimalSamples = door("minimalSamples", minimal.minimalSamples);
export const oneStepNumbers: typeof steps.oneStepNumbers = door("oneStepNumbers", steps.oneStepNumbers);
export const populationGradient: typeof population.populationGradient = door("populationGradient", population.populationGradient);
export const estimateWidth: typeof width.estimateWidth = door("estimateWidth", width.estimateWidth);
