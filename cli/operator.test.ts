// `genesis vault rotate`, `new-secrets`, `templates` and `admin add|sync`, on a stack of their own: a master key, the
// templates and the list of operators are everybody's.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureDemoCredentials, openVault } from "../stack/demo-credentials.ts";
import { functionsEnv, parseEnvFile } from "../stack/functions/settings.ts";
import { readSecrets } from "../stack/secrets.ts";
import { localTemplates } from "../stack/templates.ts";
import { mintToken } from "../stack/tokens.ts";
import { createSigningKeys } from "../supabase/functions/_shared/auth/signing.ts";
import { readSettings } from "../supabase/functions/_shared/env.ts";
import { ownStack, type Ran } from "./testing.ts";

const { genesis, home, info, sql } = await ownStack("none");
const ACME = "a0000000-0000-4000-8000-000000000001";
const secrets = readSecrets(home);
if (!secrets) throw new Error("the stack has no secrets");
const vault = () => openVault(info, functionsEnv(home, secrets, info));

describe("new-secrets", () => {
  it("prints lines that the functions take, other ones each time", async () => {
    const [one, two] = await Promise.all([genesis("new-secrets"), genesis("new-secrets")]);
    const [first, second] = [parseEnvFile(one.out), parseEnvFile(two.out)];
    const names = ["ENCRYPTION_MASTER_KEY", "GENESIS_SIGNING_KEYS", "CRON_SECRET", "METRICS_TOKEN"];
    expect(Object.keys(first)).toEqual(names);
    for (const name of names) expect(first[name]).not.toBe(second[name]);
    expect(first.ENCRYPTION_MASTER_KEY).toMatch(/^[0-9a-f]{64}$/);
    const settings = readSettings((name) => first[name], names);
    expect(() => createSigningKeys(settings)).not.toThrow();
    expect(JSON.parse(first.GENESIS_SIGNING_KEYS ?? "").keys).toHaveLength(1);
  });
});

describe("admin add and sync", () => {
  const operators = async (): Promise<string[]> =>
    (await sql("select user_id from genesis.super_admins order by 1")).map((row) => String(row.user_id));
  const acts = async (user: string): Promise<string[]> => {
    const log = JSON.parse((await genesis("admin", "log", "--json")).out) as Record<string, unknown>[];
    const about = log.filter(({ metadata }) => (metadata as { user_id?: string }).user_id === user);
    return about.map(({ action, actor_id }) => `${action} by ${actor_id}`).toReversed();
  };

  it("sync makes a project's first operator from a file, and removes who is not listed any more", async () => {
    const file = join(home.dir, "hosted.env");
    const door = `SUPABASE_URL=${info.api_url}\nSUPABASE_SECRET_KEY=${info.secret_key}\n`;
    const sync = (list: string) => {
      writeFileSync(file, `${door}SUPER_ADMIN_IDS=${list}\n`);
      return genesis("admin", "sync", "--json", "--env-file", file);
    };
    await sql("delete from genesis.super_admins");
    const first = await sync("user_first, user_root");
    expect(first.code, first.err).toBe(0);
    const operatorsNow = ["user_first", "user_root"];
    expect(JSON.parse(first.out)).toEqual({ added: operatorsNow, removed: [], operators: operatorsNow });
    expect(JSON.parse((await sync("user_root")).out)).toMatchObject({ added: [], removed: ["user_first"] });
    expect(await operators()).toEqual(["user_root"]);
    expect(await acts("user_first")).toEqual(["admin_added by system", "admin_removed by system"]);
    for (const empty of ["", " , ,"]) expect((await sync(empty)).code, "an empty list").toBe(2);
    expect(await operators()).toEqual(["user_root"]);
  });

  it("add is an operator's, by name, until the list is written", async () => {
    const added = await genesis("admin", "add", "user_second", "--json");
    expect(added.code, added.err).toBe(0);
    expect(JSON.parse(added.out)).toMatchObject({
      user_id: "user_second",
      added: true,
      has_signed_in: false,
    });
    expect(added.err).toContain("SUPER_ADMIN_IDS");
    expect(await acts("user_second")).toEqual(["admin_added by user_root"]);
    const alice = await mintToken(secrets, info.issuer_url, "user_alice");
    const door = ["--url", info.api_url, "--apikey", info.publishable_key, "--token", alice];
    const refused = await genesis("admin", "add", "user_alice", ...door);
    expect(refused).toMatchObject({ code: 8, err: expect.stringContaining("403") });
    expect((await genesis("admin", "add")).code).toBe(2);
    const synced = await genesis("admin", "sync", "--json"); // the stack's own list: user_root
    expect(JSON.parse(synced.out)).toMatchObject({ added: [], removed: ["user_second"] });
  });
});

