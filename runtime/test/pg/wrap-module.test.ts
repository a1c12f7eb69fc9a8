import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, numeric, pgTable, text } from 'drizzle-orm/pg-core';
import knex from 'knex';
import pg, { type ClientConfig } from 'pg';
import { wrapModule } from '../../lib/pg/wrap-module';
import { type Application, SHOP, startWrapLab, type WrapLab } from './wrap-lab';

let lab: WrapLab;
let config: ClientConfig;
let app: Application;
beforeAll(async () => {
  lab = await startWrapLab();
  config = await lab.database(...SHOP);
});
beforeEach(async () => {
  await lab.reset(config);
  app = await lab.application();
});
afterEach(() => app.close());
afterAll(() => lab?.stop());

test('the wrapped module is like the module, and its pools and clients are of its classes', async () => {
  const wrapped = wrapModule(pg, app.context);
  expect(wrapped.types).toBe(pg.types);
  expect(wrapped.Query).toBe(pg.Query);
  const pool = new wrapped.Pool(config);
  expect(pool).toBeInstanceOf(pg.Pool);
  const client = new wrapped.Client(config);
  expect(client).toBeInstanceOf(pg.Client);
  await client.connect();
  for (const each of [pool, client, pool]) await each.query('SELECT price FROM products WHERE id = 1');
  expect(app.hits()).toBeGreaterThan(0);
  await client.end();
  await pool.end();
});

test('pg-native is passed through, and that is reported', () => {
  expect(wrapModule(pg, app.context).native).toBe(pg.native);
  expect(app.reasons('untouched')).toEqual(['not-visible']);
});

test('a class that extends a wrapped one keeps its own methods', async () => {
  const wrapped = wrapModule(pg, app.context);
  const asked: unknown[] = [];
  class Logged extends wrapped.Pool {
    public override query(...args: unknown[]): never {
      asked.push(args[0]);
      return super.query.apply(this, args as never) as never;
    }
  }
  const pool = new Logged(config);
  const read = () => (pool.query as unknown as (sql: string) => Promise<{ rows: unknown[] }>)('SELECT id FROM orders');
  for (let round = 0; round < 3; round += 1) expect((await read()).rows).toEqual([{ id: 1 }]);
  expect(app.hits()).toBeGreaterThan(0);
  await pool.end();
});

test('drizzle on a wrapped pool reads from the cache, and its writes and transactions drop', async () => {
  const products = pgTable('products', { id: integer().primaryKey(), name: text(), price: numeric() });
  const db = drizzle(app.pool({ ...config, max: 3 }));
  const read = async () => (await db.select().from(products).where(eq(products.id, 1)))[0];
  expect(await read()).toEqual({ id: 1, name: 'one', price: '1.5' });
  expect(await read()).toEqual({ id: 1, name: 'one', price: '1.5' });
  expect(app.hits()).toBe(1);
  await db.update(products).set({ price: '3' }).where(eq(products.id, 1));
  expect((await read())!.price).toBe('3');
  await db.transaction(async (tx) => {
    await tx.update(products).set({ price: '4' }).where(eq(products.id, 1));
    expect((await tx.select().from(products).where(eq(products.id, 1)))[0]!.price).toBe('4');
    expect((await read())!.price).toBe('3');
  });
  expect((await read())!.price).toBe('4');
  const failed = db.transaction(async (tx) => {
    await tx.update(products).set({ price: '5' }).where(eq(products.id, 1));
    tx.rollback();
  });
  await expect(failed).rejects.toThrow('Rollback');
  expect((await read())!.price).toBe('4');
});

test('knex with the wrapped module reads from the cache, and its writes and transactions drop', async () => {
  const dialect = knex({ client: 'pg', connection: config as never, pool: { min: 1, max: 2 } });
  (dialect.client as { driver: unknown }).driver = wrapModule(pg, app.context);
  const read = async () => (await dialect('products').where({ id: 1 }).select('price'))[0].price;
  for (let round = 0; round < 4; round += 1) expect(await read()).toBe('1.5');
  expect(app.hits()).toBeGreaterThan(0);
  await dialect('products').where({ id: 1 }).update({ price: 3 });
  expect(await read()).toBe('3');
  await dialect.transaction(async (trx) => {
    await trx('products').where({ id: 1 }).update({ price: 4 });
    expect((await trx('products').where({ id: 1 }).select('price'))[0].price).toBe('4');
  });
  expect(await read()).toBe('4');
  const hits = app.hits();
  for (let round = 0; round < 4; round += 1) expect(await read()).toBe('4');
  expect(app.hits()).toBeGreaterThan(hits);
  await dialect.destroy();
});
