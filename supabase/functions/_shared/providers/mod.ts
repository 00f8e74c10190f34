// The providers' cheapest real calls. How it is wired in an Edge Function:
//
//   const deps = { ...denoNetwork, fetch, settings };            // denoNetwork: ../safe-fetch/deno.ts
//   await validateCredential("smtp", secret, deps)               // → { verdict, message }; never throws
//   await validateCalendly("https://calendly.com/ada/intro", deps) // → { ok, reason, message }; never throws
//
// `secret` is what CREDENTIAL_SECRETS[type] has parsed; one that does not fit answers `wrong`, naming the fields.
// CALENDLY_URL (default https://calendly.com) is where links of calendly.com are looked up.
export * from "./calendly.ts";
export * from "./types.ts";
export * from "./validate-credential.ts";
