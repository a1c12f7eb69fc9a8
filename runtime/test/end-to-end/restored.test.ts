import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import { CacheTier } from '../../lib/tier/cache-tier';
import { copyData, initialisedCluster } from '../servers/postgres-cluster';
import { hitsOf, readUntilHit, UPDATE, until, useScene, valueIn } from './processes';

const scene = useScene();

test('O2: of a database that was restored from a snapshot nobody is given the future that was undone', async () => {
  const reader = await scene.start();
  const { postgres } = scene;
  const data = join(postgres.folder, 'data');
  const snapshot = join(postgres.folder, 'snapshot');
  await postgres.query(UPDATE, [1, 1]);
  // PostgreSQL is stopped for the copy, so that the copy is whole.
  await postgres.query('CHECKPOINT');
  await postgres.kill();
  await copyData(data, snapshot, initialisedCluster().identity);
  await postgres.restart();

  await until('the reader has a connection again', async () =>
    reader.call('query', UPDATE, [1, 2]).then(
      () => true,
      () => false,
    ),
  );
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([2]));

  await postgres.kill();
  rmSync(data, { recursive: true });
  renameSync(snapshot, data);
  // A restore is a recovery that ends: it begins a timeline of its own.
  writeFileSync(join(data, 'recovery.signal'), '');
  appendFileSync(join(data, 'postgresql.auto.conf'), "restore_command = 'false'\n");
  await postgres.restart();

  const fresh = await scene.start();
  expect(await valueIn(fresh)).toBe(1);
  // A process that lived through it has connections to the future: none of them is left.
  let first: number | undefined;
  await until('the reader has a connection again', async () => {
    first = await valueIn(reader).catch(() => undefined);
    return first !== undefined;
  });
  expect(first).toBe(1);
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([1]));
}, 90_000);

test('O1: two releases with two schema versions share no entries, and each sees what the other writes', async () => {
  const [blue, green] = await Promise.all([
    scene.start({ tier: { schemaVersion: 'blue' } }),
    scene.start({ tier: { schemaVersion: 'green' } }),
  ]);
  await readUntilHit(blue);
  expect(await hitsOf(green)).toBe(0);
  expect(await valueIn(green)).toBe(0);
  expect(await hitsOf(green)).toBe(0);
  for (let v = 1; v <= 20; v += 1) {
    const [writer, other] = v % 2 === 0 ? [blue, green] : [green, blue];
    await readUntilHit(other!);
    await writer!.call('query', UPDATE, [1, v]);
    expect([await valueIn(other!), await valueIn(writer!)]).toEqual([v, v]);
  }
}, 60_000);

test('T4: a process whose first question to the database is cut off announces its writes all the same', async () => {
  const reader = await scene.start();
  await readUntilHit(reader);
  const tier = CacheTier.fromLink({ endpoint: '127.0.0.1', port: `${scene.redis.port}` }, { writeDeadlineMs: 5_000 });
  await tier.ready();
  const pool = tier.wrap(new Pool({ ...scene.postgres.config(), max: 1 }), { rules: [] });
  pool.on('error', () => undefined);
  let cuts = 0;
  pool.on('connect', (client) => {
    const { connection } = client as unknown as {
      connection: { stream: { write(data: Buffer): unknown; destroy(): void } };
    };
    const { stream } = connection;
    const { write } = stream;
    stream.write = (bytes: Buffer, ...rest: unknown[]) => {
      // Between the two questions of a probe.
      if (cuts < 1 && bytes.includes('pg_control_checkpoint() c')) {
        cuts += 1;
        stream.destroy();
        return false;
      }
      return (write as (...all: unknown[]) => unknown).call(stream, bytes, ...rest);
    };
  });
  await pool.query(UPDATE, [1, 1]).catch(() => undefined);
  expect(cuts).toBe(1);
  await until('the session is asked again', async () => {
    await pool.query(UPDATE, [1, 2]).catch(() => undefined);
    return ((tier.metrics()['write'] as number | undefined) ?? 0) > 0;
  });
  expect(await valueIn(reader)).toBe(2);
  await pool.end();
  await tier.close();
}, 60_000);
