// What all parts of the simulator share.
import type { Faults } from "./faults.ts";
import type { SimState } from "./state.ts";

export interface Core {
  readonly state: SimState;
  faults: Faults;
  /** `later`: activation answers before triggers run, as n8n does by default. */
  readonly publication: "later" | "at_once";
  /** How long that takes. Measured with n8n: 126–196 ms. */
  readonly publishMs: number;
  readonly version: string;
  readonly eventsUrl: () => string | undefined;
  /** Timers that must not outlive the simulator. */
  readonly later: (ms: number, work: () => void) => void;
  /** Writes the state to its file, if it has one. */
  readonly save: () => void;
}

/** An error as n8n's public API answers it. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const isTrigger = (type: string): boolean => /trigger$|\.webhook$|emailReadImap$/i.test(type);
export const isWebhook = (type: string): boolean => type.endsWith(".webhook");
