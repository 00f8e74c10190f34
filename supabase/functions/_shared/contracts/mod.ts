export * from "./cost.ts";
export * from "./event.ts";
export { uuid } from "./fields.ts";
export * from "./limits.ts";
export * from "./parse.ts";
export { type FieldIssue, findUnstorable, isStorable } from "./text.ts";
