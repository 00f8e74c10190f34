// Where a workspace's n8n and sidecar run. A factory makes and unmakes the server; it may take minutes over either,
// and is asked again until it is done. Errors: PermanentError, RetryableError.

export interface DropletRequest {
  workspaceId: string;
  slug: string;
}

export interface Droplet {
  id: string;
  ip: string;
  /** http(s), without a slash at its end. */
  sidecarUrl: string;
}

/** Not there yet: to be asked again after so many seconds, with the same request. */
export interface Pending {
  pending: true;
  againInS: number;
}

export const isPending = (answer: object): answer is Pending => "pending" in answer;

export interface DropletFactory {
  readonly mode: string;
  /** Adopts the workspace's droplet when there is one: a call that timed out may have made it. */
  provision(request: DropletRequest): Promise<Droplet | Pending>;
  /**
   * `gone` only after the provider said so. A droplet that is not there is gone. Without an id, whatever bears the
   * workspace's tag: a call that timed out may have made it.
   */
  terminate(id: string | null, request: DropletRequest): Promise<{ gone: true } | Pending>;
}

/** The factory of a mode; throws PermanentError for one that this installation does not offer. */
export type FactoryFor = (mode: string) => DropletFactory;
