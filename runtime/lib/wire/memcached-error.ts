/** Why a command failed. A miss is no error. */
export class MemcachedError extends Error {
  public override readonly name = 'MemcachedError';

  public constructor(
    /** By which it is told from other errors. */
    public readonly code: MemcachedErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type MemcachedErrorCode =
  /** The node cannot be reached now, or the connection was lost before the answer: a write may have happened. */
  | 'ERR_CACHE_TIER_UNREACHABLE'
  /** The node gave no answer in time: a write may have happened, or may still happen. */
  | 'ERR_CACHE_TIER_TIMEOUT'
  /** So much waits to be sent, or to be answered, that nothing is taken on top of it. Nothing was sent. */
  | 'ERR_CACHE_TIER_BUSY'
  /** The server answered with an error; its text is in the message. */
  | 'ERR_CACHE_TIER_REPLY'
  /** The server refused the user or the password. */
  | 'ERR_CACHE_TIER_AUTHENTICATION'
  /** The server does not speak what this client needs. */
  | 'ERR_CACHE_TIER_VERSION'
  /** An option or an argument has no meaning. */
  | 'ERR_CACHE_TIER_OPTION'
  /** The client was closed. */
  | 'ERR_CACHE_TIER_CLOSED';

/** An item that is larger than the servers take. Nothing was sent. */
export class MemcachedItemError extends RangeError {
  public override readonly name = 'MemcachedItemError';
  public readonly code = 'ERR_CACHE_TIER_ITEM';
}

export function unreachableNode(name: string, why: string, cause?: unknown): MemcachedError {
  return new MemcachedError('ERR_CACHE_TIER_UNREACHABLE', `${name} cannot be reached now: ${why}`, { cause });
}

export function refusedUser(server: string, user: string): MemcachedError {
  const message = `${server} refused the user '${user}' or the password (authentication failure)`;
  return new MemcachedError('ERR_CACHE_TIER_AUTHENTICATION', message);
}
