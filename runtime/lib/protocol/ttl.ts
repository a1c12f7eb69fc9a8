/** A duration: milliseconds, or a text such as `500ms`, `30s`, `5m`, `2h` or `7d`. */
export type Ttl = number | string;

/** What the AWS wrapper for JDBC allows as well, in milliseconds: 180 days. */
const MAX_TTL = 180 * 86_400_000;

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration that is none. */
export class TtlError extends RangeError {
  public override readonly name = 'TtlError';
  public readonly code = 'ERR_CACHE_TIER_TTL';
}

/**
 * A duration in milliseconds.
 *
 * @param option what it is for, in the message of the error
 * @throws TtlError if it is not above zero, above 180 days, or cannot be read
 */
export function ttlMs(ttl: Ttl, option = 'ttl'): number {
  const known = KNOWN.get(ttl);
  if (known !== undefined) return known;
  const value = readTtl(ttl, option);
  // An application writes few of them, and reads one for every call; one that computes them must not fill the memory.
  if (KNOWN.size < 100) KNOWN.set(ttl, value);
  return value;
}

/** A lifetime within a cap, in milliseconds: what may be given past its time lives that long as well. */
export function capped<L extends { readonly ttl: number; readonly stale: number }>(lifetime: L, maxMs = Infinity): L {
  const { ttl, stale } = lifetime;
  if (ttl + stale <= maxMs) return lifetime;
  const shorter = Math.min(ttl, maxMs);
  return { ...lifetime, ttl: shorter, stale: Math.min(stale, maxMs - shorter) };
}

const KNOWN = new Map<Ttl, number>();

function readTtl(ttl: Ttl, option: string): number {
  const [, digits, unit = 'ms'] =
    typeof ttl === 'string' ? (/^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(ttl.trim()) ?? []) : [];
  const value = typeof ttl === 'number' ? ttl : Number(digits) * UNITS[unit]!;
  if (!(value > 0 && value <= MAX_TTL)) {
    throw new TtlError(
      `'${option}' needs more than 0 and at most 180 days, such as '5m' or 300000, got ${typeof ttl === 'string' ? JSON.stringify(ttl) : String(ttl)}`,
    );
  }
  return value;
}
