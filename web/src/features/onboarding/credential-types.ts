// What people read of each type of credential, and what they enter for it; judged by CREDENTIAL_SECRETS.
import type { CredentialType } from "@contracts/onboarding.ts";

export interface SecretField {
  name: string;
  label: string;
  hint?: string;
  /** `secret` is never shown; a tick is yes or no. */
  kind: "text" | "secret" | "number" | "tick";
  optional?: boolean;
  /** What the form begins with: text, or a tick. */
  initial?: string | boolean;
  placeholder?: string;
}

export interface CredentialWords {
  title: string;
  /** What it is for. */
  why: string;
  /** Where to find it. */
  where: string;
  fields: readonly SecretField[];
  /** What stays valid when the vault's copy is deleted, where it is no key of a service. */
  remains?: string;
}

const apiKey = (placeholder: string): SecretField => ({
  name: "api_key",
  label: "API key",
  kind: "secret",
  placeholder,
});
const ownUrl: SecretField = {
  name: "url",
  label: "Server",
  hint: "Only when you go through a server of your own that speaks the same interface.",
  kind: "text",
  optional: true,
  placeholder: "https://",
};

const PASSWORD_REMAINS = "The mailbox's password stays valid: change it with your mail provider.";

const mailServer = (port: string, host: string): SecretField[] => [
  { name: "host", label: "Server", kind: "text", placeholder: host },
  { name: "port", label: "Port", kind: "number", initial: port },
  { name: "user", label: "User", hint: "Often the whole e-mail address.", kind: "text" },
  {
    name: "password",
    label: "Password",
    hint: "Where your provider offers app passwords, make one for Genesis.",
    kind: "secret",
  },
  {
    name: "secure",
    label: "TLS from the start",
    hint: `As usual on port ${port}. Without it the connection is upgraded by STARTTLS.`,
    kind: "tick",
    initial: true,
  },
];

export const CREDENTIALS: Readonly<Record<CredentialType, CredentialWords>> = {
  google_oauth2: {
    title: "Google mailbox",
    why: "Sends your mails and finds the answers.",
    where:
      "In Google's Cloud console enable the Gmail API and make an OAuth client of the type “Web application” with https://developers.google.com/oauthplayground as redirect address. In the OAuth Playground enter that client under its settings, authorise https://www.googleapis.com/auth/gmail.modify, and exchange the code: the refresh token is in the answer.",
    fields: [
      {
        name: "client_id",
        label: "Client ID",
        kind: "text",
        placeholder: "….apps.googleusercontent.com",
      },
      { name: "client_secret", label: "Client secret", kind: "secret" },
      {
        name: "refresh_token",
        label: "Refresh token",
        hint: "Not the access token: that one ends after an hour.",
        kind: "secret",
      },
    ],
    remains: "What you allowed stays valid at Google: take it back in the Google account.",
  },
  smtp: {
    title: "SMTP account",
    why: "Sends your mails.",
    where: "Your mail provider lists server and port in its help, under “outgoing mail”.",
    fields: [
      ...mailServer("465", "smtp.example.com"),
      {
        name: "disable_starttls",
        label: "Never upgrade by STARTTLS",
        hint: "The password would travel unprotected: only for a server on the same machine.",
        kind: "tick",
        initial: false,
      },
    ],
    remains: PASSWORD_REMAINS,
  },
  imap: {
    title: "IMAP account",
    why: "Finds the answers to your mails, so that nobody who answered is written to again.",
    where: "Your mail provider lists server and port in its help, under “incoming mail”.",
    fields: mailServer("993", "imap.example.com"),
    remains: PASSWORD_REMAINS,
  },
  openai_api: {
    title: "OpenAI",
    why: "Writes each mail and sums up what was found about a lead.",
    where: "platform.openai.com → API keys. Give it a project and a spending limit of its own.",
    fields: [apiKey("sk-…"), ownUrl],
  },
  anthropic: {
    title: "Anthropic",
    why: "Writes and reads in place of OpenAI, for templates that ask for it.",
    where: "console.anthropic.com → API keys.",
    fields: [apiKey("sk-ant-…"), ownUrl],
  },
  apify: {
    title: "Apify",
    why: "Collects leads from the web.",
    where: "console.apify.com → Settings → API & Integrations.",
    fields: [{ name: "token", label: "API token", kind: "secret", placeholder: "apify_api_…" }],
  },
  relevance_config: {
    title: "Relevance AI",
    why: "Runs the research tool that you download in the Research stage.",
    where: "app.relevanceai.com → Settings → API keys. Project and region stand beside the key.",
    fields: [
      { name: "api_key", label: "API key", kind: "secret" },
      { name: "project", label: "Project", kind: "text" },
      { name: "region", label: "Region", kind: "text", optional: true },
    ],
  },
  google_cse: {
    title: "Google search",
    why: "Searches the web for news about a lead.",
    where:
      "programmablesearchengine.google.com gives the search engine's ID; the key is made in Google's Cloud console for the Custom Search API.",
    fields: [
      { name: "key", label: "API key", kind: "secret" },
      { name: "id", label: "Search engine ID", kind: "text" },
    ],
  },
};

/** What stays valid elsewhere when a credential of this type is deleted here. */
export const remainsOf = (type: CredentialType): string =>
  CREDENTIALS[type].remains ?? `The key itself stays valid at ${CREDENTIALS[type].title}: revoke it there.`;

/** A name that no stored credential of the type has: "OpenAI", then "OpenAI 2". */
export function freeName(type: CredentialType, taken: readonly string[]): string {
  const { title } = CREDENTIALS[type];
  let name = title;
  for (let n = 2; taken.includes(name); n++) name = `${title} ${n}`;
  return name;
}

/** What a new form begins with. */
export function blank(type: CredentialType): Record<string, string | boolean> {
  return Object.fromEntries(
    CREDENTIALS[type].fields.map(({ name, kind, initial }) => [
      name,
      initial ?? (kind === "tick" ? false : ""),
    ]),
  );
}
