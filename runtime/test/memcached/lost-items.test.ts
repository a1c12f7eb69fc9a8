import { Metric } from '../../lib/metrics/metrics';
import { answer, type Process, processOf, ROW_ENTRY, ROW_KEYS, Row, readOf, up } from '../protocol/lab';
import { driverOf } from '../protocol/memcached-lab';
import { type RunningMemcached, startMemcached } from '../servers/memcached';

/*
 * Memcached evicts by slab class: a version, which is short, may go long before the answers that are stamped with it.
 */

jest.setTimeout(60_000);

const [VERSION] = ROW_KEYS as [string];
/** Far larger than a version, and so of another class. */
const BYTES = 2_000;
/** A page of the class of versions holds some seven thousand. */
const FLOOD = 12_000;

let server: RunningMemcached;
let processes: Process[] = [];
let row: Row;

beforeEach(async () => {
  // One list of each class: with several, what was read twice is moved by a thread that goes by whole seconds.
  server = await startMemcached({ args: ['-m', '8', '-o', 'no_lru_maintainer'] });
  processes = [1, 2].map(() => processOf(driverOf([`127.0.0.1:${server.port}`])));
  await Promise.all(processes.map(({ driver }) => up(driver)));
  row = new Row();
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.close()));
  await server.stop();
});

async function read({ protocol }: Process) {
  const load = async () => ({ ...answer(row.value), payload: () => Buffer.from(`${row.value}`.padEnd(BYTES)) });
  const given = await protocol.reader.read(readOf({ load }));
  await protocol.reader.settled();
  return given;
}

async function write({ protocol }: Process, value: number): Promise<void> {
  const { acknowledged, settle } = await protocol.writer.announce(ROW_KEYS);
  row.value = value;
  await settle();
  expect(acknowledged).toBe(true);
}

/** By a command that does not count as a use of it. */
const isThere = async (key: string) => (await server.command(`me ${key}`)).startsWith('ME');

let filled = 0;

/** Items of the same class, as many as two pages of it hold. */
async function fill(key: string): Promise<void> {
  const bytes = Number(/ size=(\d+)/.exec(await server.command(`me ${key}`))![1]) - 70;
  const name = () => `f${filled++}`.padEnd(10, 'x');
  const items = Array.from({ length: FLOOD }, () => `ms ${name()} ${bytes} q\r\n${'f'.repeat(bytes)}`);
  await server.command(items.join('\r\n'));
}

async function flood(key: string): Promise<void> {
  for (let wave = 0; wave < 20 && (await isThere(key)); wave += 1) await fill(key);
  expect(await isThere(key)).toBe(false);
}

/** Gives the first page of the class of the versions away: what finds no place in another one is evicted. */
async function reassign(key: string): Promise<void> {
  const classOf = async (item: string) => /cls=(\d+)/.exec(await server.command(`me ${item}`))![1];
  const [from, to] = [await classOf(key), await classOf(ROW_ENTRY)];
  await fill(key);
  expect(await server.command(`slabs reassign ${from} ${to}`)).toBe('OK\r\n');
  while (/slab_reassign_running 1/.test(await server.command('stats'))) await new Promise(setImmediate);
}

async function expire(key: string): Promise<void> {
  await server.command(`touch ${key} 1`);
  while (await isThere(key)) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function restart(): Promise<void> {
  const down = Promise.all(
    processes.map(({ driver }) => new Promise((resolve) => driver.onChange((_, now) => now || resolve(undefined)))),
  );
  await server.restart();
  await down;
  await Promise.all(processes.map(({ driver }) => up(driver)));
}

const LOSSES: readonly (readonly [what: string, lose: (key: string) => Promise<unknown>, keepsEntry: boolean])[] = [
  ['was evicted', flood, true],
  ['went with a page that another class needs', reassign, true],
  ['expired', expire, true],
  ['was flushed', () => server.command('flush_all'), false],
  ['went with its server', restart, false],
];

test.each(LOSSES)('an answer whose version %s is given no more once its row was written', async (_, lose, keeps) => {
  const [reader, writer] = processes as [Process, Process];
  row.value = 1;
  await read(reader);
  expect(await read(writer)).toEqual({ value: 1, source: 'hit' });
  await lose(VERSION);
  if (keeps) expect(await isThere(ROW_ENTRY)).toBe(true);
  await write(writer, 2);
  for (const process of processes) expect((await read(process)).value).toBe(2);
  // Nor by the version that has taken its place.
  for (const process of processes) expect(await read(process)).toEqual({ value: 2, source: 'hit' });
  await lose(VERSION);
  await write(reader, 3);
  for (const process of processes) expect((await read(process)).value).toBe(3);
});

test('an announcement that is evicted while its write goes on is counted, and what was cached meanwhile is dropped', async () => {
  const [reader, writer] = processes as [Process, Process];
  row.value = 1;
  await read(reader);
  const { acknowledged, settle } = await writer.protocol.writer.announce(ROW_KEYS);
  expect(acknowledged).toBe(true);
  expect(await read(reader)).toEqual({ value: 1, source: 'load' });
  await flood(VERSION);
  await read(reader);
  expect(await read(reader)).toEqual({ value: 1, source: 'hit' });
  row.value = 2;
  await settle();
  expect(writer.metrics.total(Metric.INTENT_LOST)).toBe(1);
  for (const process of processes) expect((await read(process)).value).toBe(2);
});
