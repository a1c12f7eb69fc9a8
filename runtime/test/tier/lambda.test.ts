import { createHook } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Pool } from 'pg';
import type { CacheDriver } from '../../lib/drivers/driver';
import { ioredisDriver } from '../../lib/drivers/ioredis-driver';
import { linkEnvironment } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import { startWorker } from '../servers/processes';
import { LIST, PATIENT, PRODUCT, RULES, until, useTierLab } from './tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
const LAMBDA = { AWS_LAMBDA_FUNCTION_NAME: 'shop' };

/** A driver that knows which commands are under way. */
function watched(): { driver: CacheDriver; busy: () => number; sent: () => number } {
  const inner = ioredisDriver({ host: '127.0.0.1', port: lab.redis.port, clusterMode: false });
  let busy = 0;
  let sent = 0;
  const watch =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A) => {
      busy += 1;
      sent += 1;
      try {
        return await run(...args);
      } finally {
        busy -= 1;
      }
    };
  const driver = {
    ...inner,
    read: watch(inner.read),
    set: watch(inner.set),
    unlink: watch(inner.unlink),
    run: watch(inner.run),
  };
  return { driver, busy: () => busy, sent: () => sent };
}

/** Timers of this library that were set since, also those that keep no process, by where they were set. */
function timersFromNow(): { left(): readonly string[] } {
  const alive = new Map<number, string>();
  const hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout') alive.set(id, `${new Error('a timer').stack}`);
    },
    destroy: (id) => alive.delete(id),
  }).enable();
  return {
    left: () => {
      hook.disable();
      // One timer stands for the deadlines of all reads; without any that wait it does nothing.
      return [...alive.values()].filter(
        (stack) => stack.includes('/runtime/lib/') && !stack.includes('deadline-queue'),
      );
    },
  };
}

async function inLambda(options = {}) {
  const { driver, busy, sent } = watched();
  const environment = { ...linkEnvironment('cache', lab.link), ...LAMBDA };
  const tier = CacheTier.fromEnv({ ...PATIENT, driver, environment, jitter: 0, ...options });
  expect(await tier.ready(10_000)).toBe(true);
  const pool = tier.wrap(new Pool({ ...lab.postgres.config(), idleTimeoutMillis: 0 }), RULES);
  pool.on('error', () => undefined);
  ends.push(() => pool.end().then(() => tier.close()));
  return { tier, pool, busy, sent };
}

test('D15: nothing is under way behind an answer, and entries are stored before it', async () => {
  const { tier, pool, busy, sent } = await inLambda();
  const quiet = async (what: () => Promise<unknown>) => {
    const timers = timersFromNow();
    await what();
    expect(busy()).toBe(0);
    const now = sent();
    // Nothing begins in the turns after it either.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(sent()).toBe(now);
    expect(timers.left()).toEqual([]);
  };
  await quiet(() => pool.query(PRODUCT, [7]));
  expect(tier.metrics()).toMatchObject({ store: 1 });
  await quiet(() => pool.query(PRODUCT, [7]));
  await quiet(() => pool.query(LIST));
  await quiet(() => pool.query("update products set name = 'new' where id = 7"));
  await quiet(() => tier.cacheAside.getOrSet('key', () => 1, { ttl: '5m', tags: ['tag'] }));
  await quiet(() => tier.invalidate(['tag']));
  await quiet(() => pool.query('alter table notes add column if not exists more text'));
  await quiet(() => pool.query(PRODUCT, [7]));
  expect(tier.metrics()).toMatchObject({ hit: 1, store: 4 });
});

test('D15: an entry past its time is renewed in the foreground, by one caller', async () => {
  const { tier, busy } = await inLambda();
  const get = (value: number) => tier.cacheAside.getOrSet('key', () => value, { ttl: 30, stale: '5m' });
  await get(1);
  await new Promise((resolve) => setTimeout(resolve, 40));
  // The renewer gets what is new; the others what is stale.
  const answers = await Promise.all([get(2), get(2), get(2)]);
  expect(answers.filter((value) => value === 2)).toHaveLength(1);
  expect(answers.filter((value) => value === 1)).toHaveLength(2);
  expect(busy()).toBe(0);
  expect(tier.metrics()).toMatchObject({ stale: 2, store: 2 });
});

test('D15: after a freeze with a connection that died, the database answers once and then the cache again', async () => {
  const worker = await startWorker(`${__dirname}/tier-worker.ts`, {
    link: lab.link,
    options: { deadlineMs: 500, writeDeadlineMs: 500, earlyFactor: 0 },
    wrap: RULES,
    config: lab.postgres.config(),
    variables: LAMBDA,
  });
  try {
    const hits = async () => Number((await worker.call<{ hit?: number }>('metrics')).hit ?? 0);
    const readHits = async () => {
      await worker.call('read', PRODUCT, [7]);
      return hits();
    };
    await until('a hit', async () => (await readHits()) > 0);
    worker.freeze();
    await lab.redis.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await lab.outside("update products set name = 'behind' where id = 7");
    const first = worker.call<{ rows: unknown; ms: number }>('timed', PRODUCT, [7]);
    worker.thaw();
    // From the database: the connection is gone, and no deadline was waited for more than once.
    const { rows, ms } = await first;
    expect(rows).toMatchObject([{ name: 'behind' }]);
    expect(ms).toBeLessThan(5_000);
    const before = await hits();
    await until('a hit again', async () => (await readHits()) > before);
  } finally {
    await worker.stop();
  }
});

test.each([{}, LAMBDA])('after close nothing keeps a process, with %j', async (variables) => {
  const code = `
    const { CacheTier } = require('./runtime/lib/index');
    const { Pool } = require('pg');
    (async () => {
      const tier = CacheTier.fromEnv({ deadlineMs: 5_000, writeDeadlineMs: 5_000 });
      await tier.ready(10000);
      const pool = tier.wrap(new Pool(JSON.parse(process.env.CONFIG)), { rules: [{ tables: ['products'], ttl: '5m' }] });
      for (let turn = 0; turn < 3; turn += 1) await pool.query('select * from products where id = 7');
      await pool.query("update products set name = 'new' where id = 7");
      await tier.cacheAside.getOrSet('key', () => 1, { ttl: '5m', tags: ['tag'] });
      await tier.invalidate(['tag']);
      await pool.end();
      await tier.close();
      console.log(JSON.stringify(tier.metrics()));
    })();
  `;
  const environment = { ...linkEnvironment('cache', lab.link), ...variables };
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
    env: { ...process.env, ...environment, CONFIG: JSON.stringify(lab.postgres.config()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  // Whoever hangs is ended by this, with a signal.
  const timer = setTimeout(() => child.kill(), 30_000);
  const [status, signal] = await once(child, 'close');
  clearTimeout(timer);
  expect([status, signal]).toEqual([0, null]);
  expect(JSON.parse(output)).toMatchObject({ write: 1, pending_invalidations: 0 });
});
