import { HttpError } from "../_shared/errors/mod.ts";
import { readBytes } from "../_shared/http/mod.ts";

const LIMIT_BYTES = 4_096;

/** RFC 8058 lets a mail program send the pair as a form of either kind; 400 for any other body. */
export async function requireOneClick(req: Request): Promise<void> {
  const body = await readBytes(req, LIMIT_BYTES);
  const type = req.headers.get("content-type") ?? "";
  let given: FormDataEntryValue | null = null;
  try {
    given = /^multipart\/form-data/i.test(type)
      ? (await new Response(body as BodyInit, { headers: { "content-type": type } }).formData()).get(
          "List-Unsubscribe",
        )
      : new URLSearchParams(new TextDecoder().decode(body).trim()).get("List-Unsubscribe");
  } catch {
    // A form that is none.
  }
  if (given !== "One-Click") {
    const fields = [{ path: "List-Unsubscribe", message: "must be One-Click" }];
    throw new HttpError("invalid_field", { fields });
  }
}
