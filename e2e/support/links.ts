// Signed links as a mail carries them, and who follows them.

import type { TestStack } from "../../stack/testing.ts";
import { createSigningKeys } from "../../supabase/functions/_shared/auth/signing.ts";
import { signTrackLink } from "../../supabase/functions/_shared/auth/track-link.ts";
import { readSettings } from "../../supabase/functions/_shared/env.ts";

export const PERSON = {
  "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
};
export const TARGET = "https://acme.test/offer?a=1&b=%20x";

/** Signs a click (c) or open (o) of step 1 with the stack's own key. */
export function linkSigner(stack: TestStack) {
  const keys = createSigningKeys(readSettings((name) => stack.secrets.settings[name], []));
  return (kind: "c" | "o", workspace_id: string, lead_id: string): Promise<string> =>
    signTrackLink(keys, kind, {
      workspace_id,
      lead_id,
      email_number: 1,
      ...(kind === "c" && { url: TARGET }),
    });
}
