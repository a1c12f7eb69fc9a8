import { Client } from 'pg';
import { startProxy } from '../servers/tcp-proxy';
import { hitsOf, readUntilHit, UPDATE, until, useScene, valueIn } from './processes';

const scene = useScene();

/** The server commits long after it was told to: a deferred trigger waits until the test lets it go on. */
const LOCK = 7;
const SLOW = `
CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM pg_advisory_xact_lock_shared(${LOCK}); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON items DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.v < 100) EXECUTE FUNCTION slow()`;
const WRAP = { functions: { 'public.slow': { writes: [] } } };

const committed = async () => (await scene.postgres.query('SELECT v FROM items WHERE id = 1')).rows[0].v;
const isCommitting = () =>
  until('the server is committing', async () => {
    const { rows } = await scene.postgres.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'");
    return rows.length > 0;
  });

describe('a COMMIT whose answer never comes', () => {
  let holder: Client;
  beforeAll(() => scene.postgres.query(SLOW));
  afterAll(() => scene.postgres.query('DROP TRIGGER slow ON items'));
  beforeEach(async () => {
    holder = new Client(scene.postgres.config());
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(${LOCK})`);
  });
  afterEach(() => holder.end());

  test('T4: the connection is lost, and the server commits later: nobody reads the old value after the new one', async () => {
    const proxy = await startProxy(scene.postgres.port);
    const tier = { uncertainMs: 2_000 };
    const [writer, reader] = await Promise.all([
      scene.start({ tier, wrap: WRAP, databasePort: proxy.port }),
      scene.start({ wrap: WRAP }),
    ]);
    await readUntilHit(reader);
    await writer.call('onClient', 'BEGIN');
    await writer.call('onClient', UPDATE, [1, 1]);
    const commit = writer.call('onClient', 'COMMIT').catch((error) => error.message);
    await isCommitting();
    proxy.drop();
    expect(await commit).toMatch(/terminated|ECONNRESET/);
    await staysRight(reader);
    expect(await writer.call('metrics')).toMatchObject({ uncertain: 1 });
    await proxy.close();
  }, 60_000);

  test('T14: the client gives up by query_timeout, and the server commits later', async () => {
    const [writer, reader] = await Promise.all([
      scene.start({ tier: { uncertainMs: 2_000 }, wrap: WRAP, config: { query_timeout: 1_000 } }),
      scene.start({ wrap: WRAP }),
    ]);
    await readUntilHit(reader);
    const write = writer.call('query', UPDATE, [1, 1]).catch((error) => error.message);
    expect(await write).toBe('Query read timeout');
    await staysRight(reader);
  }, 60_000);

  /** From before the commit until the cache is used again: first the old value, from then on the new one. */
  async function staysRight(reader: Parameters<typeof valueIn>[0]): Promise<void> {
    expect(await committed()).toBe(0);
    const hits = await hitsOf(reader);
    const values: (number | undefined)[] = [];
    for (let n = 0; n < 5; n += 1) values.push(await valueIn(reader));
    await holder.query(`SELECT pg_advisory_unlock(${LOCK})`);
    while ((await committed()) === 0) values.push(await valueIn(reader));
    expect(await hitsOf(reader)).toBe(hits);
    expect(values).toContain(0);
    expect(new Set(await readUntilHit(reader))).toEqual(new Set([1]));
  }
});

test('T16: statements that nobody awaits are announced: after the last one every process reads the new value', async () => {
  const [writer, reader] = await Promise.all([scene.start(), scene.start()]);
  for (let v = 101; v <= 120; v += 1) {
    await readUntilHit(reader);
    await writer.call('unawaited', ['BEGIN', `UPDATE items SET v = ${v} WHERE id = 1`, 'COMMIT']);
    expect(await valueIn(reader)).toBe(v);
  }
}, 60_000);
