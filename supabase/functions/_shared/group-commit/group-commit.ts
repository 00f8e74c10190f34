// Group commit: requests that arrive while a call is under way wait for it and then go as one call. A lone request
// goes at once.
//
// One call at a time: with 64 callers of one workspace 1, 2, 3 and 4 calls under way gave 513, 453, 385 and 328
// requests/s (of three workspaces 470, 341, 443, 373), as calls for one workspace wait in line in the database anyway
// and smaller groups cost more each. Only a call that takes long, behind a freeze or a lock, is overtaken.
import { faultOf, HttpError, httpErrorOf } from "../errors/mod.ts";
import { type Part, Pending } from "./pending.ts";

export interface GroupRequest {
  readonly items: readonly unknown[];
}

/** What SQL answers for one request; `results` has one element an item when the status is 200. */
export interface GroupOutcome<R> {
  status: number;
  code?: string;
  retry_after?: number;
  results?: R[];
}

export interface GroupCommitOptions<Q extends GroupRequest, R> {
  /** One SQL call for 1..maxRequests requests; answers one outcome a request, in order. Throws DatabaseError. */
  call(requests: Q[]): Promise<GroupOutcome<R>[]>;
  /** The result of an item that the database refuses though the schema let it pass. */
  refused(error: HttpError): R;
  maxRequests?: number;
  maxItems?: number;
  /** After this long a call no longer holds up the next one. */
  slowMs?: number;
  /** Calls under way at once, the slow ones included. */
  maxInFlight?: number;
  /** Requests that may wait; the next ones are answered 503. */
  maxWaiting?: number;
  /** How long a request may wait for its turn before it is answered 503. */
  maxWaitMs?: number;
}

export type Submit<Q extends GroupRequest, R> = (request: Q) => Promise<GroupOutcome<R>>;

export function createGroupCommit<Q extends GroupRequest, R>(
  options: GroupCommitOptions<Q, R>,
): Submit<Q, R> {
  const {
    maxRequests = 64,
    maxItems = 1_000,
    slowMs = 200,
    maxInFlight = 4,
    maxWaiting = 4_096,
    maxWaitMs = 10_000,
  } = options;
  const queue: Pending<Q, R>[] = [];
  let inFlight = 0;
  let slow = 0;

  function nextGroup(): Part<Q, R>[] {
    const group: Part<Q, R>[] = [];
    let items = 0;
    while (queue.length > 0 && group.length < maxRequests) {
      const next = queue[0] as Pending<Q, R>;
      const size = Math.max(1, next.request.items.length);
      if (group.length > 0 && items + size > maxItems) break;
      queue.shift();
      if (performance.now() - next.since > maxWaitMs) {
        next.fail(new HttpError("database_unavailable"));
        continue;
      }
      items += size;
      group.push(next.whole());
    }
    return group;
  }

  function pump(): void {
    while (inFlight - slow < 1 && inFlight < maxInFlight && queue.length > 0) {
      const group = nextGroup();
      if (group.length > 0) void start(group);
    }
  }

  async function start(group: Part<Q, R>[]): Promise<void> {
    let isSlow = false;
    inFlight++;
    const timer = setTimeout(() => {
      isSlow = true;
      slow++;
      pump();
    }, slowMs);
    await send(group, false);
    clearTimeout(timer);
    inFlight--;
    if (isSlow) slow--;
    pump();
  }

  async function send(parts: Part<Q, R>[], retried: boolean): Promise<void> {
    let outcomes: GroupOutcome<R>[];
    try {
      outcomes = await options.call(parts.map((part) => part.request()));
      const fits = outcomes.length === parts.length && parts.every((part, i) => part.fits(outcomes[i]));
      if (!fits) throw new Error("the outcomes do not match the requests");
    } catch (error) {
      return recover(parts, error, retried);
    }
    for (const [i, part] of parts.entries()) part.settle(outcomes[i] as GroupOutcome<R>);
  }

  async function recover(parts: Part<Q, R>[], error: unknown, retried: boolean): Promise<void> {
    const fault = faultOf(error);
    const failure = httpErrorOf(error);
    const halves = split(parts);
    if (fault === "away" && !retried) {
      for (const half of halves) await send(half, true);
    } else if ((fault === "data" || (fault === "said" && failure.status < 500)) && halves.length > 1) {
      // One item spoils the call for all: halve until it stands alone.
      for (const half of halves) await send(half, retried);
    } else if (fault === "data") {
      for (const part of parts) part.refuse(failure, options.refused(failure));
    } else {
      for (const part of parts) part.fail(failure);
    }
  }

  return (request) => {
    if (queue.length >= maxWaiting) return Promise.reject(new HttpError("overloaded"));
    return new Promise((resolve, reject) => {
      queue.push(new Pending<Q, R>(request, resolve, reject));
      pump();
    });
  };
}

/** Two halves: of the parts, or of the items of the only part. One alone when nothing can be halved. */
function split<Q extends GroupRequest, R>(parts: Part<Q, R>[]): Part<Q, R>[][] {
  const middle = parts.length >> 1;
  if (middle > 0) return [parts.slice(0, middle), parts.slice(middle)];
  return (parts[0] as Part<Q, R>).halves().map((half) => [half]);
}
