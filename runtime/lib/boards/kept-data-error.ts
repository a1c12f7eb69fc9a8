/**
 * Why a command on data that stands nowhere else has failed, apart from a cache that cannot be reached or is late. `cause`
 * is what the client library said.
 */
export class KeptDataError extends Error {
  public override readonly name = 'KeptDataError';

  public constructor(
    /** By which it is told from other errors. */
    public readonly code: KeptDataErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type KeptDataErrorCode =
  /** The command was sent, and no answer came: a write may have been done, or may still be done. */
  | 'ERR_CACHE_TIER_OUTCOME_UNKNOWN'
  /** The server is out of memory, and keeps what it has. Nothing was changed. */
  | 'ERR_CACHE_TIER_OUT_OF_MEMORY'
  /** The server refuses the command, such as for a right that the user does not have. */
  | 'ERR_CACHE_TIER_COMMAND'
  /** The board was kept by other options, or a part of it was removed by somebody else. */
  | 'ERR_CACHE_TIER_BOARD'
  /** Sets of one question lie in different slots of the cluster. */
  | 'ERR_CACHE_TIER_SLOT'
  /** A question would keep the server busy for longer than was allowed. */
  | 'ERR_CACHE_TIER_TOO_MANY';

/** A score, or a sum, that would not be exact. Nothing was changed. */
export class ScoreError extends RangeError {
  public override readonly name = 'ScoreError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_SCORE';
}

/**
 * Whether a server has answered with an error, and which: the word in front of its message. Every client library gives
 * its own error; that of GLIDE has a sentence before the word.
 */
export function answeredWith(error: unknown): string | undefined {
  const { message = '' } = error as Error;
  const [, word] = /^(?:.*signalled by the server: - )?([A-Z][A-Za-z]+)[: ]/.exec(message) ?? [];
  const answered = word !== undefined && (/^[A-Z]+$/.test(word) || /signalled by the server/.test(message));
  // Before version 7 the server wraps what a command of a script was answered into an error of the script.
  return answered ? (/: -?(OOM|READONLY|NOPERM) /.exec(message)?.[1] ?? word) : undefined;
}

/** Answers of a server that has not run the command, and will not: it can be sent again, even if it writes. */
export function wasNotRun(answer: string): boolean {
  return /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|MASTERDOWN|READONLY|BUSY)$/.test(answer);
}
