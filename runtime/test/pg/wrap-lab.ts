import { type ClientConfig, Pool, type PoolConfig, type QueryResult } from 'pg';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import { Metric, Metrics } from '../../lib/metrics/metrics';
import type { WrapOptions } from '../../lib/pg/cache-policy';
import { NO_TERMS } from '../../lib/pg/caching-terms';
import type { Announcement, PlannedDatabase, WrapContext, WrapMode } from '../../lib/pg/wrap-context';
import { wrapPool } from '../../lib/pg/wrap-pool';
import { Names } from '../../lib/protocol/names';
import { PROTOCOL_DEFAULTS, Protocol, type ProtocolOptions } from '../../lib/protocol/protocol';
import { Wrapping } from '../../lib/tier/wrapping';
import { type RunningPostgres, startPostgres } from '../servers/postgres';
import { PlannerStandIn } from './planner-stand-in';

/** PostgreSQL and a cache, and applications on them. */
export interface WrapLab {
  readonly postgres: RunningPostgres;
  readonly redis: RunningServer;
  /** A new application process, as far as the wrapper knows. */
  application(options?: WrapOptions, how?: HowToWrap): Promise<Application>;
  /** A new database from statements; connections to it are closed by `stop`. */
  database(...statements: readonly string[]): Promise<ClientConfig>;
  /** Empties the cache, and puts the shop back. */
  reset(config: ClientConfig): Promise<void>;
  /** Changes data behind the back of the cache. */
  behind(config: ClientConfig, sql: string, values?: unknown[]): Promise<QueryResult>;
  stop(): Promise<void>;
}

export interface HowToWrap {
  readonly protocol?: Partial<ProtocolOptions>;
  /** Whether statements are planned by a stand-in, whose tags are easy to read. @default false */
  readonly standIn?: boolean;
}

/** What happened to the cache, in its order. */
export type Happening =
  | { readonly what: 'announce' | 'settle' | 'uncertain'; readonly keys: readonly string[] }
  | { readonly what: 'bypass' | 'not-stored' | 'unresolved' | 'untold' | 'untouched'; readonly reason: string }
  | { readonly what: 'observed'; readonly tables: readonly string[] };

export interface Application {
  readonly context: WrapContext;
  readonly metrics: Metrics;
  readonly protocol: Protocol;
  readonly happenings: Happening[];
  readonly planners: PlannerStandIn[];
  mode: WrapMode;
  fresh: boolean;
  /** Stands before each announcement. */
  beforeAnnouncement: () => Promise<void>;
  /** A wrapped pool, closed by `close`. */
  pool(config: PoolConfig): Pool;
  hits(): number;
  reasons(what: Happening['what']): string[];
  /** The tags that were announced, one list for each announcement. */
  announced(): string[][];
  close(): Promise<void>;
}

export const RULES: WrapOptions = { rules: [{ tables: ['products', 'orders', 'empty_one', 'kinds'], ttl: '5m' }] };

