// Signed links as a mail carries them, and who follows them.

import type { TestStack } from "../../stack/testing.ts";
import { createSigningKeys } from "../../supabase/functions/_shared/auth/signing.ts";
import { signTrackLink } from "../../supabase/functions/_shared/auth/track-link.ts";
import { signUnsubscribeLink } from "../../supabase/functions/_shared/auth/unsubscribe-link.ts";
import { readSettings } from "../../supabase/functions/_shared/env.ts";

export const PERSON = {
  "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
};
export const TARGET = "https://acme.test/offer?a=1&b=%20x";

/** Signs a click (c), an open (o) of step 1, or an unsubscribe link, with the stack's own key. */
export function linkSigner(stack: TestStack) {
  const keys = createSigningKeys(readSettings((name) => stack.secrets.settings[name], []));
  return (kind: "c" | "o" | "unsubscribe", workspace_id: string, lead_id: string): Promise<string> => {
    const about = { workspace_id, lead_id, email_number: 1 };
    // An unsubscribe link names its campaign; the function asks for none that exists.
    if (kind === "unsubscribe") return signUnsubscribeLink(keys, { ...about, campaign_id: lead_id });
    return signTrackLink(keys, kind, { ...about, ...(kind === "c" && { url: TARGET }) });
  };
}
