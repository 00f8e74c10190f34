// What the wizard posts, stage by stage. The web page shares these schemas: no Deno, no Node.
import { z } from "zod";

export const STAGES = [
  "brand",
  "email",
  "credentials",
  "calendly",
  "infrastructure",
  "dns",
  "tracking",
  "research",
] as const;
export type Stage = (typeof STAGES)[number];

/** What launch asks for; the others may be skipped by a click. */
export const REQUIRED_STAGES = ["brand", "email", "credentials", "infrastructure"] as const;
export const SKIPPABLE_STAGES = ["calendly", "dns", "tracking", "research"] as const;

/** The names that people read, in the order of the wizard. */
export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  brand: "Brand",
  email: "Email",
  credentials: "Credentials",
  calendly: "Booking link",
  infrastructure: "Infrastructure",
  dns: "DNS",
  tracking: "Tracking",
  research: "Research",
};

const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === "string" && value.trim() === "" ? null : value),
    schema.nullish(),
  );

/** Control characters, and what else ends a line: in a mail's header they would begin another one. */
const BREAKS = /[\p{Cc}\u2028\u2029]/u;
/** They turn the reading order round: what people see is not what is sent. */
const TURNS = /\p{Bidi_Control}/u;
/** A letter or digit that is drawn: zero-width characters and fillers alone would be a text that nobody sees. */
const VISIBLE = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;
/** Text of 1 to `max` characters; `fault` says first what else is wrong with it. */
const text = (max: number, fault: (value: string) => string | false) =>
  z
    .string("is required")
    .trim()
    .min(1, "is required")
    .max(max, `must have at most ${max} characters`)
    .superRefine((value, ctx) => {
      const message =
        value !== "" &&
        (fault(value) ||
          (TURNS.test(value) && "must not have characters that turn the direction of reading") ||
          (!VISIBLE.test(value) && "must have a letter or a digit that can be seen"));
      if (message) ctx.addIssue({ code: "custom", message });
    });
const paragraph = (max: number) =>
  text(max, (value) => BREAKS.test(value.replace(/[\r\n\t]/g, "")) && "must not have control characters");
const line = (max: number) =>
  text(max, (value) => BREAKS.test(value) && "must be one line, without control characters");
const WEB_ADDRESS = /^https?:\/\/[^\s/?#\p{Cc}]+\.[^\s\p{Cc}]+$/iu;
const webAddress = z
  .string("must be a web address")
  .trim()
  .max(2000, "must have at most 2000 characters")
  .refine(
    (value) => WEB_ADDRESS.test(value) && URL.canParse(value),
    "must be a web address, such as https://example.com",
  );
/** A host name of at least two labels; IDN in its ASCII form. */
export const domainName = z
  .string("must be a domain")
  .trim()
  .toLowerCase()
  .max(253, "must have at most 253 characters")
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    "must be a domain, such as example.com",
  );
/** RFC 5321, 4.5.3.1: octets before the @, and in all. */
const LOCAL_PART_CHARS = 64;
const MAILBOX_CHARS = 254;
/** Dot-atoms of RFC 5322: neither at an end nor twice in a row a dot. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** An address that mail can be sent from: a usual local part at a domain name with a dot; lower case. */
export const mailbox = z
  .string("is required")
  .trim()
  .toLowerCase()
  .min(1, "is required")
  .max(MAILBOX_CHARS, `must have at most ${MAILBOX_CHARS} characters`)
  .refine((value) => {
    // Too short or too long is told already.
    if (value === "" || value.length > MAILBOX_CHARS) return true;
    const at = value.lastIndexOf("@");
    const local = value.slice(0, Math.max(at, 0));
    return (
      local.length <= LOCAL_PART_CHARS &&
      LOCAL_PART.test(local) &&
      domainName.safeParse(value.slice(at + 1)).success
    );
  }, "must be an e-mail address, such as ada@example.com");
const clock = z.string("must be a time").regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time, such as 09:00");

export const brandSchema = z.object({
  company_name: line(200),
  website: optional(webAddress),
  logo_url: optional(webAddress),
  description: optional(paragraph(2000)),
  sender_name: line(200),
  /** The law wants it in every cold mail. */
  postal_address: paragraph(500),
});

export const emailSchema = z
  .object({
    provider: z.enum(["gmail", "smtp"], "must be gmail or smtp"),
    sender_email: mailbox,
    test_email: optional(mailbox),
    daily_cap: z
      .number("must be a number")
      .int("must be a whole number")
      .min(1, "must be at least 1")
      .max(2000, "must be at most 2000"),
    window_start: clock,
    window_end: clock,
  })
  .refine((e) => e.window_end > e.window_start, {
    path: ["window_end"],
    message: "must be after window_start",
  });

