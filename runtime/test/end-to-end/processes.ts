import { join } from 'node:path';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { WrapOptions } from '../../lib/pg/cache-policy';
import type { CacheTierOptions } from '../../lib/tier/tier-options';
import { type RunningPostgres, startPostgres } from '../servers/postgres';
import { type RunningWorker, startWorker } from '../servers/processes';
import type { ApplicationData } from './application';

/** A cache, a database, and processes of applications between them. */
export interface Scene {
  readonly redis: RunningServer;
  readonly postgres: RunningPostgres;
  /** Starts a process that ends with the test. */
  start(options?: Beginning): Promise<RunningWorker>;
}

export interface Beginning {
  readonly tier?: CacheTierOptions;
  readonly wrap?: WrapOptions;
  /** The ports by which it finds the cache and the database. */
  readonly cachePort?: number;
  readonly databasePort?: number;
  readonly config?: ApplicationData['config'];
}

/** Of what a row is now, and of how many answers came from the cache. */
export const READ = 'SELECT id, v FROM items WHERE id = $1';
export const UPDATE = 'UPDATE items SET v = $2 WHERE id = $1';

/** A busy machine is slow, and a deadline is not what these tests are about. */
const PATIENT: CacheTierOptions = { deadlineMs: 5_000, writeDeadlineMs: 5_000, earlyFactor: 0 };

export function useScene(): Scene {
  const scene = {} as { -readonly [name in keyof Scene]: Scene[name] };
  const running: RunningWorker[] = [];
  beforeAll(async () => {
    [scene.redis, scene.postgres] = await Promise.all([startServer(), startPostgres()]);
    await scene.postgres.query('CREATE TABLE items (id int PRIMARY KEY, v int NOT NULL)');
  }, 60_000);
  beforeEach(async () => {
    await scene.redis.command('FLUSHALL');
    await scene.postgres.query('TRUNCATE items');
    await scene.postgres.query('INSERT INTO items SELECT i, 0 FROM generate_series(1, 50) i');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
  });
  afterAll(() => Promise.all([scene.redis?.stop(), scene.postgres?.stop()]));
  scene.start = async ({ tier = {}, wrap, cachePort, databasePort, config } = {}) => {
    const { redis, postgres } = scene;
    const data: ApplicationData = {
      link: { endpoint: '127.0.0.1', port: `${cachePort ?? redis.port}` },
      config: { ...postgres.config(), ...(databasePort ? { port: databasePort } : {}), ...config },
      options: { ...PATIENT, ...tier },
      wrap: { rules: [{ tables: ['items'], ttl: '5m' }], ...wrap },
    };
    const process = await startWorker(join(__dirname, 'application.ts'), data);
    running.push(process);
    return process;
  };
  return scene;
}

export async function valueIn(process: RunningWorker, id = 1): Promise<number | undefined> {
  const [row] = await process.call<{ v: number }[]>('query', READ, [id]);
  return row?.v;
}

export async function hitsOf(process: RunningWorker): Promise<number> {
  return (await process.call<{ hit?: number }>('metrics')).hit ?? 0;
}

/** Reads until an answer comes from the cache; all answers on the way. */
export async function readUntilHit(process: RunningWorker, id = 1): Promise<readonly (number | undefined)[]> {
  const values: (number | undefined)[] = [];
  const before = await hitsOf(process);
  for (const end = Date.now() + 20_000; (await hitsOf(process)) === before; ) {
    if (Date.now() > end) throw new Error('Nothing came from the cache within twenty seconds');
    values.push(await valueIn(process, id));
    await process.call('settled');
  }
  return values;
}

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); await new Promise((go) => setTimeout(go, 5))) {
    if (Date.now() > end) throw new Error(`Not within twenty seconds: ${what}`);
  }
}
