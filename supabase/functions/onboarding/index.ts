import { createRequireSession, createSigningKeys } from "../_shared/auth/mod.ts";
import { createMachineRpc, createUserRpc } from "../_shared/db/client.ts";
import * as dns from "../_shared/dns/mod.ts";
import type { Settings } from "../_shared/env.ts";
import { startHandler } from "../_shared/http/mod.ts";
import { functionsUrl, MACHINE_SETTINGS, SESSION_SETTINGS } from "../_shared/ingest/mod.ts";
import { validateCalendly, validateCredential } from "../_shared/providers/mod.ts";
import { denoNetwork } from "../_shared/safe-fetch/deno.ts";
import { createSafeFetch, createScrape } from "../_shared/safe-fetch/mod.ts";
import { createVault, readMasterKeys } from "../_shared/vault/mod.ts";
import { createCredentialDesk } from "./credential-desk.ts";
import type { OnboardingDeps } from "./deps.ts";
import { createOnboardingHandler } from "./handler.ts";

const SETTINGS = [...MACHINE_SETTINGS, ...SESSION_SETTINGS, "GENESIS_SIGNING_KEYS", "ENCRYPTION_MASTER_KEY"];

/** The host that answers a tracking domain's links: TRACKING_HOST where it is not the functions' own. */
const trackingHost = (settings: Settings): string =>
  settings.optional("TRACKING_HOST") ?? new URL(functionsUrl(settings)).hostname;

function dnsOf(settings: Settings): OnboardingDeps["dns"] {
  const host = trackingHost(settings);
  // One a verification: it remembers what it saw.
  const resolver = () => dns.chooseResolver(settings, Deno.resolveDns as dns.ResolveDns);
  return {
    records: (question, options) => dns.records(question, { ...options, trackingHost: host }),
    verify: (question, options) => dns.verify(question, resolver(), { ...options, trackingHost: host }),
    isVerified: dns.isVerified,
    trackingRecord: (domain) => dns.trackingRecord(domain, host),
    verifyTracking: (domain) => dns.verifyTracking(domain, host, resolver()),
  };
}

function entriOf(settings: Settings): OnboardingDeps["entri"] {
  const [applicationId, secret] = ["ENTRI_APPLICATION_ID", "ENTRI_SECRET"].map((name) =>
    settings.optional(name),
  );
  if (!applicationId || !secret) return null;
  const baseUrl = settings.optional("ENTRI_URL");
  return dns.createEntriClient({ applicationId, secret, ...(baseUrl ? { baseUrl } : {}) });
}

Deno.serve(
  startHandler(
    "onboarding",
    (name) => Deno.env.get(name),
    SETTINGS,
    (settings) => {
      const rpc = createMachineRpc(settings);
      const vault = createVault(readMasterKeys(settings));
      const network = { ...denoNetwork, fetch, settings };
      return createOnboardingHandler({
        rpc,
        settings,
        session: createRequireSession(settings),
        userRpc: createUserRpc(settings),
        keys: createSigningKeys(settings),
        credentials: createCredentialDesk(rpc, vault),
        vault,
        scrape: createScrape(createSafeFetch(denoNetwork)),
        validate: (type, secret) => validateCredential(type, secret, network),
        calendly: (link) => validateCalendly(link, network),
        dns: dnsOf(settings),
        entri: entriOf(settings),
        fetch,
      });
    },
  ),
);
