export * from "./factory.ts";
export * from "./local.ts";
export * from "./offers.ts";
export * from "./registry.ts";
