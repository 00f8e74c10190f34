import { ApiError, type Core } from "./core.ts";
import { page, type Route } from "./public-api.ts";
import { credentialProblem } from "./schemas.ts";
import { newId, type SimCredential } from "./state.ts";

/** Types that n8n can try out; for the others it says so. */
const TESTABLE = ["smtp", "imap", "postgres", "openAiApi", "anthropicApi", "gmailOAuth2"];

export function credentialRoutes(core: Core): Route[] {
  const { state } = core;
  const find = (id: string, message = "Not Found"): SimCredential => {
    const found = state.credentials.find((c) => c.id === id);
    if (!found) throw new ApiError(404, message);
    return found;
  };
  // The data goes in and never comes out.
  const shown = ({ data: _data, ...rest }: SimCredential) => rest;
  const accept = (type: string, data: unknown): Record<string, unknown> => {
    if (typeof data !== "object" || data === null)
      throw new ApiError(400, "request/body must have required property 'data'");
    const problem = credentialProblem(type, data as Record<string, unknown>);
    if (problem) throw new ApiError(400, problem);
    return structuredClone(data) as Record<string, unknown>;
  };

  return [
    {
      method: "get",
      path: "/credentials",
      scope: "credential:list",
      run: ({ query }) => page(state.credentials.map(shown).reverse(), query),
    },
    {
      method: "post",
      path: "/credentials",
      scope: "credential:create",
      run({ body }) {
        const data = accept(body.type, body.data);
        if (typeof body.name !== "string" || body.name.length > 128)
          throw new ApiError(500, "Internal server error");
        const now = new Date().toISOString();
        const made = { id: newId(), name: body.name, type: body.type, data, createdAt: now, updatedAt: now };
        state.credentials.push(made);
        return shown(made);
      },
    },
    {
      method: "patch",
      path: "/credentials/{id}",
      scope: "credential:update",
      run({ id, body }) {
        const found = find(id, "Credential not found");
        if (body.data !== undefined) {
          const data = accept(found.type, body.data);
          found.data = body.isPartialData ? { ...found.data, ...data } : data;
        }
        found.updatedAt = new Date().toISOString();
        return shown(found);
      },
    },
    {
      method: "delete",
      path: "/credentials/{id}",
      scope: "credential:delete",
      run({ id }) {
        const found = find(id);
        state.credentials.splice(state.credentials.indexOf(found), 1);
        return shown(found);
      },
    },
    {
      method: "post",
      path: "/credentials/{id}/test",
      scope: "credential:read",
      run({ id }) {
        const { type, data } = find(id);
        if (!TESTABLE.includes(type))
          return { status: "Error", message: "No testing function found for this credential." };
        const text = JSON.stringify(data);
        return core.faults.badSecrets.some((bad) => text.includes(bad))
          ? { status: "Error", message: "Authorization failed - please check your credentials" }
          : { status: "OK", message: "Connection successful!" };
      },
    },
  ];
}
