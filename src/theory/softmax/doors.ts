import { readLabelled } from "../../data/readLabelled.js";
import { door } from "../door.js";
import * as rank from "./lowRank.js";
import * as orders from "./orders.js";
import * as a1 from "./separability.js";

// What is documented where it is defined, behind the door of callers from outside.

export const lowRank: typeof rank.lowRank = door("lowRank", rank.lowRank);
export const separability: typeof a1.separability = door("separability", (data, options = {}) =>
  a1.separability(readLabelled(data, "separability()"), options),
);
export const theorem41Orders: typeof orders.theorem41Orders = door("theorem41Orders", orders.theorem41Orders);
