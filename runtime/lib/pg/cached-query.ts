import type { CacheOption } from './cache-policy';

/** What a query of node-postgres is made of, as far as it counts here. */
interface Query {
  text: string;
  values?: unknown[];
  rowMode?: 'array';
}

/**
 * A query that says itself what the cache makes of it: `db.query(cached('select 1', { ttl: '5m' }))`. Without this library
 * the query is what it was.
 *
 * @param query its text, or a query of node-postgres
 * @param option how it is cached; `false` for not at all
 */
export function cached(query: string, option: CacheOption): { text: string; cache: CacheOption };
export function cached<Q extends Query>(query: Q, option: CacheOption): Q & { cache: CacheOption };
export function cached(query: string | Query, option: CacheOption): Query & { cache: CacheOption } {
  return { ...(typeof query === 'string' ? { text: query } : query), cache: option };
}
