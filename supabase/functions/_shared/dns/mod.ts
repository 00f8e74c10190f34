// The records that a sending domain needs, and what the DNS says of them. Knows no workspace and no database.
export { chooseResolver } from "./choose-resolver.ts";
export { createDenoResolver, type ResolveDns } from "./deno-resolver.ts";
export { createEntriClient, type EntriClient, type EntriSession } from "./entri.ts";
export { createHttpsResolver } from "./https-resolver.ts";
export { recordsFor as records, trackingRecord } from "./records.ts";
export type { Answer, AnswerType, DnsInput, DnsOptions, Lookup, Resolver } from "./types.ts";
export { isVerified, verifyDomain as verify, verifyTracking } from "./verify.ts";
