import { LinkField } from '../link';
import { type Ttl, ttlMs } from '../protocol/ttl';

/** How sessions are kept. */
export interface SessionStoreOptions {
  /**
   * How long a session lives after it was used last, where its cookie has neither `maxAge` nor `expires`.
   *
   * @default - what the link says, or else a day
   */
  readonly ttl?: Ttl;
  /** How long a session lives at most after it was used last, whatever its cookie says. @default - what the link says */
  readonly maxTtl?: Ttl;
  /**
   * By how much the end of a session has to move for the store to be told, which may end it that much too early.
   *
   * @default - a tenth of the life of the session, and at most a minute
   */
  readonly touchAfter?: Ttl;
  /**
   * What happens while the store cannot be asked: `error` fails the request with the status 503; `anonymous` lets it go
   * on without a session, and tells `onProblem` of the tier what was not saved. A session that could not be destroyed is
   * an error in both.
   *
   * @default 'error'
   */
  readonly onUnavailable?: 'error' | 'anonymous';
  /** Milliseconds that a request may wait for the store. @default 500 */
  readonly deadlineMs?: number;
  /** Bytes that a session may have. @default 65,536 */
  readonly maxBytes?: number;
  /** How long the id of a destroyed session cannot be used: longer than the longest request. @default '5m' */
  readonly destroyedFor?: Ttl;
}

/** An option that has no meaning. */
export class SessionOptionError extends TypeError {
  public override readonly name = 'SessionOptionError';
  public readonly code = 'ERR_CACHE_TIER_SESSION_OPTION';
}

/** The options as milliseconds and numbers. What the link says may be known later only. */
export interface SessionSettings {
  readonly ttlMs: () => number;
  readonly maxMs: () => number;
  readonly touchAfterMs: (lifeMs: number) => number;
  readonly onUnavailable: 'error' | 'anonymous';
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly destroyedMs: number;
}

const DEFAULTS = {
  ttl: 86_400_000,
  touchAfterMs: 60_000,
  touchAfterShare: 0.1,
  onUnavailable: 'error',
  deadlineMs: 500,
  maxBytes: 65_536,
  destroyedFor: '5m',
} as const;

/**
 * Reads the options.
 *
 * @param field what the link says
 * @throws SessionOptionError for an option that has no meaning
 * @throws TtlError for a time that has none
 */
export function sessionSettings(
  options: SessionStoreOptions,
  field: (name: LinkField) => string | undefined,
): SessionSettings {
  const { onUnavailable = DEFAULTS.onUnavailable } = options;
  const {
    deadlineMs = DEFAULTS.deadlineMs,
    maxBytes = DEFAULTS.maxBytes,
    destroyedFor = DEFAULTS.destroyedFor,
  } = options;
  if (onUnavailable !== 'error' && onUnavailable !== 'anonymous') {
    throw new SessionOptionError(`'onUnavailable' needs to be one of error, anonymous, got '${onUnavailable}'`);
  }
  for (const [name, value] of Object.entries({ deadlineMs, maxBytes })) {
    if (typeof value === 'number' && value > 0 && value < Infinity) continue;
    throw new SessionOptionError(`'${name}' needs a number above 0, got ${value}`);
  }
  const [ttl, max, after] = (['ttl', 'maxTtl', 'touchAfter'] as const).map((name) => {
    const given = options[name];
    return given === undefined || (name === 'touchAfter' && given === 0)
      ? (given as 0 | undefined)
      : ttlMs(given, name);
  });
  return {
    ttlMs: () => ttl ?? linkMs(field(LinkField.TTL)) ?? DEFAULTS.ttl,
    maxMs: () => Math.min(max ?? Infinity, linkMs(field(LinkField.MAX_TTL)) ?? Infinity),
    touchAfterMs: (lifeMs) => after ?? Math.min(DEFAULTS.touchAfterMs, lifeMs * DEFAULTS.touchAfterShare),
    onUnavailable,
    deadlineMs,
    maxBytes,
    destroyedMs: Math.ceil(ttlMs(destroyedFor, 'destroyedFor')),
  };
}

/** Seconds of a link, as milliseconds. A newer construct may say what this version does not understand. */
function linkMs(seconds: string | undefined): number | undefined {
  const ms = Number(seconds) * 1000;
  return ms > 0 && ms < Infinity ? ms : undefined;
}