export const calendlySchema = z.object({
  links: z.array(webAddress).max(2, "at most two links"),
});

/** `mode` digitalocean wants region and size, of the lists that GET /onboarding/infrastructure gives. */
export const infrastructureSchema = z
  .object({
    mode: z.enum(["local", "digitalocean"], "must be local or digitalocean"),
    region: optional(line(20)),
    size: optional(line(40)),
  })
  .superRefine((i, ctx) => {
    if (i.mode !== "digitalocean") return;
    for (const path of ["region", "size"] as const) {
      if (!i[path]) ctx.addIssue({ code: "custom", path: [path], message: "is required" });
    }
  });

export const dnsSchema = z.object({
  domain: domainName,
  /** Which mail service sends for the domain: its SPF include and DKIM selector follow from it. */
  sender: z.enum(["google", "other"], "must be google or other").default("google"),
  dkim_selector: optional(
    z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9._-]{1,63}$/, "must be a selector, such as google"),
  ),
  /** With sender other: what the mail service wants in the SPF record, such as include:spf.example.net. */
  spf_include: optional(domainName),
});

export const trackingSchema = z.object({ tracking_domain: domainName });

/** What a person enters for each type of credential; `webhook` is ignition's own and cannot be entered. */
const mailServer = z.object({
  host: z
    .string("is required")
    .trim()
    .min(1, "is required")
    .max(253)
    .regex(/^[^\s/@\p{Cc}]+$/u, "must be the name of a server, such as smtp.example.com"),
  port: z.coerce
    .number("must be a port")
    .int("must be a port")
    .min(1, "must be a port")
    .max(65535, "must be a port"),
  user: line(320),
  password: z.string("is required").min(1, "is required").max(1000),
  secure: z.boolean().default(true),
  disable_starttls: z.boolean().default(false),
});
/** Travels in a header. */
const key = z
  .string("is required")
  .trim()
  .min(8, "is too short")
  .max(500, "is too long")
  .refine((value) => !BREAKS.test(value), "must not have line breaks or control characters");

export const CREDENTIAL_SECRETS = {
  google_oauth2: z.object({ client_id: line(300), client_secret: key, refresh_token: key }),
  smtp: mailServer,
  imap: mailServer,
  openai_api: z.object({ api_key: key, url: optional(webAddress) }),
  anthropic: z.object({ api_key: key, url: optional(webAddress) }),
  apify: z.object({ token: key }),
  relevance_config: z.object({ api_key: key, project: line(200), region: optional(line(40)) }),
  google_cse: z.object({ key, id: line(200) }),
} as const;
export type CredentialType = keyof typeof CREDENTIAL_SECRETS;
export const CREDENTIAL_TYPES = Object.keys(CREDENTIAL_SECRETS) as CredentialType[];

/** What people call each type, within a sentence. */
export const CREDENTIAL_NAMES: Readonly<Record<CredentialType | "webhook", string>> = {
  google_oauth2: "connection to Google",
  smtp: "SMTP account",
  imap: "IMAP account",
  openai_api: "OpenAI key",
  anthropic: "Anthropic key",
  apify: "Apify token",
  relevance_config: "Relevance AI key",
  google_cse: "Google search key",
  webhook: "webhook token",
};

export const credentialSchema = z.object({
  type: z.enum(
    CREDENTIAL_TYPES as [CredentialType, ...CredentialType[]],
    `must be one of ${CREDENTIAL_TYPES.join(", ")}`,
  ),
  name: line(100),
  /** Judged by the schema of its type. */
  secret: z.record(z.string(), z.unknown(), "must be an object"),
});

/** A verdict on a key: what the provider's cheapest real call said. */
export const VERDICTS = ["ok", "wrong", "expired", "unreachable", "unsupported"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One DNS record that a domain should have, and what was found. */
export interface DnsRecord {
  id: "spf" | "dkim" | "dmarc" | "tracking" | "mx";
  type: "TXT" | "CNAME" | "MX";
  host: string;
  /** What to enter; null where only the mail service knows it (a DKIM key), or where `note` says why there is nothing. */
  value: string | null;
  /** For people: why there is no value to enter. */
  note?: string;
  required: boolean;
  why: string;
}
export interface DnsFinding extends DnsRecord {
  status: "ok" | "missing" | "wrong" | "warning" | "unreachable";
  /** What the resolver gave. */
  found: readonly string[];
  /** What is wrong with it and what to do; "" when it is as it should be. */
  message: string;
}
