// The operators' desk: an operator freezes, explains and unfreezes a workspace in the browser, proves it in the audit log,
// and a member gets nothing of the desk. One file for all of it, hence its length: each has a stack and a browser.
import { describe, expect, it } from "vitest";
import { openBrowser } from "./support/browser.ts";
import { dialog, freeze, openDesk, panel, startAll, unfreezeWithNothing } from "./support/desk.ts";
import { inspect } from "./support/inspect.ts";
import { createWebStack } from "./support/stack.ts";

const { info, world, genesis } = await createWebStack();
const browser = await openBrowser(info);
const { sql } = world;
const ACME = "a0000000-0000-4000-8000-000000000001";
const REASON = "Spam report 4711: the provider wants it stopped";

const ignited = await genesis("ignite", "acme");
if (ignited.code !== 0) throw new Error(`ignite: ${ignited.out}${ignited.err}`);
const root = await browser.visit("/admin", { as: "user_root" });

async function stageTimes(): Promise<string[]> {
  const stages = await sql`select to_char(at at time zone 'utc', 'SS.MS') as at from genesis.freeze_stages
    where workspace_id = ${ACME} order by genesis.freeze_stages.at`;
  return stages.map(({ at }) => at as string);
}
async function lastCommand(action: string): Promise<string | undefined> {
  const [last] = await sql`select status from genesis.commands
    where workspace_id = ${ACME} and action = ${action} order by seq desc limit 1`;
  return last?.status as string | undefined;
}

describe("the kill switch", { timeout: 60_000 }, () => {
  it("the desk begins with the list of workspaces; a row leads to its page", async () => {
    await root.waitForURL(/\/admin\/workspaces$/);
    await root.getByLabel("Search").fill("acm");
    await root.waitForURL(/q=acm/);
    await expect.poll(() => root.getByRole("row").count()).toBe(2);
    await inspect(root, "admin-workspaces");
    await root.getByRole("link", { name: "Acme" }).click();
    await root.getByRole("heading", { level: 1, name: "Acme" }).waitFor();
    await inspect(root, "admin-workspace");
  });

  it("does nothing without the slug of the workspace", async () => {
    await freeze(root, "globex", REASON);
    await dialog(root).getByText("This is not acme").waitFor();
    expect((await sql`select status from public.workspaces where id = ${ACME}`)[0]?.status).toBe("active");
    await dialog(root).getByRole("button", { name: "Close" }).click();
  });

  it("freezes, and shows each stage with its time until it is verified; a member sees the reason alone", async () => {
    const alice = await browser.visit("/w/acme/members", { as: "user_alice" });
    await alice.getByRole("heading", { level: 1, name: "Members" }).waitFor();
    await freeze(root, "acme", REASON);
    const stages = panel(root, "This freeze");
    await stages.getByText(/^Verified after/).waitFor();
    const shown = await stages.locator("time").allTextContents();
    const stored = await stageTimes();
    expect(stored.length).toBe(5);
    for (const [index, at] of stored.entries()) expect(shown[index]).toContain(at);
    expect(await stages.getByText(/^took /).count()).toBe(4);
    await stages.getByText(/7 workflows switched off, 7 of them on before/).waitFor();

    await alice.getByText("This workspace is frozen").waitFor();
    expect(await alice.getByRole("main").getByText(REASON).count()).toBe(1);
    expect(await alice.getByRole("main").locator("a, button, table, form").count()).toBe(0);
    expect(await alice.getByRole("navigation", { name: "Main" }).getByRole("link").count()).toBe(0);
    await alice.context().close();
    await inspect(root, "admin-frozen");
  });

  it("unfreezes with nothing started, names what is off, then starts everything", async () => {
    const off = panel(root, "What an unfreeze may start again").getByRole("listitem");
    // One campaign and its seven workflows.
    await expect.poll(() => off.count()).toBe(8);
    await unfreezeWithNothing(root, "acme");
    await dialog(root).getByText("No workflow starts").waitFor();
    await dialog(root).getByRole("button", { name: "Done" }).click();
    await expect.poll(() => lastCommand("rotate_webhook_token"), { timeout: 15_000 }).toBe("done");
    expect(await lastCommand("activate_workflows")).toBeUndefined();
    await panel(root, "Still off since the freeze").waitFor();
    await inspect(root, "admin-unfrozen");

    await startAll(root, "acme");
    await panel(root, "Still off since the freeze").waitFor({ state: "detached" });
    await expect.poll(() => lastCommand("activate_workflows"), { timeout: 15_000 }).toBe("done");
    await root.getByRole("row", { name: /activate workflows.*done/ }).waitFor();
  });
});

describe("the audit log", { timeout: 60_000 }, () => {
  it("has each act with its reason, by filter and in the address", async () => {
    await openDesk(root, "audit?workspace=acme&actor=root", "Audit log");
    const table = root.getByRole("table", { name: "Audit log" });
    for (const act of ["workspace frozen", "workspace unfrozen", "workflows reactivated"]) {
      await table.getByText(act, { exact: true }).waitFor();
    }
    await table.getByText(REASON).waitFor();
    await root.getByLabel("Action").fill("workspace frozen");
    await expect.poll(() => table.getByRole("row").count()).toBe(2);
    await root.waitForURL(/action=workspace/);
  });

  it("verifies as sound, and names the entry that somebody changed", async () => {
    await openDesk(root, "audit", "Audit log");
    const verify = root.getByRole("button", { name: "Verify all chains" });
    await verify.click();
    await root.getByText(/^\d+ chains, all sound/).waitFor();
    await inspect(root, "admin-audit");

    const [row] = await sql`select seq from public.governance_audit_log
      where workspace_id = ${ACME} and action = 'workspace_frozen'`;
    const seq = row?.seq as number;
    await sql.begin(async (tx) => {
      await tx`alter table public.governance_audit_log disable trigger audit_is_append_only`;
      await tx`update public.governance_audit_log set reason = 'nothing' where workspace_id = ${ACME} and seq = ${seq}`;
      await tx`alter table public.governance_audit_log enable always trigger audit_is_append_only`;
    });
    await verify.click();
    await root.getByText(`at entry #${seq}`).waitFor();
    await root.getByText("The entry's fields do not give its hash.").waitFor();
    await root.getByText(/^1 chain of \d+ not sound/).waitFor();
  });
});

