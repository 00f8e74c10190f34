// Judges what was entered for a credential. The values live in the form alone and go when it closes.
import { CREDENTIAL_SECRETS, type CredentialType, credentialSchema } from "@contracts/onboarding.ts";
import { z } from "zod";
import { ApiError } from "@/lib/api/error.ts";

/** {name, …fields} of the form → {name, secret} as the function takes it; errors lie at the form's own fields. */
export const secretForm = (type: CredentialType) =>
  z.looseObject({ name: credentialSchema.shape.name }).transform((values, ctx) => {
    const { name, ...entered } = values;
    const judged = (CREDENTIAL_SECRETS[type] as z.ZodObject).safeParse(entered);
    if (judged.success) return { name, secret: judged.data as Record<string, unknown> };
    for (const { path, message } of judged.error.issues) ctx.addIssue({ code: "custom", path, message });
    return z.NEVER;
  });

/** The function names `secret.api_key`; the form knows it as `api_key`. */
export function atOwnFields(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.fields.length === 0) return error;
  const { status, code, message, request_id, body } = error;
  const fields = error.fields.map((f) => ({ ...f, path: f.path.replace(/^secret\./, "") }));
  return new ApiError({ status, code, message, request_id, body, fields });
}
