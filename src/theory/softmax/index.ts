export * from "./doors.js";
export type { LowRank } from "./lowRank.js";
export type { OrdersInput, Theorem41Orders } from "./orders.js";
export type { Separability, SeparabilityOptions } from "./separability.js";
