// The stages "dns" and "tracking": what the resolver said is kept, and a stage is done while it holds.
import { expect, it } from "vitest";
import { ask, EMAIL, found, onboarding, real, withFindings } from "./testing.ts";

const standIn = onboarding();
it("the records follow the domain, the sender and what earlier stages know", async () => {
  const w = await real.workspace();
  await ask(standIn, "POST", "/email-provider", w, w.owner, EMAIL);
  await ask(standIn, "POST", "/tracking/setup", w, w.owner, { tracking_domain: "go.acme.test" });
  const { body } = await ask(standIn, "POST", "/dns/generate", w, w.owner, {
    domain: "Acme.test",
    sender: "other",
    spf_include: "spf.mailer.test",
  });
  const records = body.records as unknown as { id: string; host: string; value: string | null }[];
  expect(records.map(({ id }) => id)).toEqual(["spf", "dkim", "dmarc", "mx", "tracking"]);
  expect(records[0]).toMatchObject({
    host: "acme.test",
    value: expect.stringContaining("include:spf.mailer.test"),
  });
  expect(records[4]).toMatchObject({ host: "go.acme.test", value: "t.genesis.test" });
});

it("a check is saved as found, and the stage is done while the required records are there", async () => {
  const w = await real.workspace();
  const asked: unknown[] = [];
  const body = { domain: "acme.test", dkim_selector: "s1", sender: "other" };
  const good = await ask(
    withFindings([found("ok"), found("missing", false)], asked),
    "POST",
    "/dns/verify",
    w,
    w.owner,
    body,
  );
  expect(good.body).toMatchObject({
    verified: true,
    stages: { dns: "done" },
    findings: [{ status: "ok" }, { status: "missing" }],
  });
  expect(asked).toMatchObject([
    [
      { domain: "acme.test", dkim_selector: "s1" },
      { senderEmail: null, trackingDomain: null },
    ],
  ]);
  const read = async () => (await ask(standIn, "GET", "/progress", w, w.owner)).body;
  expect(await read()).toMatchObject({
    dns: { ...body, verified_at: expect.any(String), findings: [{ status: "ok" }, {}] },
  });

  const bad = await ask(withFindings([found("wrong")]), "POST", "/dns/entri/verify", w, w.owner, body);
  expect(bad.body).toMatchObject({ verified: false, stages: {} });
  expect(await read()).toMatchObject({ dns: { verified_at: null }, stages: {} });
  await ask(standIn, "POST", "/progress", w, w.owner, { stage: "dns", status: "skipped" });
  expect(
    (await ask(withFindings([found("unreachable")]), "POST", "/dns/verify", w, w.owner, body)).body.stages,
  ).toEqual({ dns: "skipped" });
});
