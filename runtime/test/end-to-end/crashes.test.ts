import { Client } from 'pg';
import { hitsOf, readUntilHit, UPDATE, until, useScene, valueIn } from './processes';

const scene = useScene();
const INTENT_MS = 1_500;

const committed = async (id = 1) => (await scene.postgres.query('SELECT v FROM items WHERE id = $1', [id])).rows[0].v;

test('T7: a writer that is killed between its COMMIT and its end leaves nothing old behind', async () => {
  const [writer, reader] = await Promise.all([scene.start({ tier: { intentMs: INTENT_MS } }), scene.start()]);
  expect(await readUntilHit(reader)).toContain(0);
  await writer.call('hold', 'ends of writes');
  const write = writer.call('query', UPDATE, [1, 1]).catch((error) => error.code);
  await writer.call('reached', 'ends of writes');
  expect(await committed()).toBe(1);
  await writer.kill();
  expect(await write).toBe('WORKER_GONE');
  // The table is uncached for as long as the announcement lives, and cached again afterwards.
  const hits = await hitsOf(reader);
  expect(await valueIn(reader)).toBe(1);
  expect(await hitsOf(reader)).toBe(hits);
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([1]));
}, 60_000);

test('T17: of two writers one is killed: while the other goes on nobody reads anything old, and then it is cached', async () => {
  const tier = { intentMs: INTENT_MS };
  const [dead, writer, reader] = await Promise.all([scene.start({ tier }), scene.start({ tier }), scene.start()]);
  await readUntilHit(reader);
  await dead.call('hold', 'ends of writes');
  dead.call('query', UPDATE, [1, 1]).catch(() => undefined);
  await dead.call('reached', 'ends of writes');
  await dead.kill();
  const end = Date.now() + INTENT_MS;
  for (let v = 2; Date.now() < end; v += 1) {
    await writer.call('query', UPDATE, [1, v]);
    expect(await valueIn(reader)).toBe(v);
  }
  const last = await committed();
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([last]));
}, 60_000);

test('T18: a write that waits for a lock for longer than its announcement lives stays announced', async () => {
  const [writer, reader] = await Promise.all([scene.start({ tier: { intentMs: 1_200 } }), scene.start()]);
  await readUntilHit(reader);
  const other = new Client(scene.postgres.config());
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT 1 FROM items WHERE id = 1 FOR UPDATE');
  const write = writer.call('query', UPDATE, [1, 1]);
  await blocked();
  const hits = await hitsOf(reader);
  for (const end = Date.now() + 1_500; Date.now() < end; ) expect(await valueIn(reader)).toBe(0);
  expect(await hitsOf(reader)).toBe(hits);
  await other.query('COMMIT');
  await write;
  await other.end();
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([1]));
}, 60_000);

test('T18: a writer that is frozen past its announcement drops what was cached meanwhile, before its promise resolves', async () => {
  const [writer, reader] = await Promise.all([scene.start({ tier: { intentMs: 600 } }), scene.start()]);
  const other = new Client(scene.postgres.config());
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT 1 FROM items WHERE id = 1 FOR UPDATE');
  const write = writer.call('query', UPDATE, [1, 1]);
  await blocked();
  writer.freeze();
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([0]));
  await other.query('COMMIT');
  await until('the write is committed', async () => (await committed()) === 1);
  writer.thaw();
  await write;
  expect(await valueIn(reader)).toBe(1);
  await other.end();
}, 60_000);

/** A statement waits for a lock. */
function blocked(): Promise<void> {
  return until('a statement waits for a lock', async () => {
    const { rows } = await scene.postgres.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    return rows.length > 0;
  });
}
