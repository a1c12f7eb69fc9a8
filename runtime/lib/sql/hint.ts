import { comments } from './lexer';

/** What the comments of a text ask for. */
export type Hint = { readonly ttlMs: number } | 'malformed' | undefined;

/** A cap, as in the wrapper for JDBC: 180 days, in milliseconds. */
const LONGEST_MS = 180 * 86_400_000;
const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const MARK = /(?<![\w$])CACHE_PARAM(?![\w$])/gi;
const CALL = /(?<![\w$])CACHE_PARAM\s*\(\s*ttl\s*=\s*(\d{1,15})\s*(ms|s|m|h|d)\s*\)/i;

/**
 * Reads `CACHE_PARAM(ttl=300s)` from the comments of a text.
 *
 * @returns `malformed` if there is one that cannot be read, whose time is 0, or if there are several
 */
export function readHint(text: string): Hint {
  if (!/CACHE_PARAM/i.test(text)) return undefined;
  const marked = comments(text).join('\n');
  const count = marked.match(MARK)?.length ?? 0;
  if (count === 0) return undefined;
  const [, amount, unit] = CALL.exec(marked) ?? [];
  if (count > 1 || amount === undefined || Number(amount) === 0) return 'malformed';
  return { ttlMs: Math.min(Number(amount) * UNITS[unit.toLowerCase()], LONGEST_MS) };
}
