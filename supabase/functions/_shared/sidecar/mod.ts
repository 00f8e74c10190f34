export * from "./actions.ts";
export * from "./client.ts";
export * from "./handshake.ts";
export * from "./ticket.ts";
export type { Ticket } from "./token.ts";
