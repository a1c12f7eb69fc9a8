import { type RunningPostgres, startPostgres } from './postgres';
import { type RunningStandby, startStandby } from './postgres-standby';

// Servers and processes start within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let primary: RunningPostgres;
let standby: RunningStandby;
beforeAll(async () => {
  primary = await startPostgres();
  await primary.query('CREATE TABLE t (id int)');
  standby = await startStandby(primary);
});
beforeEach(async () => {
  await primary.query('TRUNCATE t');
});
afterAll(() => Promise.all([standby?.stop(), primary?.stop()]));

test('it has what was there before, and takes no writes', async () => {
  await standby.caughtUp();
  expect(await count(standby)).toBe(0);
  await expect(standby.query('INSERT INTO t VALUES (1)')).rejects.toMatchObject({ code: '25006' });
});

test('what was committed can be read once it has caught up', async () => {
  await primary.query('INSERT INTO t SELECT generate_series(1, 1000)');
  await standby.caughtUp();
  expect(await count(standby)).toBe(1000);
});

test('it answers with the past while its replay is paused', async () => {
  await standby.caughtUp();
  await standby.pauseReplay();
  await primary.query('INSERT INTO t VALUES (1)');
  expect(await count(standby)).toBe(0);
  await standby.resumeReplay();
  await standby.caughtUp();
  expect(await count(standby)).toBe(1);
});

test('it answers with the past for as long as its replay is delayed', async () => {
  await standby.caughtUp();
  await standby.delayReplay(60_000);
  await primary.query('INSERT INTO t VALUES (1)');
  const { rows } = await primary.query('SELECT pg_current_wal_flush_lsn() AS lsn');
  const received = 'SELECT pg_last_wal_receive_lsn() >= $1 AS done';
  while (!(await standby.query(received, [rows[0].lsn])).rows[0].done);
  expect(await count(standby)).toBe(0);
  await standby.delayReplay(0);
  await standby.caughtUp();
  expect(await count(standby)).toBe(1);
});

test('a promoted standby takes writes', async () => {
  const other = await startStandby(primary);
  await other.promote();
  await other.query('INSERT INTO t VALUES (7)');
  expect(await count(other)).toBe(1);
  expect(await count(primary)).toBe(0);
  await other.stop();
});

async function count(server: RunningPostgres): Promise<number> {
  return Number((await server.query('SELECT count(*) FROM t')).rows[0].count);
}
