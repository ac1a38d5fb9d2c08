import * as separation from "../../data/classSeparation.js";
import { door } from "../door.js";
import * as cosine from "./arcCosine.js";
import * as eigen from "./eigenvalues.js";
import * as lemmas from "./lemmas.js";
import * as orders from "./orders.js";

// What is documented where it is defined, behind the door of callers from outside.

export const classSeparation: typeof separation.classSeparation = door("classSeparation", separation.classSeparation);
export const limitGram: typeof cosine.limitGram = door("limitGram", cosine.limitGram);
export const symmetricEigenvalues: typeof eigen.symmetricEigenvalues = door("symmetricEigenvalues", eigen.symmetricEigenvalues);
export const stopLevel: typeof lemmas.stopLevel = door("stopLevel", lemmas.stopLevel);
export const stoppingTime: typeof lemmas.stoppingTime = door("stoppingTime", lemmas.stoppingTime);
export const zouOrders: typeof orders.zouOrders = door("zouOrders", orders.zouOrders);
