export { requireCredentials, requiredCredentials, requireLawfulMail, variantFor } from "./checks.ts";
export { compileTemplate, workflowName } from "./compile.ts";
export { TemplateError, type TemplateErrorCode } from "./errors.ts";
export { canonicalJson, templateHash, workflowHash } from "./hash.ts";
export { parseManifest } from "./manifest.ts";
export { CREDENTIAL_PLACEHOLDERS, PLACEHOLDERS } from "./placeholders.ts";
export {
  type OperatorKeys,
  RESEARCH_KEYS,
  RESEARCH_SETTINGS,
  type ResearchKey,
  researchAsked,
  supplierOf,
} from "./research.ts";
export { PLACEHOLDER } from "./substitute.ts";
export type * from "./types.ts";
export { placeholderValues, type TemplateContext } from "./values.ts";
