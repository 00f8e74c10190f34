// One waiting request, and the parts of it that were sent apart from each other.
import type { HttpError } from "../errors/mod.ts";
import type { GroupOutcome, GroupRequest } from "./group-commit.ts";

export class Pending<Q extends GroupRequest, R> {
  readonly since = performance.now();
  readonly request: Q;
  readonly #resolve: (outcome: GroupOutcome<R>) => void;
  readonly #reject: (error: Error) => void;
  readonly #settled: { from: number; outcome: GroupOutcome<R> }[] = [];
  #parts = 1;

  constructor(request: Q, resolve: (outcome: GroupOutcome<R>) => void, reject: (error: Error) => void) {
    this.request = request;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  whole(): Part<Q, R> {
    return new Part(this, 0, this.request.items.length);
  }

  divided(): void {
    this.#parts++;
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  /** Answers when the last part is there: what judges the whole request goes before the items' results. */
  settle(from: number, outcome: GroupOutcome<R>): void {
    this.#settled.push({ from, outcome });
    if (this.#settled.length < this.#parts) return;
    this.#settled.sort((a, b) => a.from - b.from);
    const gate = this.#settled.find((part) => part.outcome.status !== 200);
    this.#resolve(
      gate?.outcome ?? { status: 200, results: this.#settled.flatMap((part) => part.outcome.results ?? []) },
    );
  }
}

/** The items `from` to `to` (not included) of one request. */
export class Part<Q extends GroupRequest, R> {
  readonly #pending: Pending<Q, R>;
  readonly #from: number;
  readonly #to: number;

  constructor(pending: Pending<Q, R>, from: number, to: number) {
    this.#pending = pending;
    this.#from = from;
    this.#to = to;
  }

  request(): Q {
    const { request } = this.#pending;
    const whole = this.#to - this.#from === request.items.length;
    return whole ? request : { ...request, items: request.items.slice(this.#from, this.#to) };
  }

  halves(): Part<Q, R>[] {
    const middle = (this.#from + this.#to) >> 1;
    if (middle === this.#from) return [this];
    this.#pending.divided();
    return [new Part(this.#pending, this.#from, middle), new Part(this.#pending, middle, this.#to)];
  }

  fits(outcome: GroupOutcome<R> | undefined): boolean {
    return (
      outcome !== undefined && (outcome.status !== 200 || outcome.results?.length === this.#to - this.#from)
    );
  }

  settle(outcome: GroupOutcome<R>): void {
    this.#pending.settle(this.#from, outcome);
  }

  /** The database refused this part, one item or none: the item's own result, or the whole request's failure. */
  refuse(error: HttpError, result: R): void {
    if (this.#from === this.#to) this.#pending.fail(error);
    else this.#pending.settle(this.#from, { status: 200, results: [result] });
  }

  fail(error: Error): void {
    this.#pending.fail(error);
  }
}
