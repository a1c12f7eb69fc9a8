import type { Loaded, ReadRequest } from '../protocol/request';
import { replay } from './answer-replay';
import { type CacheOption, withOption } from './cache-policy';
import type { Keeping } from './caching-terms';
import type { KnownDatabase, StatementFacts } from './known-database';
import type { PgQueryClass, PgResult, TypeParsers } from './pg-shapes';
import { type PreparedValue, preparedValues } from './prepared-values';
import type { QueryCall } from './query-call';
import { encodeIdentity } from './query-key';
import type { WrapContext } from './wrap-context';
import { WrapReason } from './wrap-reason';
import type { WrapTarget } from './wrap-target';

/** One read that the cache is asked for. */
export interface CachedRead {
  readonly call: QueryCall;
  readonly values: readonly PreparedValue[];
  readonly database: KnownDatabase;
  request(holdsConnection: boolean, load: () => Promise<Loaded<PgResult>>): ReadRequest<PgResult>;
}

/** Who asks. */
export interface ReadPlace {
  readonly target: WrapTarget;
  readonly database: KnownDatabase;
  readonly Query?: PgQueryClass;
  readonly clientTypes?: TypeParsers;
  /** Whether the client asks for binary values. */
  readonly binary: boolean;
}

/** Whether somebody wants the answer from the cache: how long it is kept then, or why not. It costs next to nothing. */
export function wanted(wrap: WrapContext, facts: StatementFacts, config: unknown): Keeping | string | undefined {
  const option = typeof config === 'string' ? undefined : (config as { cache?: CacheOption }).cache;
  const { plan } = facts;
  if (!plan.read) return plan.write || plan.transaction.length > 0 ? undefined : plan.bypass;
  if (facts.keeping === undefined && option === undefined) return WrapReason.NO_RULE;
  if (wrap.mode() === 'off') return WrapReason.OFF;
  const keeping = option === undefined ? facts.keeping! : withOption(facts.keeping, option, wrap.terms().maxTtlMs);
  if (typeof keeping === 'string') return keeping;
  return wrap.fresh() ? WrapReason.FRESH : keeping;
}

/** The read, or why the cache is not asked; undefined if node-postgres refuses the call, or it is only observed. */
export function cachedRead(
  place: ReadPlace,
  facts: StatementFacts,
  keeping: Keeping,
  call: QueryCall | undefined,
): CachedRead | string | undefined {
  const { target, database, Query } = place;
  const { policy, wrap } = target;
  if (!call) return undefined;
  const refused = refusedByCall(call) ?? refusedBySession(place, facts);
  if (refused !== undefined) return refused;
  const tenant = tenantOf(target);
  if (tenant instanceof Error) return WrapReason.TENANT_KEY;
  if (facts.plan.read!.perSession && tenant === undefined) return WrapReason.PER_SESSION;
  const prepared = sent(Query!, call.values ?? []);
  if (!prepared) return WrapReason.VALUE;
  const read = facts.plan.read!;
  const refuses = read.refuses(prepared);
  if (refuses !== undefined) return refuses;
  const option = call.cache || undefined;
  const identity = encodeIdentity({
    session: database.session.hash,
    text: read.text,
    values: prepared,
    binary: place.binary || Boolean(call.config.binary),
    tenant,
    key: option?.key,
  });
  if (!identity) return WrapReason.VALUE;
  if (wrap.mode() === 'observe') {
    wrap.events.observed?.(read.tables, keeping.ttl);
    return undefined;
  }
  const names = database.names!;
  const { found, empty } = read.tags(prepared);
  const own = option?.tags?.map((tag) => wrap.applicationTag(tag)) ?? [];
  const foundKeys = [...names.versions(found), ...own];
  const { ttl, stale } = keeping;
  const form = {
    Query: Query!,
    rowMode: call.config.rowMode,
    types: call.config.types,
    clientTypes: place.clientTypes,
  };
  return {
    call,
    values: prepared,
    database,
    request: (holdsConnection, load) => ({
      key: names.entry(identity),
      fingerprint: database.fingerprint(read.text),
      tags: { found: foundKeys, empty: empty === found ? foundKeys : [...names.versions(empty), ...own] },
      lifetime: { ttl, stale, emptyTtl: Math.min(ttl, policy.emptyTtl ?? ttl) },
      holdsConnection,
      decode: (payload) => replay(payload, form, database),
      load,
    }),
  };
}

function refusedByCall({ config, submittable, values }: QueryCall): WrapReason | undefined {
  if (submittable) return WrapReason.SUBMITTABLE;
  if (config.name) return WrapReason.NAMED;
  if (config.rows || config.portal) return WrapReason.QUERY_OPTION;
  return config.values !== undefined && !values ? WrapReason.QUERY_OPTION : undefined;
}

function refusedBySession({ target, database, Query }: ReadPlace, facts: StatementFacts): string | undefined {
  if (!database.names) return WrapReason.DATABASE_UNKNOWN;
  if (!Query) return WrapReason.NOT_VISIBLE;
  if (database.session.inRecovery && !target.wrap.options.replica) return WrapReason.REPLICA;
  return facts.plan.read ? undefined : facts.plan.bypass;
}

function tenantOf({ wrap }: WrapTarget): string | undefined | Error {
  const { tenantKey } = wrap.options;
  if (!tenantKey) return undefined;
  try {
    const tenant: unknown = tenantKey();
    return typeof tenant === 'string' && tenant !== '' ? tenant : new Error('tenantKey gave no text');
  } catch (error) {
    return error instanceof Error ? error : new Error('tenantKey failed');
  }
}

function sent(Query: PgQueryClass, values: readonly unknown[]): PreparedValue[] | undefined {
  try {
    return preparedValues(Query, values);
  } catch {
    return undefined;
  }
}