describe("the desk's other pages", { timeout: 60_000 }, () => {
  it("break-glass opens a workspace for reading, and closes it", async () => {
    await openDesk(root, "workspaces/globex", "Globex");
    const glass = panel(root, "Break glass");
    await glass.getByLabel("Reason").fill("why");
    await glass.getByRole("button", { name: "Open for reading" }).click();
    await glass.getByText("Reason must have at least 5 characters").waitFor();
    await glass.getByLabel("Reason").fill("ticket 12: opens are missing");
    await glass.getByRole("button", { name: "Open for reading" }).click();
    await glass.getByText(/Open to you for another (1 h|59 min)/).waitFor();
    await glass.getByRole("link", { name: "Look inside" }).click();
    await root.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();

    await openDesk(root, "break-glass", "Break-glass");
    await inspect(root, "admin-break-glass");
    await panel(root, "Open now").getByRole("button", { name: "Close" }).click();
    await dialog(root).getByRole("button", { name: "Close workspace" }).click();
    await panel(root, "Open now").getByText("Nothing is open").waitFor();
    await panel(root, "History").getByText("super admin access closed").waitFor();
  });

  it("a command that was given up is tried again, and its alarm is cleared", async () => {
    await sql`select private.command_enqueue(${ACME}, 'stop_executions')`;
    await sql`update genesis.commands set status = 'failed', error = 'n8n answered 502', attempts = 50, finished_at = now()
      where workspace_id = ${ACME} and status in ('open', 'running')`;
    await sql`select private.alarm('command_failed', 'web:1', 'high', 'n8n answered 502', '{}', ${ACME})`;
    await openDesk(root, "queues", "Queues");
    await inspect(root, "admin-queues");
    const failed = panel(root, "Commands").getByRole("row", { name: /stop executions.*502/ });
    await failed.getByRole("button", { name: "Redrive" }).click();
    await dialog(root).getByRole("button", { name: "Redrive" }).click();
    await expect.poll(() => lastCommand("stop_executions"), { timeout: 15_000 }).toBe("done");
    await panel(root, "Commands").getByText("Nothing is open or failed").waitFor();

    await openDesk(root, "alarms", "Alarms");
    await inspect(root, "admin-alarms");
    const alarm = root.getByRole("row", { name: /n8n answered 502/ });
    await alarm.getByRole("button", { name: "Clear" }).click();
    await dialog(root).getByRole("button", { name: "Clear alarm" }).click();
    await alarm.waitFor({ state: "detached" });
    await root.getByLabel("Show cleared ones").check();
    await alarm.waitFor();
  });

  it("a limit is changed from the workspace's page, and a price is set", async () => {
    await openDesk(root, "workspaces/globex", "Globex");
    await root.getByRole("link", { name: "Change plan or limit" }).click();
    await dialog(root)
      .getByLabel(/^Limit/)
      .fill("12.5");
    await dialog(root).getByRole("button", { name: "Save" }).click();
    await root.getByRole("row", { name: /Globex.*\$12\.50 its own/ }).waitFor();
    await root.getByRole("button", { name: "Set price of gpt-5", exact: true }).click();
    await dialog(root).getByLabel("Input").fill("9.75");
    await dialog(root).getByRole("button", { name: "Set price" }).click();
    await root.getByRole("row", { name: /gpt-5 \$9\.75/ }).waitFor();
    await inspect(root, "admin-budgets");
  });

  it("logins are found by their user", async () => {
    await sql`insert into public.login_audit (svix_id, user_id, email, event_type, ip_address) values
      ('web-1', 'user_alice', 'alice@acme.test', 'session.created', '203.0.113.7'),
      ('web-2', 'user_bob', 'bob@globex.test', 'session.ended', '203.0.113.8')`;
    await openDesk(root, "logins", "Logins");
    await inspect(root, "admin-logins");
    await root.getByLabel("User").fill("alice");
    await root.getByRole("row", { name: /203\.0\.113\.8/ }).waitFor({ state: "detached" });
    await root.getByRole("row", { name: /alice@acme\.test.*203\.0\.113\.7/ }).waitFor();
  });
});

it("a member gets no desk: no entry, no page by its address, no data", async () => {
  const alice = await browser.visit("/w/acme/members", { as: "user_alice" });
  await alice.getByRole("heading", { level: 1, name: "Members" }).waitFor();
  expect(await alice.locator('a[href^="/admin"]').count()).toBe(0);
  for (const path of ["", "/workspaces", "/workspaces/globex", "/audit", "/budgets"]) {
    await alice.goto(`/admin${path}`);
    await alice.getByText("This is for operators").waitFor();
    expect(await alice.getByRole("navigation", { name: "Main" }).getByRole("link").count(), path).toBe(0);
    expect(await alice.getByText("Globex").count(), path).toBe(0);
  }
  const { error } = await world.asUser("user_alice").rpc("admin_desk");
  expect(error?.code).toBe("PT403");
});
