// A person who walks the wizard as the page does, over HTTP.
import { randomUUID } from "node:crypto";
import type { TestStack } from "../../stack/testing.ts";
import type { LaunchPlan, LaunchStatus } from "../../supabase/functions/_shared/contracts/launch.ts";
import type { Answer, Json } from "../support/http.ts";
import { createWorld } from "../support/world.ts";

const ACCOUNT = {
  host: "127.0.0.1",
  port: 2525,
  user: "me@wizard.test",
  password: "the-password-of-a-mailbox",
  secure: false,
};
export const STAGES: [stage: string, path: string, body: Json][] = [
  [
    "brand",
    "/brand",
    { company_name: "Wizard", sender_name: "Ada", postal_address: "1 Main Street, Springfield" },
  ],
  [
    "email",
    "/email-provider",
    {
      provider: "smtp",
      sender_email: "me@wizard.test",
      test_email: "t@wizard.test",
      daily_cap: 40,
      window_start: "09:00",
      window_end: "17:00",
    },
  ],
  ["credentials", "/credentials", { type: "smtp", name: "Mailbox", secret: ACCOUNT }],
  ["credentials", "/credentials", { type: "imap", name: "Mailbox", secret: ACCOUNT }],
  [
    "credentials",
    "/credentials",
    {
      type: "openai_api",
      name: "OpenAI",
      secret: { api_key: "sk-the-key-of-a-test", url: "http://127.0.0.1:1/v1" },
    },
  ],
  ["infrastructure", "/infrastructure", { mode: "local" }],
  ["calendly", "/progress", { stage: "calendly", status: "skipped" }],
  ["dns", "/progress", { stage: "dns", status: "skipped" }],
  ["tracking", "/progress", { stage: "tracking", status: "skipped" }],
  ["research", "/progress", { stage: "research", status: "skipped" }],
];

export interface Progress {
  stages: Record<string, string>;
  brand: Record<string, unknown> | null;
  email: Record<string, unknown> | null;
  infrastructure: Record<string, unknown> | null;
  calendly_links: string[];
}

/** Call it at the top of a test file. */
export function createWalk(stack?: TestStack) {
  const world = createWorld(stack);
  const caller = world.caller();
  const user = `user_wizard_${randomUUID().slice(0, 8)}`;

  async function send(workspace: string, method: string, path: string, body?: Json): Promise<Answer> {
    const headers = { authorization: `Bearer ${await world.stack.sessionToken(user)}` };
    return method === "POST"
      ? caller.send(path, { method, headers, body: { workspace_id: workspace, ...body } })
      : caller.send(`${path}?workspace_id=${workspace}`, { method, headers });
  }
  const read = async <T>(workspace: string, path: string): Promise<T> =>
    (await send(workspace, "GET", path)).json as T;

  return {
    world,
    user,
    send,
    progress: (workspace: string) => read<Progress>(workspace, "/onboarding/progress"),
    plan: (workspace: string) => read<LaunchPlan>(workspace, "/launch/plan"),
    status: (workspace: string) => read<LaunchStatus>(workspace, "/launch/status"),
    /** A new workspace of the person's own. */
    async signUp(): Promise<string> {
      const slug = `wizard-${randomUUID().slice(0, 8)}`;
      const made = await world.asUser(user).rpc("create_workspace", { p_name: "Wizard", p_slug: slug });
      if (made.error) throw new Error(made.error.message);
      return made.data.id;
    },
  };
}
