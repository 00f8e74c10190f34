// Judges what was entered for a credential. The values live in the form alone and go when it closes.
import { CREDENTIAL_SECRETS, type CredentialType, credentialSchema } from "@contracts/onboarding.ts";
import { z } from "zod";
import { ApiError } from "@/lib/api/error.ts";
import { webAddressOf } from "./address.ts";

/** {name, …fields} of the form → {name, secret} as the function takes it; errors lie at the form's own fields. */
export const secretForm = (type: CredentialType) =>
  z.looseObject({}).transform((values, ctx) => {
    const { name, ...entered } = values;
    // A server of one's own is named as people name it.
    if (typeof entered.url === "string") entered.url = webAddressOf(entered.url);
    // Both are judged: an error of the one does not hide the other's.
    const named = z.object({ name: credentialSchema.shape.name }).safeParse({ name });
    const judged = (CREDENTIAL_SECRETS[type] as z.ZodObject).safeParse(entered);
    if (named.success && judged.success) {
      return { name: named.data.name, secret: judged.data as Record<string, unknown> };
    }
    for (const { path, message } of [...(judged.error?.issues ?? []), ...(named.error?.issues ?? [])]) {
      ctx.addIssue({ code: "custom", path, message });
    }
    return z.NEVER;
  });

/** The same name would replace what is stored: that is what Replace is for. */
export const nameTaken = (name: string): ApiError =>
  new ApiError({
    status: 409,
    code: "name_taken",
    message: `${name} is stored already`,
    fields: [{ path: "name", message: "is taken: choose another, or close this and replace that one" }],
  });

/** The function names `secret.api_key`; the form knows it as `api_key`. */
export function atOwnFields(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.fields.length === 0) return error;
  const { status, code, message, request_id, body } = error;
  const fields = error.fields.map((f) => ({ ...f, path: f.path.replace(/^secret\./, "") }));
  return new ApiError({ status, code, message, request_id, body, fields });
}
