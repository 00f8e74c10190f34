export * from "./database-error.ts";
export * from "./http-error.ts";
export * from "./registry.ts";
export * from "./work-error.ts";
