// Where the providers are. Each is a setting, so that a test's stand-in can take its place.
import type { Settings } from "../env.ts";

const ENDPOINTS = {
  OPENAI_API_URL: "https://api.openai.com/v1",
  ANTHROPIC_API_URL: "https://api.anthropic.com",
  APIFY_API_URL: "https://api.apify.com/v2",
  GOOGLE_CSE_URL: "https://www.googleapis.com/customsearch/v1",
  GOOGLE_TOKEN_URL: "https://oauth2.googleapis.com/token",
  /** {region}: bcbe5a (US), d7b62b (EU) or f1db6c (AU). */
  RELEVANCE_API_URL: "https://api-{region}.stack.tryrelevance.com/latest",
  CALENDLY_URL: "https://calendly.com",
} as const;

/** Without a slash at its end. */
export const endpoint = (settings: Settings, name: keyof typeof ENDPOINTS): string =>
  (settings.optional(name) ?? ENDPOINTS[name]).replace(/\/+$/, "");
