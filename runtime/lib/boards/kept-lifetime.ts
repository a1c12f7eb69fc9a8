import { LinkField } from '../link';
import { type Ttl, ttlMs } from '../protocol/ttl';
import type { KeptData } from './kept-data';

/** How long a board or a set is kept. */
export interface KeptLifetime {
  /**
   * How long it is kept, in milliseconds or as `'90d'`, counted from its first entry: it ends as a whole, at that
   * millisecond, on the clock of the server. Never longer than the `max-ttl` of the link.
   *
   * @default - the `ttl` of the link, or else its `max-ttl`, or else for ever
   */
  readonly ttl?: Ttl;
  /** Whether each write begins the time anew. @default false */
  readonly renew?: boolean;
}

/** The two words by which scripts know it: milliseconds, 0 for ever, and whether they begin anew. */
export type LifetimeWords = readonly [ms: string, renew: string];

/**
 * How long something is kept, as scripts are told.
 *
 * @throws TtlError if the time cannot be read
 */
export function lifetimeWords({ ttl, renew = false }: KeptLifetime, data: KeptData): () => LifetimeWords {
  const own = ttl === undefined ? undefined : ttlMs(ttl);
  return () => {
    const most = data.linkMs(LinkField.MAX_TTL) ?? Number.POSITIVE_INFINITY;
    const ms = Math.min(own ?? data.linkMs(LinkField.TTL) ?? most, most);
    return [Number.isFinite(ms) ? `${Math.ceil(ms)}` : '0', renew ? '1' : '0'];
  };
}

/**
 * Lua that gives keys their end, all of them the same. KEYS: what was written, of which the first tells whether it has
 * one. It needs `ttl` and `renew`.
 */
export const EXPIRE = `
if ttl > 0 and (renew or redis.call('PTTL', KEYS[1]) == -1) then
  local time = redis.call('TIME')
  local till = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ttl)
  for _, key in ipairs(KEYS) do redis.call('PEXPIREAT', key, till) end
end
`;
