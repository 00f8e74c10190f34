export * from "./canary.ts";
export * from "./credentials.ts";
export type { Envelope } from "./envelope.ts";
export * from "./errors.ts";
export * from "./master-key.ts";
export * from "./rotate.ts";
export * from "./vault.ts";
