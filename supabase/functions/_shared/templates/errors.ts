export type TemplateErrorCode =
  | "unknown_placeholder"
  | "missing_value"
  | "missing_credential"
  | "unsafe_place"
  | "bad_value"
  | "bad_template"
  | "unlawful_mail";

/** A template that cannot be compiled, with a sentence for people. Permanent: trying again changes nothing. */
export class TemplateError extends Error {
  readonly code: TemplateErrorCode;
  /** Placeholder, node or credential type. */
  readonly about: string;

  constructor(code: TemplateErrorCode, message: string, about: string) {
    super(message);
    this.name = "TemplateError";
    this.code = code;
    this.about = about;
  }
}
