import { Pool } from 'pg';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { CacheTier } from '../../lib/tier/cache-tier';
import { type RunningPostgres, startPostgres } from '../servers/postgres';

let redis: RunningServer;
let postgres: RunningPostgres;
beforeAll(async () => {
  [redis, postgres] = await Promise.all([startServer(), startPostgres()]);
  await postgres.query('create table products (id int primary key, name text, price numeric)');
  await postgres.query("insert into products select i, 'product ' || i, i from generate_series(1, 100) i");
});
afterAll(() => Promise.all([redis.stop(), postgres.stop()]));

test('one changed line: the second read is a hit, and a write is seen at once', async () => {
  const problems: unknown[] = [];
  const tier = CacheTier.fromLink(
    { endpoint: '127.0.0.1', port: `${redis.port}` },
    { deadlineMs: 2000, writeDeadlineMs: 2000, onProblem: (e) => problems.push(e, e.cause) },
  );
  const db = tier.wrap(new Pool(postgres.config()), { rules: [{ tables: ['products'], ttl: '5m' }] });
  expect(await tier.ready()).toBe(true);
  const read = async () => (await db.query('select * from products where id = $1', [7])).rows;
  expect(await read()).toEqual([{ id: 7, name: 'product 7', price: '7' }]);
  expect(await read()).toEqual([{ id: 7, name: 'product 7', price: '7' }]);
  console.log(problems);
  expect(tier.metrics()).toMatchObject({ hit: 1 });
  await db.query('update products set price = 12 where id = $1', [7]);
  expect(await read()).toEqual([{ id: 7, name: 'product 7', price: '12' }]);
  await read();
  expect(tier.metrics()).toMatchObject({ hit: 2 });
  console.log(tier.metrics(), problems);
  await db.end();
  await tier.close();
});