describe("templates", () => {
  const templates = (act: string): Promise<Ran> => genesis("templates", act, "--json");

  it("push stores what the files say, diff finds nothing then, a second push changes nothing", async () => {
    expect((await templates("diff")).code).toBe(1);
    expect((await templates("push")).code).toBe(0);
    const diff = await templates("diff");
    expect(diff.code).toBe(0);
    const states = JSON.parse(diff.out).map((d: { state: string }) => d.state);
    expect(states).toEqual(localTemplates().map(() => "same"));
    const again = JSON.parse((await templates("push")).out) as { changed: boolean }[];
    expect(again.some(({ changed }) => changed)).toBe(false);
    const listed = JSON.parse((await templates("list")).out) as { slug: string; is_current: boolean }[];
    const current = listed.filter((row) => row.is_current).map(({ slug }) => slug);
    expect(current).toEqual(localTemplates().map(({ slug }) => slug));
  });

  it("needs a known act, and an operator for a push", async () => {
    expect((await templates("pull")).code).toBe(2);
    const alice = await mintToken(secrets, info.issuer_url, "user_alice");
    const door = ["--url", info.api_url, "--apikey", info.publishable_key, "--token", alice];
    await sql("delete from genesis.workflow_templates where slug = 'email_1'");
    const ran = await genesis("templates", "push", ...door);
    expect(ran).toMatchObject({ code: 8, err: expect.stringContaining("403") });
  });
});

describe("vault rotate", () => {
  const old = secrets.settings.ENCRYPTION_MASTER_KEY;
  const setKeys = (current: string, previous = ""): void =>
    writeFileSync(
      home.functionsEnv,
      `ENCRYPTION_MASTER_KEY=${current}\nENCRYPTION_MASTER_KEY_PREVIOUS=${previous}\n`,
    );

  it("seals everything anew; then the new key alone opens it", async () => {
    await ensureDemoCredentials(vault(), ACME);
    const fresh = parseEnvFile((await genesis("new-secrets")).out).ENCRYPTION_MASTER_KEY as string;
    setKeys(fresh, old);
    const ran = await genesis("vault", "rotate", "--json");
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({ resealed: 3, failed: [], remaining: 0 });
    setKeys(fresh);
    const [smtp] = await vault().list(ACME, ["smtp"]);
    expect(await vault().open(ACME, smtp as NonNullable<typeof smtp>)).toMatchObject({ host: "127.0.0.1" });
    setKeys(old as string);
    await expect(vault().open(ACME, smtp as NonNullable<typeof smtp>)).rejects.toThrow(
      "ENCRYPTION_MASTER_KEY",
    );
    expect((await genesis("vault", "rotate")).code).toBe(3);
  });

  it("a hosted project's keys come from a file; a malformed one is said", async () => {
    const file = join(home.dir, "production.env");
    writeFileSync(
      file,
      `SUPABASE_URL=${info.api_url}\nSUPABASE_SECRET_KEY=${info.secret_key}\nENCRYPTION_MASTER_KEY=short\n`,
    );
    const ran = await genesis("vault", "rotate", "--env-file", file);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("ENCRYPTION_MASTER_KEY") });
    expect(ran.err).not.toContain(readFileSync(file, "utf8").split("\n")[1]);
    expect((await genesis("vault", "unlock")).code).toBe(2);
  });
});