export async function startWrapLab(): Promise<WrapLab> {
  const [postgres, redis] = await Promise.all([startPostgres(), startServer()]);
  const applications: Application[] = [];
  const behind = new Map<string, Pool>();
  const poolOf = (config: ClientConfig) => {
    const name = `${config.port}/${config.database}`;
    const known = behind.get(name);
    if (known) return known;
    const pool = new Pool({ ...config, max: 2 });
    behind.set(name, pool);
    return pool.on('error', () => undefined);
  };
  return {
    postgres,
    redis,
    application: async (options = RULES, how = {}) => {
      const made = await application(redis, options, how);
      applications.push(made);
      return made;
    },
    database: async (...statements) => {
      const config = postgres.config(await postgres.createDatabase());
      for (const statement of statements) await poolOf(config).query(statement);
      return config;
    },
    reset: async (config) => {
      await redis.command('FLUSHALL');
      await poolOf(config).query(RESET);
    },
    behind: (config, sql, values) => poolOf(config).query(sql, values),
    stop: async () => {
      await Promise.all(applications.map((each) => each.close()));
      await Promise.all([...behind.values()].map((pool) => pool.end()));
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}

async function application(redis: RunningServer, options: WrapOptions, how: HowToWrap): Promise<Application> {
  const metrics = new Metrics();
  const driver = ioredisDriver({ host: '127.0.0.1', port: redis.port, clusterMode: false });
  const protocol = new Protocol(driver, metrics, {
    ...PROTOCOL_DEFAULTS,
    // The machine may be busy, and what is slow is no matter of these tests.
    deadlineMs: 5_000,
    writeDeadlineMs: 5_000,
    background: false,
    earlyFactor: 0,
    ...how.protocol,
  });
  if (!driver.servers().some((server) => driver.isUp(server))) {
    await new Promise<void>((resolve) => {
      const end = driver.onChange((_, up) => {
        if (!up) return;
        end();
        resolve();
      });
    });
  }
  const pools: Pool[] = [];
  const happenings: Happening[] = [];
  const planners: PlannerStandIn[] = [];
  const tell = (happening: Happening) => happenings.push(happening);
  const reason = (what: 'bypass' | 'not-stored' | 'unresolved' | 'untold' | 'untouched') => (why: string) =>
    tell({ what, reason: why });
  const tagged = new Names('app', 'a key for tests', 'app:');
  const wrapping = new Wrapping({
    background: false,
    protocol,
    metrics,
    schemaRefreshMs: 60_000,
    entryPrefix: () => 'app:',
    terms: () => NO_TERMS,
    applicationTag: (tag) => tagged.version(tag),
    mode: () => made.mode,
    fresh: () => made.fresh,
  });
  const real = wrapping.context(options);
  const context: WrapContext = {
    ...real,
    announce: async (keys) => {
      await made.beforeAnnouncement();
      tell({ what: 'announce', keys });
      return told(await protocol.writer.announce(keys), keys, tell);
    },
    planner: (database: PlannedDatabase) => {
      if (!how.standIn) return real.planner(database);
      const planner = new PlannerStandIn(database);
      planners.push(planner);
      return planner;
    },
    events: {
      bypass: reason('bypass'),
      notStored: reason('not-stored'),
      unresolved: reason('unresolved'),
      untold: reason('untold'),
      untouched: reason('untouched'),
      observed: (tables) => tell({ what: 'observed', tables }),
    },
  };
  const made: Application = {
    context,
    metrics,
    protocol,
    happenings,
    planners,
    mode: 'on',
    fresh: false,
    beforeAnnouncement: async () => undefined,
    pool: (config) => {
      const pool = wrapPool(new Pool(config), context);
      pool.on('error', () => undefined);
      pools.push(pool);
      return pool;
    },
    hits: () => metrics.total(Metric.HIT),
    reasons: (what) => happenings.flatMap((each) => (each.what === what && 'reason' in each ? [each.reason] : [])),
    announced: () =>
      happenings.flatMap((each) => (each.what === 'announce' ? [each.keys.map((key) => key.split(':').pop()!)] : [])),
    close: async () => {
      await Promise.all(pools.splice(0).map((pool) => (pool.ended || pool.ending ? undefined : pool.end())));
      await protocol.close();
    },
  };
  return made;
}

function told(announcement: Announcement, keys: readonly string[], tell: (happening: Happening) => void): Announcement {
  return {
    acknowledged: announcement.acknowledged,
    settle: async () => {
      await announcement.settle();
      tell({ what: 'settle', keys });
    },
    uncertain: () => {
      announcement.uncertain();
      tell({ what: 'uncertain', keys });
    },
  };
}

const RESET = `
TRUNCATE products, orders, empty_one;
INSERT INTO products VALUES (1, 'one', 1.5), (2, 'two', 2.5), (3, NULL, NULL);
INSERT INTO orders VALUES (1, 1)`;

/** A shop small enough to look at. */
export const SHOP = [
  'CREATE TABLE products (id int PRIMARY KEY, name text, price numeric, made timestamptz DEFAULT now())',
  "INSERT INTO products VALUES (1, 'one', 1.5), (2, 'two', 2.5), (3, NULL, NULL)",
  'CREATE TABLE orders (id int PRIMARY KEY, product int REFERENCES products DEFERRABLE INITIALLY DEFERRED)',
  'INSERT INTO orders VALUES (1, 1)',
  'CREATE TABLE empty_one (id int)',
];

/** Waits for what nobody tells of; it fails by itself rather than by the time of its test. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await new Promise(setImmediate)) {
    if (Date.now() > end) throw new Error(`Not after thirty seconds: ${what}`);
  }
}
