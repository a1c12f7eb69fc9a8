import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import type { Link } from '../../lib/link';
import type { WrapOptions } from '../../lib/pg/cache-policy';
import { DROP_INTENT } from '../../lib/protocol/scripts';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheTierOptions } from '../../lib/tier/tier-options';
import { Gate } from '../protocol/hooked-driver';
import { serveWorker } from '../servers/processes';

export interface ApplicationData {
  readonly link: Link;
  readonly config: PoolConfig;
  readonly options: CacheTierOptions;
  readonly wrap: WrapOptions;
}

/** What is held back on its way to the cache. */
type Held = 'entries' | 'ends of writes';

/** A process of an application: a tier, a wrapped pool, and a client that it keeps. */
serveWorker(async ({ link, config, options, wrap }: ApplicationData) => {
  const gates = new Map<Held, Gate>();
  const driver = ioredisDriver({
    host: link.endpoint!,
    port: Number(link.port),
    clusterMode: false,
    reconnectMaxMs: 50,
  });
  const { set, run } = driver;
  driver.set = async (key, value, how) => {
    if (!how.ifAbsent && key.includes('cache-tier:e1:')) await gates.get('entries')?.pass();
    return set.call(driver, key, value, how);
  };
  driver.run = async (script, keys, args) => {
    if (script === DROP_INTENT) await gates.get('ends of writes')?.pass();
    return run.call(driver, script, keys, args);
  };
  const tier = CacheTier.fromLink(link, { ...options, driver });
  const pool = tier.wrap(new Pool(config), wrap);
  pool.on('error', () => undefined);
  await tier.ready(10_000);
  let kept: PoolClient | undefined;
  const client = async () => {
    kept ??= await pool.connect();
    kept.on('error', () => undefined);
    return kept;
  };
  return {
    query: async (text: string, values?: unknown[]) => (await pool.query(text, values)).rows,
    onClient: async (text: string, values?: unknown[]) => (await (await client()).query(text, values)).rows,
    /** Sends all at once, and waits for the last one only. */
    unawaited: async (texts: readonly string[]) => {
      const target = await client();
      const sent = texts.map((text) => target.query(text));
      await sent[sent.length - 1];
    },
    hold: (what: Held) => {
      gates.set(what, new Gate());
    },
    reached: (what: Held) => gates.get(what)!.reached,
    release: (what: Held) => {
      gates.get(what)?.open();
      gates.delete(what);
    },
    settled: () => tier.settled(),
    metrics: () => tier.metrics(),
    /** So many callers for so long, each asking for one key after the other; how many queries ran at once at most. */
    load: async (callers: number, keys: number, ms: number) => {
      let [running, most, loads] = [0, 0, 0];
      const onAcquire = () => {
        running += 1;
        loads += 1;
        most = Math.max(most, running);
      };
      const onRelease = () => {
        running -= 1;
      };
      pool.on('acquire', onAcquire).on('release', onRelease);
      const end = performance.now() + ms;
      let answers = 0;
      const caller = async (first: number) => {
        for (let key = first; performance.now() < end; key += 1) {
          await pool.query('SELECT id, v FROM items WHERE id = $1', [1 + (key % keys)]);
          answers += 1;
          await new Promise(setImmediate);
        }
      };
      await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
      pool.off('acquire', onAcquire).off('release', onRelease);
      return { most, loads, answers };
    },
  };
});
