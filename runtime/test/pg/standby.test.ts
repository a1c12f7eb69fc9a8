import type { ClientConfig } from 'pg';
import { type RunningStandby, startStandby } from '../servers/postgres-standby';
import { type Application, RULES, SHOP, startWrapLab, type WrapLab } from './wrap-lab';

let lab: WrapLab;
let standby: RunningStandby;
let config: ClientConfig;
let app: Application;
beforeAll(async () => {
  lab = await startWrapLab();
  config = await lab.database(...SHOP);
});
beforeEach(async () => {
  await lab.reset(config);
  standby = await startStandby(lab.postgres);
  await standby.caughtUp();
});
afterEach(async () => {
  await app?.close();
  await standby?.stop();
});
afterAll(() => lab?.stop());

const PRICE = 'SELECT price FROM products WHERE id = 1';

test('L1: answers of a standby are not cached, and none is given to it', async () => {
  app = await lab.application();
  const primary = app.pool(config);
  const replica = app.pool(standby.config(config.database));
  expect((await primary.query(PRICE)).rows).toEqual([{ price: '1.5' }]);
  await standby.pauseReplay();
  await primary.query('UPDATE products SET price = 9 WHERE id = 1');
  for (let round = 0; round < 2; round += 1) expect((await replica.query(PRICE)).rows).toEqual([{ price: '1.5' }]);
  expect(app.hits()).toBe(0);
  expect(app.reasons('bypass')).toEqual(['replica', 'replica']);
  expect((await primary.query(PRICE)).rows).toEqual([{ price: '9' }]);
  await standby.resumeReplay();
});

test('L1: with the option `replica` a load from a standby says how far it may lag behind', async () => {
  app = await lab.application({ ...RULES, replica: { lagMs: 60_000 } });
  const lags: unknown[] = [];
  const { read } = app.context;
  Object.assign(app.context, {
    read: (request: Parameters<typeof read>[0]) =>
      read({
        ...request,
        load: async () => {
          const loaded = await request.load();
          lags.push(loaded.lagMs);
          return loaded;
        },
      }),
  });
  const replica = app.pool(standby.config(config.database));
  expect((await replica.query(PRICE)).rows).toEqual([{ price: '1.5' }]);
  expect(lags).toEqual([60_000]);
});

test('a standby that is promoted is cached from its next connection on, under another fingerprint', async () => {
  app = await lab.application();
  const replica = app.pool(standby.config(config.database));
  await replica.query(PRICE);
  await standby.promote();
  const fresh = app.pool(standby.config(config.database));
  await fresh.query(PRICE);
  await fresh.query(PRICE);
  expect(app.hits()).toBe(1);
  await lab.behind(config, 'UPDATE products SET price = 9 WHERE id = 1');
  expect((await app.pool(config).query(PRICE)).rows).toEqual([{ price: '9' }]);
});

test('a pool notices the promotion of its standby by itself', async () => {
  app = await lab.application();
  const pool = app.pool(standby.config(config.database));
  await pool.query(PRICE);
  expect(app.reasons('bypass')).toEqual(['replica']);
  await standby.promote();
  await pool.query('SELECT 1');
  await pool.query(PRICE);
  await pool.query(PRICE);
  expect(app.hits()).toBe(1);
});
