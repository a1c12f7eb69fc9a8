import { Client } from 'pg';
import { chanceOf, countsOf, QUERIES, type QueryName } from '../../shop/shop';
import { type RunningShop, startShop } from '../servers/shop-server';

// A shop is loaded within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let server: RunningShop;
let client: Client;
beforeAll(async () => {
  server = await startShop();
  client = new Client(server.config(server.shop, 'shop_readonly'));
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await server?.stop();
});

test.each(Object.keys(QUERIES) as QueryName[])('%s finds rows', async (name) => {
  const { text, values } = QUERIES[name];
  const chance = chanceOf(1);
  let rows = 0;
  for (let i = 0; i < 20; i += 1) rows += (await client.query(text, values(chance, countsOf(0.001)))).rows.length;
  expect(rows).toBeGreaterThan(0);
});
