// /functions/v1/onboarding/…: the wizard, one route a file. Session → schema → what the stage needs from outside → one
// SQL call that judges the role, saves the stage and its progress, and answers the stages.
import { createHandler, type Handler } from "../_shared/http/handler.ts";
import { withCors } from "../_shared/http/reply.ts";
import { createRouter } from "../_shared/http/router.ts";
import type { OnboardingDeps } from "./deps.ts";
import { saveBrand, scrapeBrand } from "./routes/brand.ts";
import { deleteCredential, listCredentials, storeCredential } from "./routes/credentials.ts";
import { entriSession, generateDns, verifyDns } from "./routes/dns.ts";
import { saveEmailProvider } from "./routes/email-provider.ts";
import { finishGoogle, returnFromGoogle, startGoogle } from "./routes/google.ts";
import { readInfrastructure, saveInfrastructure } from "./routes/infrastructure.ts";
import { readProgress, skipStage } from "./routes/progress.ts";
import { downloadRelevanceTool, saveApify } from "./routes/research.ts";
import { setUpTracking, verifyTracking } from "./routes/tracking.ts";
import { validateCalendly } from "./routes/validate-calendly.ts";
import { validateCredential } from "./routes/validate-credential.ts";
import { readWebhookToken, rotateWebhookToken } from "./routes/webhook-token.ts";

export const createOnboardingHandler = (deps: OnboardingDeps): Handler =>
  createHandler(
    "onboarding",
    createRouter("onboarding", {
      "/progress": { GET: readProgress(deps), POST: skipStage(deps) },
      "/brand": { POST: saveBrand(deps) },
      "/brand/auto-scrape": { POST: scrapeBrand(deps) },
      "/email-provider": { POST: saveEmailProvider(deps) },
      "/google/start": { GET: startGoogle(deps) },
      "/google/callback": { GET: returnFromGoogle(deps) },
      "/google/finish": { POST: finishGoogle(deps) },
      "/credentials": {
        GET: listCredentials(deps),
        POST: storeCredential(deps),
        DELETE: deleteCredential(deps),
      },
      "/validate-credential": { POST: validateCredential(deps) },
      "/validate-calendly": { POST: validateCalendly(deps) },
      "/infrastructure": { GET: readInfrastructure(deps), POST: saveInfrastructure(deps) },
      "/dns/generate": { POST: generateDns(deps) },
      "/dns/verify": { POST: verifyDns(deps) },
      "/dns/entri/session": { POST: entriSession(deps) },
      "/dns/entri/verify": { POST: verifyDns(deps) },
      "/tracking/setup": { POST: setUpTracking(deps) },
      "/tracking/verify": { POST: verifyTracking(deps) },
      "/apify": { POST: saveApify(deps) },
      "/relevance-tool-download": { GET: downloadRelevanceTool(deps) },
      "/webhook-token": { GET: readWebhookToken(deps), POST: rotateWebhookToken(deps) },
    }),
    deps.log,
    withCors,
  );
