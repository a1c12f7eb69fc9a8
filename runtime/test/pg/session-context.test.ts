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
});
afterAll(async () => {
  await client?.end();
  await postgres?.stop();
});

/** A session of which the control file cannot be read. */
function failingBy(error: Error): CatalogQuery {
  const types = { getTypeParser: () => (text: unknown) => text };
  return async (text) => {
    if (text.includes('FROM pg_catalog.pg_control')) throw error;
    return (await client.query({ text, rowMode: 'array', types })).rows;
  };
}

const coded = (code: string) => Object.assign(new Error(code), { code });

test.each([undefined, '57P01', '57014', 'ECONNRESET'])(
  'a session that is lost while it is asked is not taken for one without an identity: code %s',
  async (code) => {
    const error = code === undefined ? new Error('Connection terminated unexpectedly') : coded(code);
    await expect(probe(failingBy(error), undefined, [])).rejects.toBe(error);
  },
);

test.each(['42501', '0A000', 'XX000'])(
  'a server that lets nobody read its control file has no identity of its own: code %s',
  async (code) => {
    expect((await probe(failingBy(coded(code)), undefined, [])).space).toBeUndefined();
    expect((await probe(failingBy(coded(code)), 'shop', [])).space).toBe('db-shop');
  },
);
