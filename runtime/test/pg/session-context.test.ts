import { Client } from 'pg';
import { probe } from '../../lib/pg/session-context';
import type { CatalogQuery } from '../../lib/pg/wrap-context';
import { type RunningPostgres, startPostgres } from '../servers/postgres';

let postgres: RunningPostgres;
let client: Client;
beforeAll(async () => {
  postgres = await startPostgres();
  client = new Client(postgres.config());
  await client.connect();
}, 30_000);
afterAll(async () => {
  await client?.end();
  await postgres?.stop();
});

/** A session of which the control file cannot be read. */
function failingBy(error: Error): CatalogQuery {
  const types = { getTypeParser: () => (text: unknown) => text };
  return async (text) => {
    if (text.includes('FROM pg_catalog.pg_control')) throw error;
    return (await client.query({ text, rowMode: 'array', types } as never)).rows as never;
  };
}

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each([
  new Error('Connection terminated unexpectedly'),
  new Error('Query read timeout'),
  coded('57P01'),
  coded('57014'),
  coded('ECONNRESET'),
])('a session that is lost while it is asked is not taken for one without an identity: %s', async (error) => {
  await expect(probe(failingBy(error), undefined, [])).rejects.toBe(error);
});

test.each([coded('42501'), coded('0A000'), coded('XX000')])(
  'a server that lets nobody read its control file has no identity of its own: %s',
  async (error) => {
    expect((await probe(failingBy(error), undefined, [])).space).toBeUndefined();
    expect((await probe(failingBy(error), 'shop', [])).space).toBe('db-shop');
  },
);
