// An error in three sentences: what happened, what it means for the person, what to do.
import { ApiError } from "./error.ts";

export interface Explanation {
  happened: string;
  means: string;
  todo: string;
  request_id?: string;
  /** Whether the same attempt may succeed in a moment. */
  retryable: boolean;
}

type Rest = Pick<Explanation, "means" | "todo">;

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Of the codes that have more to say than their status. */
const BY_CODE: Readonly<Record<string, Rest>> = {
  forbidden: { means: "Your role does not allow it.", todo: "Ask an owner of the workspace." },
  workspace_frozen: {
    means: "Nothing gets in or out until it is opened again; nothing is lost.",
    todo: "Ask the operator who froze it.",
  },
  invalid_signature: { means: "Nothing was changed.", todo: "Open the whole link again." },
  conflict: {
    means: "Somebody, or another tab, was faster. Nothing was changed.",
    todo: "Load the page again to see the current state.",
  },
  invalid_field: { means: "Nothing was changed.", todo: "Correct what is marked, then try again." },
  stage_first: { means: "Nothing was saved.", todo: "Complete that first, then come back." },
  credential_refused: { means: "Nothing was saved.", todo: "Store another key, then try again." },
  budget_exceeded: {
    means: "The workspace's budget is used up.",
    todo: "Wait for the next month, or ask an operator for a higher limit.",
  },
};

const AGAIN = "Try again in a moment; what you entered stays here.";
const BY_STATUS: Readonly<Record<number, Rest>> = {
  0: {
    means: "Nothing was changed as far as this page knows.",
    todo: "Check the connection, then try again.",
  },
  401: { means: "Nothing is shown or changed without a session.", todo: "Sign in again." },
  404: { means: "It may have been removed, or the link is not whole.", todo: "Go back and look again." },
  410: { means: "It opens nothing any more.", todo: "Ask for a new one." },
  413: { means: "Nothing was changed.", todo: "Send less at a time." },
  429: { means: "Too much was asked in a short time.", todo: "Wait a moment, then try again." },
  501: { means: "This installation does not offer it.", todo: "Ask an operator to set it up." },
  502: { means: "Nothing was changed as far as this page knows.", todo: AGAIN },
  503: { means: "Nothing was changed.", todo: AGAIN },
  504: { means: "It may have been done all the same.", todo: "Load the page again to see." },
};

/** What cannot be fetched now, but may be in a moment. */
const NOT_SHOWN: Rest = {
  means: "What belongs here cannot be shown now; nothing is lost.",
  todo: "Try again in a moment.",
};

/** A function's hint is for whoever calls it: people read it where there are no words of their own for them. */
function restOf({ code, status, hint }: ApiError, doing: Doing): Rest {
  if (doing === "reading" && (status === 0 || status >= 502)) return NOT_SHOWN;
  const known = BY_CODE[code] ?? BY_STATUS[status];
  if (known) return known;
  return status < 500
    ? {
        means: "Nothing was changed.",
        todo: hint ? sentence(hint) : "Correct what is named, then try again.",
      }
    : { means: "The attempt was not completed.", todo: "Try again; if it stays, report it." };
}

/** Whether something was to be shown, or to be changed. */
export type Doing = "reading" | "changing";

export function explain(error: unknown, doing: Doing = "changing"): Explanation {
  if (!(error instanceof ApiError)) {
    return {
      happened: "Something went wrong in this page.",
      means: "What you see may be incomplete.",
      todo: "Load the page again.",
      retryable: true,
    };
  }
  const { means, todo } = restOf(error, doing);
  return {
    happened: sentence(error.message),
    means,
    todo,
    request_id: error.request_id,
    retryable: isRetryable(error),
  };
}

/** No answer, too many, or a fault on the other side: worth the same attempt again. */
export const isRetryable = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 502);
