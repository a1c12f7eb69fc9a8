import { Duration } from 'aws-cdk-lib/core';
import { InvalidationKind } from 'cache-tier/link';
import type { CachingRule } from '../patterns/caching-rule';
import { Invalidation } from '../patterns/invalidation';
import { listOf, objectOf, oneOf, type Reader, text, time } from './context-value';

/** How old a cached answer may be, and how it follows the database. */
export interface InvalidationConfig {
  /**
   * Whether writes drop what they change.
   *
   * @default - they do where the engine is PostgreSQL; otherwise answers end by time alone
   */
  readonly strategy?: InvalidationKind;
  /**
   * What any cached answer lives at most.
   *
   * @default Duration.hours(1)
   */
  readonly maxTtl?: Duration;
}

/** Reads it. */
export const invalidationReader = objectOf<InvalidationConfig>({
  strategy: oneOf({ writes: InvalidationKind.WRITES, ttl: InvalidationKind.TTL }),
  maxTtl: time,
});

const rules = listOf(
  objectOf<CachingRule>({
    tables: listOf(text(/^[^\s.*%"'`]+(\.[^\s.*%"'`]+)?$/, "a table, such as 'products' or 'public.products'")),
    ttl: time,
    stale: time,
  }),
);

/** Reads the rules of what is cached; `-c` passes them as JSON. */
export const rulesReader: Reader<CachingRule[]> = (value, path, problems) => {
  const before = problems.length;
  const read = rules(fromJson(value), path, problems) ?? [];
  if (problems.length > before) return undefined;
  for (const [index, rule] of read.entries()) {
    for (const key of (['tables', 'ttl'] as const).filter((each) => rule[each] === undefined)) {
      problems.push(
        `'${path}[${index}]' needs '${key}', got none; say ${key === 'ttl' ? "how long, such as '5m'" : 'which'}`,
      );
    }
  }
  return read;
};

/** That of a database whose pools `cache-tier` wraps: its writes drop what they change. Of others the time alone counts. */
export function invalidationOf(
  wrapper: boolean,
  { strategy, maxTtl = Duration.hours(1) }: InvalidationConfig = {},
): Invalidation {
  const bound = { maxTtl };
  const writes = strategy === undefined ? wrapper : strategy === InvalidationKind.WRITES;
  return writes ? Invalidation.onWrites(bound) : Invalidation.ttl(bound);
}

function fromJson(value: unknown): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}
