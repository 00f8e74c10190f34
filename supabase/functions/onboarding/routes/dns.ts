import { z } from "zod";
import { dnsSchema, domainName } from "../../_shared/contracts/onboarding.ts";
import { json } from "../../_shared/http/reply.ts";
import type { Route } from "../../_shared/http/router.ts";
import { posted } from "../../_shared/http/session-route.ts";
import { charge } from "../../_shared/rate.ts";
import type { Access, DnsOptions, OnboardingDeps } from "../deps.ts";
import { asNeighbour, notOffered, passed, type Saved } from "../outcome.ts";

const optionsOf = ({ sender_email, tracking_domain }: Access): DnsOptions => ({
  senderEmail: sender_email,
  trackingDomain: tracking_domain,
});

/** POST /onboarding/dns/generate: the records to enter. Saves nothing. */
export const generateDns = (deps: OnboardingDeps): Route =>
  posted(deps, dnsSchema, async ({ rpc, workspaceId }, question) => {
    const access = await rpc<Access>("onboarding_access", { p_workspace_id: workspaceId });
    return json({ records: deps.dns.records(question, optionsOf(access)) });
  });

/** POST /onboarding/dns/verify and /onboarding/dns/entri/verify: what the DNS says of them now; saved as found. */
export const verifyDns = (deps: OnboardingDeps): Route =>
  posted(deps, dnsSchema, async ({ rpc, person, workspaceId }, question) => {
    const access = await rpc<Access>("onboarding_access", { p_workspace_id: workspaceId });
    await charge(deps.rpc, "outside", workspaceId);
    const findings = await deps.dns.verify(question, optionsOf(access));
    const verified = deps.dns.isVerified(findings);
    const { stages } = passed(
      await deps.rpc<Saved>("onboarding_dns_save", {
        p_workspace_id: workspaceId,
        p_actor: person.userId,
        p_domain: question,
        p_findings: findings,
        p_verified: verified,
      }),
    );
    return json({ findings, verified, stages });
  });

const entriSchema = z.object({
  domain: domainName,
  sender: dnsSchema.shape.sender,
  dkim_selector: dnsSchema.shape.dkim_selector,
  spf_include: dnsSchema.shape.spf_include,
});

/** POST /onboarding/dns/entri/session: the page on which Entri enters the records, {link, records}. */
export const entriSession = (deps: OnboardingDeps): Route =>
  posted(deps, entriSchema, async ({ rpc, workspaceId }, question) => {
    const access = await rpc<Access>("onboarding_access", { p_workspace_id: workspaceId });
    const { entri } = deps;
    if (!entri) throw notOffered("ENTRI_APPLICATION_ID", "ENTRI_SECRET");
    // Entri can enter only what is known beforehand: a DKIM key is the mail service's.
    const records = deps.dns.records(question, optionsOf(access)).filter(({ value }) => value !== null);
    return json(await asNeighbour("Entri", () => entri.session(question.domain, records)));
  });
