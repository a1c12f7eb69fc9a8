/** A session store that cannot be asked now. Frameworks answer with its status. */
export class SessionStoreError extends Error {
  public override readonly name = 'SessionStoreError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_SESSIONS';
  public readonly status = 503;
  public readonly statusCode = 503;
}

/** A session that is larger than the store takes. */
export class SessionSizeError extends RangeError {
  public override readonly name = 'SessionSizeError';
  public readonly code = 'ERR_CACHE_TIER_SESSION_SIZE';
}

/**
 * What an application is told of a failed command. Errors of client libraries carry the command, which has the data of
 * the session, and servers may repeat a part of it: neither is passed on.
 */
export function storeError(error: unknown): SessionStoreError {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const own = typeof code === 'string' && /^ERR_CACHE_TIER_(?!REPLY)/.test(code);
  const why = own ? `${message}` : (/^[A-Z]{2,20}\b/.exec(`${message}`)?.[0] ?? 'the command failed');
  return new SessionStoreError(`the session store cannot be asked: ${why}`);
}
