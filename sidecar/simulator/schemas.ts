// What n8n 2.41.1 accepts, as far as the sidecar meets it. Its refusals are kept word for word where they were seen.
import { z } from "zod";

const NAME = "Workflow name must be 1 to 128 characters long.";
const READ_ONLY = [
  "id",
  "active",
  "createdAt",
  "updatedAt",
  "tags",
  "versionId",
  "triggerCount",
  "isArchived",
];
const WRITABLE = ["name", "nodes", "connections", "settings", "staticData", "pinData"];
const SETTINGS = [
  "executionOrder",
  "timezone",
  "errorWorkflow",
  "callerPolicy",
  "callerIds",
  "executionTimeout",
  "saveDataErrorExecution",
  "saveDataSuccessExecution",
  "saveExecutionProgress",
  "saveManualExecutions",
  "timeSavedPerExecution",
  "timeSavedMode",
  "redactionPolicy",
  "availableInMCP",
  "binaryMode",
];

const node = z.looseObject({
  name: z.string(),
  type: z.string(),
  position: z.tuple([z.number(), z.number()]),
});

/** The sentence with which n8n refuses this body, or undefined. */
export function workflowProblem(body: Record<string, unknown>): string | undefined {
  for (const key of Object.keys(body)) {
    if (READ_ONLY.includes(key)) return `request/body/${key} is read-only`;
    if (!WRITABLE.includes(key)) return "request/body must NOT have additional properties";
  }
  for (const key of ["name", "nodes", "connections", "settings"])
    if (body[key] === undefined) return `request/body must have required property '${key}'`;
  if (typeof body.name !== "string" || body.name.length < 1 || body.name.length > 128) return NAME;
  const settings = z.record(z.string(), z.unknown()).safeParse(body.settings);
  if (!settings.success) return "request/body/settings must be object";
  const unknown = Object.keys(settings.data).find((key) => !SETTINGS.includes(key));
  if (unknown) return `request/body/settings Unrecognized key(s) in object: '${unknown}'`;
  const nodes = z.array(node).safeParse(body.nodes);
  if (!nodes.success)
    return `Workflow structure is invalid. ${nodes.error.issues.map((i) => `nodes${i.path.map((p) => (typeof p === "number" ? `[${p}]` : `.${String(p)}`)).join("")} (${i.code})`).join("; ")}`;
  return undefined;
}

type FieldType = "string" | "number" | "boolean" | "object";
const mailbox: Record<string, FieldType> = {
  user: "string",
  password: "string",
  host: "string",
  port: "number",
  secure: "boolean",
};
export const CREDENTIAL_TYPES: Readonly<Record<string, Record<string, FieldType>>> = {
  postgres: {
    host: "string",
    database: "string",
    user: "string",
    password: "string",
    port: "number",
    ssl: "string",
  },
  smtp: { ...mailbox, disableStartTls: "boolean", hostName: "string" },
  imap: { ...mailbox, allowUnauthorizedCerts: "boolean" },
  gmailOAuth2: { clientId: "string", clientSecret: "string", oauthTokenData: "object" },
  openAiApi: { apiKey: "string", url: "string", organizationId: "string" },
  anthropicApi: { apiKey: "string", url: "string" },
  httpHeaderAuth: { name: "string", value: "string" },
  httpQueryAuth: { name: "string", value: "string" },
  httpBasicAuth: { user: "string", password: "string" },
};

/** Data of a known type: unknown keys and wrong types are refused. */
export function credentialProblem(type: string, data: Record<string, unknown>): string | undefined {
  const fields = Object.hasOwn(CREDENTIAL_TYPES, type) ? CREDENTIAL_TYPES[type] : undefined;
  if (!fields) return "req.body.type is not a known type";
  const problems: string[] = [];
  for (const [key, value] of Object.entries(data)) {
    const wanted = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!wanted) problems.push(`request.body.data is not allowed to have the additional property "${key}"`);
    // n8n's expressions may stand for any value.
    else if (typeof value !== wanted && !(typeof value === "string" && value.startsWith("=")))
      problems.push(`request.body.data is not of a type(s) ${wanted}`);
  }
  return problems.length > 0 ? problems.join(",") : undefined;
}
