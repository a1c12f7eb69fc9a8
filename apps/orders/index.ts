import { CacheTier, mysqlConfig, postgresConfig } from 'cache-tier';
import { DEFAULT_CONNECTION, DEFAULT_DATABASE_CONNECTION, readLink } from 'cache-tier/link';
import { lambdaHandler } from '../http/lambda';
import { listenerOf, serve } from '../http/server';
import { TELEMETRY } from './answer-source';
import { ordersApplication } from './application';
import { mysqlStore } from './mysql-store';
import { postgresStore } from './postgres-store';
import { kept, RULES, readRules } from './rules';

/** The wrapper takes milliseconds, where a link has seconds. */
const USUAL = RULES.map((rule) => ({ ...rule, ttl: rule.ttl * 1000 }));

const report = { onProblem: (error: Error) => console.error(error) };
const tier = CacheTier.fromEnv({ application: 'orders', openTelemetry: TELEMETRY, ...report });
const cache = readLink(DEFAULT_CONNECTION, process.env);
const database = readLink(DEFAULT_DATABASE_CONNECTION, process.env);
const store =
  database?.engine === 'postgres'
    ? postgresStore(tier, postgresConfig(report), cache?.rules === undefined ? USUAL : undefined)
    : mysqlStore(tier, mysqlConfig(report), kept(readRules(cache?.rules, report.onProblem), cache?.['max-ttl']));
const application = ordersApplication(store, tier);

/** For Lambda. */
export const handler = lambdaHandler(application);

// In a container: node index.js
if (require.main === module) serve(listenerOf(application), application.close);
