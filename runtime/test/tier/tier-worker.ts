import { Client, Pool, type PoolConfig } from 'pg';
import type { Link } from '../../lib/link';
import type { WrapOptions } from '../../lib/pg/cache-policy';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheTierOptions, Mode } from '../../lib/tier/tier-options';
import { serveWorker } from '../servers/processes';

interface WorkerData {
  readonly link: Link;
  readonly options: CacheTierOptions;
  readonly wrap: WrapOptions;
  readonly config: PoolConfig;
  /** Variables of its environment, which are set before the tier is made. */
  readonly variables?: { readonly [name: string]: string };
}

let catalogReads = 0;
const { query } = Client.prototype;
// A catalog is read by one statement like this, and the built-in functions by another one.
Client.prototype.query = function counted(this: Client, ...args: unknown[]) {
  const { text } = args[0] as { text?: string };
  if (text?.startsWith('SELECT pg_catalog.row_to_json(q)')) catalogReads += 1;
  return (query as (...all: unknown[]) => unknown).apply(this, args);
} as typeof query;

/** A process of an application. */
serveWorker(async ({ link, options, wrap, config, variables = {} }: WorkerData) => {
  Object.assign(process.env, variables);
  const problems: string[] = [];
  const tier = CacheTier.fromLink(link, { ...options, onProblem: ({ message }) => problems.push(message) });
  const pool = tier.wrap(new Pool(config), wrap);
  pool.on('error', () => undefined);
  await tier.ready(10_000);
  return {
    read: async (text: string, values?: unknown[]) => (await pool.query(text, values)).rows,
    timed: async (text: string, values?: unknown[]) => {
      const began = performance.now();
      const { rows } = await pool.query(text, values);
      return { rows, ms: performance.now() - began };
    },
    metrics: () => tier.metrics(),
    mode: (mode: Mode) => {
      tier.mode = mode;
    },
    value: (key: string, value: unknown, tags?: string[]) =>
      tier.cacheAside.getOrSet(key, () => value, { ttl: '5m', tags }),
    ready: (ms: number) => tier.ready(ms),
    catalogReads: () => catalogReads,
    problems: () => problems,
    resources: () => process.getActiveResourcesInfo(),
  };
});
