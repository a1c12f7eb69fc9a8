import { CacheTier, mysqlConfig, postgresConfig } from 'cache-tier';
import { DEFAULT_CONNECTION, DEFAULT_DATABASE_CONNECTION, type LinkRule, readLink } from 'cache-tier/link';
import { lambdaHandler } from '../http/lambda';
import { listenerOf, serve } from '../http/server';
import { TELEMETRY } from './answer-source';
import { ordersApplication } from './application';
import { mysqlStore } from './mysql-store';
import { postgresStore } from './postgres-store';

/** Where the construct has said nothing. */
const RULES = [{ tables: ['products', 'orders'], ttl: '5m' }] as const;
const TTL_SECONDS = 300;

const report = { onProblem: (error: Error) => console.error(error) };
const tier = CacheTier.fromEnv({ application: 'orders', openTelemetry: TELEMETRY, ...report });
const cache = readLink(DEFAULT_CONNECTION, process.env);
const database = readLink(DEFAULT_DATABASE_CONNECTION, process.env);
const rules: readonly LinkRule[] | undefined = cache?.rules === undefined ? undefined : JSON.parse(cache.rules);
const store =
  database?.engine === 'postgres'
    ? postgresStore(tier, postgresConfig(report), rules === undefined ? RULES : undefined)
    : mysqlStore(tier, mysqlConfig(report), ttlSeconds() * 1000);
const application = ordersApplication(store, tier);

/** For Lambda. */
export const handler = lambdaHandler(application);

// In a container: node index.js
if (require.main === module) serve(listenerOf(application), application.close);

/** What the rules say of the products, within what the cache allows. */
function ttlSeconds(): number {
  const rule = rules?.find(({ tables }) => tables.some((table) => table.endsWith('products')));
  return Math.min(rule?.ttl ?? TTL_SECONDS, Number(cache?.['max-ttl'] ?? Infinity));
}
