import { InvalidationKind, type Link, LinkError, LinkField } from '../link';
import { type CachingTerms, type KeptTables, NO_TERMS } from '../pg/caching-terms';
import { ttlMs } from '../protocol/ttl';

/**
 * What a link says of caching. Rules that cannot be read are a problem, and no rules: the database answers then. A cap
 * that cannot be read is refused, as without it answers might be given for too long.
 *
 * @throws LinkError if the cap is no number of seconds
 */
export function linkTerms(link: Link, onProblem?: (error: Error) => void): CachingTerms {
  const { [LinkField.RULES]: rules, [LinkField.INVALIDATION]: invalidation } = link;
  const maxTtlMs = capOf(link[LinkField.MAX_TTL]);
  // What a newer construct may say is more than time alone, and writes are told of.
  const followsTime = invalidation === InvalidationKind.TTL;
  if (rules === undefined && maxTtlMs === undefined && !followsTime) return NO_TERMS;
  return {
    rules: rules === undefined ? [] : rulesOf(rules, onProblem),
    invalidation: followsTime ? InvalidationKind.TTL : InvalidationKind.WRITES,
    maxTtlMs,
  };
}

function capOf(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const ms = Number(seconds) * 1_000;
  if (/^\d+$/.test(seconds) && ms > 0) return ms;
  throw new LinkError(`the field '${LinkField.MAX_TTL}' of a link needs a number of seconds above 0, got '${seconds}'`);
}

function rulesOf(json: string, onProblem: ((error: Error) => void) | undefined): readonly KeptTables[] {
  try {
    const rules: unknown = JSON.parse(json);
    if (!Array.isArray(rules)) throw new Error('it is no list');
    return rules.map(ruleOf);
  } catch (cause) {
    onProblem?.(
      new LinkError(
        `the field '${LinkField.RULES}' of a link needs a JSON list of { tables, ttl, stale } with times in seconds, and ` +
          `without it only hints and options of queries count: ${(cause as Error).message}`,
        { cause },
      ),
    );
    return [];
  }
}

function ruleOf(rule: unknown, index: number): KeptTables {
  const { tables, ttl, stale = 0 } = (rule ?? {}) as { tables?: unknown; ttl?: unknown; stale?: unknown };
  if (!Array.isArray(tables) || tables.length === 0 || !tables.every((table) => typeof table === 'string' && table)) {
    throw new Error(`rule ${index} names no tables`);
  }
  return {
    tables,
    ttl: msOf(ttl, `the ttl of rule ${index}`),
    stale: stale === 0 ? 0 : msOf(stale, `the stale of rule ${index}`),
  };
}

function msOf(seconds: unknown, name: string): number {
  if (typeof seconds !== 'number') throw new Error(`${name} is no number`);
  return ttlMs(seconds * 1_000, name);
}
