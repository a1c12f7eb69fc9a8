import type { ClientConfig, Pool } from 'pg';
import { type Application, RULES, SHOP, startWrapLab, type WrapLab } from './wrap-lab';

let lab: WrapLab;
let config: ClientConfig;
let app: Application;
let pool: Pool;
beforeAll(async () => {
  lab = await startWrapLab();
  config = await lab.database(...SHOP);
});
beforeEach(async () => {
  await lab.reset(config);
  app = await lab.application(RULES);
  pool = app.pool({ ...config, max: 3 });
});
afterEach(() => app.close());
afterAll(() => lab?.stop());

const READ = 'SELECT price FROM products WHERE id = 1';
/** Two literals, or one and a write: what the setting decides. */
const HIDDEN = "SELECT '\\' , ' ; UPDATE products SET price = 9 WHERE id = 1; --'";
const price = async () => (await pool.query(READ)).rows[0]!.price;
const unresolved = () => app.reasons('unresolved').filter((reason) => reason === 'backslashes').length;

async function cached(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) expect(await price()).toBe('1.5');
  expect(app.hits()).toBeGreaterThan(0);
}

test('K8: what a text hides from a parser of plain literals drops the database once the session reads backslashes', async () => {
  await cached();
  const client = await pool.connect();
  await client.query(HIDDEN);
  expect(app.announced()).toEqual([]);
  await client.query('SET standard_conforming_strings = off');
  await client.query(HIDDEN);
  expect(unresolved()).toBeGreaterThan(0);
  client.release(true);
  expect(await price()).toBe('9');
});

test('K8: so it does within one transaction, and not behind it', async () => {
  await cached();
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SET LOCAL standard_conforming_strings = off');
  await client.query(HIDDEN);
  await client.query('COMMIT');
  client.release(true);
  expect(unresolved()).toBeGreaterThan(0);
  expect(await price()).toBe('9');
});

test('T3: what a transaction writes behind a SET LOCAL that the server reports is announced', async () => {
  await cached();
  const client = await pool.connect();
  for (const text of ['BEGIN', "SET LOCAL TimeZone = 'Asia/Tokyo'", 'UPDATE products SET price = 9 WHERE id = 1']) {
    await client.query(text);
  }
  await client.query('COMMIT');
  client.release();
  expect(app.reasons('untold')).toEqual([]);
  expect(await price()).toBe('9');
});

test('K8: of a role that always reads backslashes nothing is cached, and its writes drop the database', async () => {
  await cached();
  await lab.behind(config, `CREATE ROLE old_times SUPERUSER LOGIN`);
  await lab.behind(config, `ALTER ROLE old_times SET standard_conforming_strings = off`);
  const old = app.pool({ ...config, user: 'old_times', max: 1 });
  for (let turn = 0; turn < 3; turn += 1) expect((await old.query(READ)).rows).toHaveLength(1);
  const before = unresolved();
  await old.query(HIDDEN);
  expect(unresolved()).toBe(before + 1);
  expect(await price()).toBe('9');
});
