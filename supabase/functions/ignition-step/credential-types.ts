// From what the vault holds to what n8n calls it. The vault's secrets are JSON of these shapes.
import { z } from "zod";
import { PermanentError } from "../_shared/errors/mod.ts";

const text = z.string().min(1);
const mailServer = z.object({
  host: text,
  port: z.coerce.number().int().min(1).max(65535),
  user: z.string(),
  password: z.string(),
  /** TLS from the first byte; else STARTTLS where the server offers it. */
  secure: z.boolean().default(true),
  disable_starttls: z.boolean().default(false),
});
const apiKey = z.object({ api_key: text, url: z.url().optional() });
const keyed = apiKey.transform(({ api_key, url }) => ({ apiKey: api_key, ...(url && { url }) }));

const google = z
  .object({
    client_id: text,
    client_secret: text,
    access_token: z.string().default(""),
    refresh_token: text,
    scope: z.string().default(""),
    token_type: z.string().default("Bearer"),
    expiry_date: z.number().optional(),
  })
  .transform(({ client_id, client_secret, ...oauthTokenData }) => ({
    clientId: client_id,
    clientSecret: client_secret,
    oauthTokenData,
  }));

export const webhookSecret = z.object({ token: z.string().min(32) });

interface EngineType {
  /** n8n's name of the type. */
  type: string;
  schema: z.ZodType<object>;
  /** Its test asks the provider cheaply whether the key is right. */
  testable?: boolean;
}

const TYPES: Readonly<Record<string, EngineType>> = {
  google_oauth2: { type: "gmailOAuth2", schema: google },
  smtp: {
    type: "smtp",
    schema: mailServer.transform(({ disable_starttls, ...rest }) => ({
      ...rest,
      disableStartTls: disable_starttls,
    })),
  },
  imap: { type: "imap", schema: mailServer.transform(({ disable_starttls: _, ...rest }) => rest) },
  openai_api: { type: "openAiApi", schema: keyed, testable: true },
  anthropic: { type: "anthropicApi", schema: keyed, testable: true },
  // The one header credential that all workflows of a workspace share.
  webhook: {
    type: "httpHeaderAuth",
    schema: webhookSecret.transform(({ token }) => ({ name: "x-webhook-token", value: token })),
  },
};

/** Types that n8n has a credential for; the keys of the others stay in the vault. */
export const hasEngineType = (type: string): boolean => Object.hasOwn(TYPES, type);
export const isTestable = (type: string): boolean => TYPES[type]?.testable === true;

/** n8n's type and data. Throws PermanentError naming the fields that are wrong, never their values. */
export function engineCredential(type: string, secret: unknown): { type: string; data: object } {
  const known = TYPES[type];
  if (!known) throw new PermanentError("credential_type_unknown", `n8n has no credential for '${type}'`);
  const read = known.schema.safeParse(secret);
  if (read.success) return { type: known.type, data: read.data };
  const fields = [...new Set(read.error.issues.map((issue) => issue.path.join(".")))].join(", ");
  throw new PermanentError(
    "credential_incomplete",
    `The stored credential '${type}' lacks or spoils: ${fields}`,
  );
}
