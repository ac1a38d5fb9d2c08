import * as proof from "../train/proofInequalities.js";
import * as certificate from "./certificate.js";
import { door } from "./door.js";
import * as lemma from "./lemmaOne.js";
import * as margin from "./marginResult.js";

// What is documented where it is defined, behind the door of callers from outside.

export const alignedNetwork: typeof proof.alignedNetwork = door("alignedNetwork", proof.alignedNetwork);
export const certificateText: typeof certificate.certificateText = door("certificateText", certificate.certificateText);
export const lemmaOneSlack: typeof lemma.lemmaOneSlack = door("lemmaOneSlack", lemma.lemmaOneSlack);
export const requireSeparator: typeof margin.requireSeparator = door("requireSeparator", margin.requireSeparator);
