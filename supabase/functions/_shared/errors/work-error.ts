// How a piece of background work fails: for good, or worth another try. Their messages are for operators and land in
// the trail of an ignition or a command, so that none may carry a secret.

/** The same call will fail again. */
export class PermanentError extends Error {
  readonly code: string;
  readonly detail: Record<string, unknown> | undefined;

  constructor(code: string, message: string, detail?: Record<string, unknown>) {
    super(message);
    this.name = "PermanentError";
    this.code = code;
    this.detail = detail;
  }
}

/** The same call may pass in a moment. */
export class RetryableError extends Error {
  readonly code: string;
  readonly detail: Record<string, unknown> | undefined;

  constructor(code: string, message: string, detail?: Record<string, unknown>) {
    super(message);
    this.name = "RetryableError";
    this.code = code;
    this.detail = detail;
  }
}
