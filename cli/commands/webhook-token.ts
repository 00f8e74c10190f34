import { readDemoTokens } from "../../stack/demo.ts";
import { openSealing } from "../../stack/demo-credentials.ts";
import { StackError } from "../../stack/errors.ts";
import { functionsEnv } from "../../stack/functions/settings.ts";
import { withConnection } from "../../stack/postgres.ts";
import { rotateToken, vaultToken } from "../../stack/webhook-token.ts";
import { createCredentials } from "../../supabase/functions/_shared/vault/mod.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import type { Options } from "../options.ts";
import { print, printJson } from "../output.ts";
import { openProject, requireSecrets, workspaceOf } from "../project.ts";
import { requireRunning, runningInfo } from "../running.ts";

function sealingOf(options: Options) {
  const info = requireRunning(options.home);
  return openSealing(info, functionsEnv(options.home, requireSecrets(options.home), info));
}

/** Of a running stack: the one that n8n has, once the workspace was ignited. Else the one that the stack made. */
async function tokenOf(options: Options, slug: string): Promise<string | undefined> {
  const made = readDemoTokens(options.home)[slug];
  if (!runningInfo(options.home)) return made;
  const workspaceId = await workspaceOf(openProject({ ...options, values: {} }), slug);
  // A frozen workspace's vault is closed.
  const { rpc, vault } = sealingOf(options);
  const stored = await vaultToken(createCredentials(rpc, vault), workspaceId).catch(() => undefined);
  return stored ?? made;
}

const command: Command = {
  usage: "webhook-token <workspace slug> [--rotate] [--home DIR]",
  about:
    "Prints the webhook token of a workspace of a local stack; --rotate makes a new one (the old one lives on for the overlap, and n8n is given the new one; 8 while the last one is still on its way).",
  takes: 1,
  options: { rotate: { type: "boolean" } },
  async run(options) {
    const [slug] = options.args;
    if (!slug)
      throw new StackError(
        "webhook-token needs a slug.",
        "For example: genesis webhook-token acme",
        EXIT.usage,
      );
    const token = options.values.rotate
      ? await withConnection(requireRunning(options.home).db_url, (sql) =>
          rotateToken(options.home, sql, sealingOf(options), slug),
        )
      : await tokenOf(options, slug);
    if (!token) {
      throw new StackError(
        `This stack made no webhook token for ${slug}.`,
        "`--rotate` makes one, if the workspace exists.",
        EXIT.usage,
      );
    }
    if (options.json) printJson({ workspace: slug, token });
    else print(token);
    return EXIT.ok;
  },
};
export default command;
