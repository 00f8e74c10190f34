// Every number that callers of the functions meet has its home here: nowhere twice. (The rate limits, the price
// ceiling and the sandbox's allowance are settings in the database.)

export const LIMITS = {
  /** Bytes of one request body. */
  bodyBytes: 1_048_576,
  eventsPerRequest: 500,
  costsPerRequest: 100,
  permitsPerRequest: 10,
  executionEventsPerRequest: 500,
  /** Bytes of one item's metadata as JSON. */
  metadataBytes: 16_384,
  /** How deep metadata may nest: PostgreSQL and JSON.stringify both recurse. */
  metadataDepth: 32,
  /** How far back and ahead of now an event's time may lie. */
  eventPastDays: 400,
  eventAheadMinutes: 60,
  emailNumberMax: 20,
  idempotencyKeyChars: 200,
  /** RFC 5321: 64 for the local part, one @, 255 for the domain. */
  addressChars: 320,
  /** A name that a person gave: campaign, provider, model. */
  nameChars: 200,
  /** One header line of a mail (RFC 5322). */
  headerChars: 998,
  diagnosticChars: 4_000,
  tokenChars: 256,
  /** US dollars of one row. */
  costUsdMax: 10_000,
  /** Tokens of one row: a thousand times the longest context there is, and still a safe integer in sums. */
  tokensMax: 1_000_000_000,
  reservationSeconds: { min: 60, usual: 600, max: 3_600 },
  usagePageRows: { usual: 100, max: 500 },
  urlChars: 2_000,
} as const;
