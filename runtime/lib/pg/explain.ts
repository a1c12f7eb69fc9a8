import type { InvalidationKind } from '../link';
import type { WritePlan } from '../sql/plan';
import { toldOf } from './known-database';
import type { PgPool } from './pg-shapes';
import { preparedValues } from './prepared-values';
import { wanted } from './read-path';
import { databaseOf, targetOf } from './wrap-pool';
import { WrapReason } from './wrap-reason';

/** What the cache makes of one statement. */
export interface Explanation {
  /** Whether it may be answered from the cache. */
  readonly cached: boolean;
  /** Why not: a word that metrics have as well. */
  readonly reason?: string;
  /** The tables at the root of everything it reads, where it can be cached at all. */
  readonly tables: readonly string[];
  /** What drops the answer. */
  readonly tags: readonly string[];
  /** What drops an answer without rows, where that is something else. */
  readonly emptyTags: readonly string[];
  /** How long it is kept, and given past that while it is renewed, in milliseconds. */
  readonly ttlMs?: number;
  readonly staleMs?: number;
  /** How it follows the database. */
  readonly invalidation: `${InvalidationKind}`;
  /** The cap of all these times that the link says, if it does. */
  readonly maxTtlMs?: number;
  /** What tells this answer from others. */
  readonly key: readonly string[];
  /** What it drops when it has been committed: nothing with `ttl`. */
  readonly drops: readonly string[];
  /** Why it drops everything of the database, if it does. */
  readonly dropsAll?: string;
}

const NOTHING = { tables: [], tags: [], emptyTags: [], key: [], drops: [] } as const;

/**
 * Says what the cache makes of a statement, without running it.
 *
 * @param pool a wrapped pool
 * @throws TypeError if the pool is not wrapped
 */
export async function explain(pool: object, text: string, values: readonly unknown[]): Promise<Explanation> {
  const target = targetOf(pool);
  if (!target) throw new TypeError("'explain' needs a pool that was given to 'wrap'");
  const { invalidation, maxTtlMs } = target.policy.terms();
  const nothing = { ...NOTHING, invalidation, ...(maxTtlMs !== undefined && { maxTtlMs }) };
  const database = await databaseOf(pool);
  if (!database) return { ...nothing, cached: false, reason: WrapReason.NOT_VISIBLE };
  if (!database.names) return { ...nothing, cached: false, reason: WrapReason.DATABASE_UNKNOWN };
  const facts = database.facts(text);
  if (!facts) return { ...nothing, cached: false, reason: WrapReason.CATALOG };
  const sent = sentValues(pool as PgPool, values);
  if (!sent) return { ...nothing, cached: false, reason: WrapReason.VALUE };
  const { plan } = facts;
  const told = toldOf(plan.write, target.policy.announces);
  const drops = told && { drops: told.tags(sent), dropsAll: dropsAll(told) };
  if (!plan.read) return { ...nothing, ...drops, cached: false, reason: plan.bypass };
  const { found, empty } = plan.read.tags(sent);
  const wants = wanted(target.wrap, facts, text);
  const keeping = typeof wants === 'object' ? wants : facts.keeping;
  const untenanted = plan.read.perSession && !target.wrap.options.tenantKey;
  // In the order in which a read finds them.
  const reason =
    (typeof wants === 'object' ? undefined : wants) ??
    (database.session.inRecovery && !target.wrap.options.replica ? WrapReason.REPLICA : undefined) ??
    (untenanted ? WrapReason.PER_SESSION : undefined) ??
    plan.read.refuses(sent);
  return {
    ...nothing,
    cached: reason === undefined,
    reason,
    tables: plan.read.tables,
    tags: found,
    emptyTags: found === empty ? [] : empty,
    ttlMs: keeping?.ttl,
    staleMs: keeping?.stale,
    key: [
      'user, search path and settings of the session',
      plan.read.text,
      ...(values.length > 0 ? [`${values.length} ${values.length === 1 ? 'value' : 'values'}`] : []),
      ...(target.wrap.options.tenantKey ? ['tenantKey'] : []),
    ],
  };
}

/** The values as they are sent; undefined if node-postgres refuses one. */
function sentValues({ Client: { Query } }: PgPool, values: readonly unknown[]): readonly unknown[] | undefined {
  try {
    return Query ? preparedValues(Query, values) : values;
  } catch {
    return undefined;
  }
}

function dropsAll({ resolved, reason, ddl }: WritePlan): string | undefined {
  if (!resolved) return reason ?? 'unresolved';
  // With another schema every statement is planned anew.
  return ddl ? 'ddl' : undefined;
}
