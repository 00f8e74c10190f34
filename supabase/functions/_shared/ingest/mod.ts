export * from "./machine-handler.ts";
export * from "./outcomes.ts";
export * from "./run-token.ts";
export * from "./settings.ts";
