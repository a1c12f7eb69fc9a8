import type { ClientConfig } from 'pg';
import { type Application, SHOP, startWrapLab, type WrapLab } from './wrap-lab';

let lab: WrapLab;
let config: ClientConfig;
let app: Application;
beforeAll(async () => {
  lab = await startWrapLab();
});
beforeEach(async () => {
  config = await lab.database(...SHOP);
  app = await lab.application();
});
afterEach(() => app.close());
afterAll(() => lab?.stop());

const PRICE = 'SELECT price FROM products WHERE id = $1';

test('a read of a pool is answered from the cache, until a wrapped pool writes', async () => {
  const pool = app.pool(config);
  expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
  await lab.behind(config, 'UPDATE products SET price = 9 WHERE id = 1');
  expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '1.5' }]);
  expect(app.hits()).toBe(1);
  await pool.query('UPDATE products SET price = 7 WHERE id = $1', [1]);
  expect((await pool.query(PRICE, [1])).rows).toEqual([{ price: '7' }]);
  expect(app.announced()).toEqual([['public.products']]);
});
