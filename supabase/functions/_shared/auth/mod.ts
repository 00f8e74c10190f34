export * from "./cron.ts";
export * from "./hash.ts";
export * from "./session.ts";
export * from "./signing.ts";
export * from "./webhook-token.ts";
