// The stage "tracking", and Entri, which enters records for people.
import { expect, it } from "vitest";
import type { DnsFinding } from "../_shared/contracts/onboarding.ts";
import * as dns from "../_shared/dns/mod.ts";
import { PermanentError, RetryableError } from "../_shared/errors/mod.ts";
import type { OnboardingDeps } from "./deps.ts";
import { ask, EMAIL, found, onboarding, real, withFindings } from "./testing.ts";

const standIn = onboarding();
/** Whoever asks it fails. */
const nobody: Parameters<typeof dns.verifyTracking>[2] = {
  resolve: () => Promise.reject(new Error("nothing is to be asked")),
};
it("a tracking domain comes after the email stage, and counts once it leads here", async () => {
  const w = await real.workspace();
  const setUp = () =>
    ask(standIn, "POST", "/tracking/setup", w, w.owner, { tracking_domain: "go.acme.test" });
  const verify = (status: DnsFinding["status"]) =>
    ask(withFindings([found(status)]), "POST", "/tracking/verify", w, w.owner);
  expect(await setUp()).toMatchObject({ status: 422, body: { code: "stage_first" } });
  await ask(standIn, "POST", "/email-provider", w, w.owner, EMAIL);
  expect(await verify("ok")).toMatchObject({ status: 422, body: { code: "stage_first" } });
  expect((await setUp()).body).toMatchObject({
    record: { type: "CNAME", host: "go.acme.test" },
    stages: { email: "done" },
  });
  expect((await verify("missing")).body).toMatchObject({ verified: false, stages: { email: "done" } });
  expect((await verify("ok")).body).toMatchObject({ verified: true, stages: { tracking: "done" } });
  const tracking = async () => (await ask(standIn, "GET", "/progress", w, w.owner)).body.tracking;
  expect(await tracking()).toEqual({ domain: "go.acme.test", verified_at: expect.any(String) });
  // Another domain has to prove itself, and so has one that leads away.
  await setUp();
  expect(await tracking()).toMatchObject({ verified_at: null });
  await verify("ok");
  expect((await verify("wrong")).body.stages).toEqual({ email: "done" });
});

it.each(["127.0.0.1", "localhost", "[::1]"])(
  "%s is no target of a CNAME: no value to copy, and a note that says who has to set what",
  async (host) => {
    const w = await real.workspace();
    await ask(standIn, "POST", "/email-provider", w, w.owner, EMAIL);
    const unset = onboarding(
      {},
      {
        dns: {
          ...({} as OnboardingDeps["dns"]),
          trackingRecord: (domain) => dns.trackingRecord(domain, host),
          verifyTracking: (domain) => dns.verifyTracking(domain, host, nobody),
        },
      },
    );
    const body = { tracking_domain: "track.acme.test" };
    const { record } = (await ask(unset, "POST", "/tracking/setup", w, w.owner, body)).body;
    expect(record).toMatchObject({ host: "track.acme.test", value: null });
    expect((record as { note: string }).note).toMatch(/an operator has to set TRACKING_HOST/);
    expect((await ask(unset, "POST", "/tracking/verify", w, w.owner)).body).toMatchObject({
      verified: false,
      finding: { status: "unreachable", value: null, note: expect.stringContaining(host) },
    });
  },
);

it("Entri is handed what can be entered beforehand; its failures are its own", async () => {
  const w = await real.workspace();
  const asked: unknown[] = [];
  const session = { link: "https://app.goentri.test/share/1", records: [] };
  const by = (entri: OnboardingDeps["entri"]) =>
    ask(onboarding({}, { entri }), "POST", "/dns/entri/session", w, w.owner, { domain: "acme.test" });
  expect(
    (
      await by({
        session: async (...args) => {
          asked.push(args);
          return session;
        },
      })
    ).body,
  ).toEqual(session);
  expect(asked).toMatchObject([
    ["acme.test", [{ id: "spf" }, { id: "dmarc" }, { id: "mx" }, { id: "tracking" }]],
  ]);
  const failing = (error: Error) => ({ session: () => Promise.reject(error) });
  expect(await by(failing(new RetryableError("entri_unreachable", "away")))).toMatchObject({
    status: 503,
    body: { code: "provider_unavailable" },
  });
  expect(await by(failing(new PermanentError("entri_refused", "no")))).toMatchObject({
    status: 502,
    body: { code: "provider_refused" },
  });
  expect(await by(null)).toMatchObject({
    status: 501,
    body: { code: "not_offered", settings: ["ENTRI_APPLICATION_ID", "ENTRI_SECRET"] },
  });
});
