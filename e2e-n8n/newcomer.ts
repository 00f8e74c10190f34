// Somebody with a browser and nothing else, and what stands outside the workspace that they make: a mail server, a
// mailbox and a model of their own, so that what acme's workflows do meanwhile is not counted here.
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Page } from "playwright-core";
import { type LaunchedBrowser, launchBrowser } from "../e2e/web/support/launch-browser.ts";
import { createWorkspace, type Entered, listen, newPerson, SENDER } from "../e2e/web/support/walk.ts";
import { buildWeb } from "../stack/web-build.ts";
import { IMAP_PASSWORD, IMAP_USER, type ImapStandIn, startImapStandIn } from "./imap-stand-in.ts";
import { MODEL_KEY, type ModelStandIn, startModelStandIn } from "./model-stand-in.ts";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";
import { createTenant, type Tenant } from "./tenant.ts";
import type { World } from "./world.ts";

const SMTP = { user: SENDER, password: "an-smtp-password" };
export const SECRETS = [SMTP.password, IMAP_PASSWORD, MODEL_KEY];

export interface Newcomer {
  readonly browser: LaunchedBrowser;
  readonly page: Page;
  readonly slug: string;
  readonly tenant: Tenant;
  /** The database as they may use it: row-level security applies. */
  readonly theirs: SupabaseClient;
  /** What the page's servers have answered so far. */
  readonly answers: { all(): Promise<string> };
  readonly sink: SmtpSink;
  readonly mailbox: ImapStandIn;
  readonly model: ModelStandIn;
  /** What they type on the Credentials stage. */
  readonly credentials: Entered;
  close(): Promise<void>;
}

async function standIns() {
  const [sink, mailbox, model] = [
    await startSmtpSink(SMTP),
    await startImapStandIn(),
    await startModelStandIn(),
  ];
  // Neither of the first two speaks TLS.
  const server = { Server: "127.0.0.1", "TLS from the start": false };
  const credentials: Entered = {
    "SMTP account": { ...server, Port: String(sink.port), User: SMTP.user, Password: SMTP.password },
    "IMAP account": { ...server, Port: String(mailbox.port), User: IMAP_USER, Password: IMAP_PASSWORD },
    OpenAI: { "API key": MODEL_KEY, "Server optional": model.url },
  };
  const close = () => Promise.all([sink.close(), mailbox.close(), model.close()]);
  return { parts: { sink, mailbox, model, credentials }, close };
}

/** Signed up on the page as it is built from the sources now, in a workspace that they just made. */
export async function signUp({ stack, sql }: World): Promise<Newcomer> {
  await buildWeb(); // throws with what vite said
  const outside = await standIns();
  const browser = await launchBrowser(stack.info);
  const close = async (): Promise<void> => {
    await browser.close();
    await outside.close();
  };
  try {
    const page = await browser.visit("/workspaces", { as: newPerson() });
    const answers = listen(page);
    const slug = await createWorkspace(page, "Fern");
    const [row] = await sql`select id, created_by from public.workspaces where slug = ${slug}`;
    const theirs = createClient(stack.info.api_url, stack.info.publishable_key, {
      accessToken: () => stack.sessionToken(row?.created_by as string),
    });
    const tenant = createTenant(stack, sql, row?.id as string);
    return { ...outside.parts, browser, page, answers, slug, tenant, theirs, close };
  } catch (error) {
    await close();
    throw error;
  }
}
