export * from "./body.ts";
export * from "./handler.ts";
export * from "./post-once.ts";
export * from "./reply.ts";
export * from "./request.ts";
export * from "./start.ts";
