/** Why a driver failed. An error that a server answers is passed on as the client gives it. */
export class DriverError extends Error {
  public override readonly name = 'DriverError';

  public constructor(
    /** By which it is told from other errors. */
    public readonly code: DriverErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type DriverErrorCode =
  /** There is no connection that can be used now, or it was lost before the answer. */
  | 'ERR_CACHE_TIER_UNREACHABLE'
  /** The server is no primary, or does not say what it is. */
  | 'ERR_CACHE_TIER_REFUSED'
  /** There is no password yet. */
  | 'ERR_CACHE_TIER_NO_CREDENTIAL'
  /** The server answered with an error that the client library gave other words; its message begins with the code. */
  | 'ERR_CACHE_TIER_REPLY'
  /** The client library cannot do what an option says. */
  | 'ERR_CACHE_TIER_OPTION'
  /** The value is larger than the servers take. */
  | 'ERR_CACHE_TIER_ITEM';

export function unreachable(server: string, cause?: unknown, why?: string): DriverError {
  const message = `${server} cannot be reached now${why === undefined ? '' : `: ${why}`}`;
  return new DriverError('ERR_CACHE_TIER_UNREACHABLE', message, { cause });
}

/** Whether a server refused the user or the password. */
export function isAuthenticationError(error: unknown): boolean {
  return /\b(WRONGPASS|NOAUTH|invalid password|invalid username-password)\b/i.test(`${error}`);
}

/** Whether an answer shows that the connection leads to a server that must not be used as it is. */
export function isWrongServer(error: unknown): boolean {
  return /\b(READONLY|MASTERDOWN|LOADING|NOAUTH)\b/.test(`${error}`);
}

/** Whether an answer shows that the map of the slots is out of date. */
export function isStaleMap(error: unknown): boolean {
  return /\b(MOVED|CLUSTERDOWN|READONLY|MASTERDOWN)\b/.test(`${error}`);
}
