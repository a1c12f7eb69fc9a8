import { RecordLog } from '../../lib/memcached/record-log';
import type { SteppedCall } from '../../lib/memcached/stepped-calls';
import { ADD_INTENT, DROP_INTENT } from '../../lib/protocol/scripts';
import type { MemcachedSession } from '../../lib/wire/memcached-session';
import { openMemcached } from '../../lib/wire/open-memcached';
import { type RunningMemcached, startMemcached } from '../servers/memcached';

/* Two writers, one of whom announces at the worst moment of the other: behind its look, and before it changes the item. */

const NOW = { earliest: 1_000_000, latest: 1_001_000 };
const add = (id: string): SteppedCall => ({ script: ADD_INTENT, args: [id, `+${id}`, '60000'], index: 0 });
const drop = (id: string): SteppedCall => ({ script: DROP_INTENT, args: [id, `-${id}`], index: 0 });

let server: RunningMemcached;
let session: MemcachedSession;
let one: RecordLog;
let other: RecordLog;
/** What happens once, before an item is changed by its CAS number. */
let before: (() => Promise<unknown>) | undefined;
let keys = 0;
let key: string;

beforeAll(async () => {
  server = await startMemcached();
  const { host, port } = server;
  const signal = new AbortController().signal;
  session = await openMemcached({ address: { host, port }, signal, onLost: () => undefined });
  const first = async <T>(change: () => Promise<T>) => {
    const act = before;
    before = undefined;
    await act?.();
    return change();
  };
  const held: MemcachedSession = Object.assign(Object.create(session), {
    remove: (name: string, options = {}) => first(() => session.remove(name, options)),
    store: (name: string, value: string, options: { readonly seconds: number; readonly mode?: 'add' }) =>
      options.mode === undefined
        ? first(() => session.store(name, value, options))
        : session.store(name, value, options),
  });
  one = new RecordLog(held);
  other = new RecordLog(session);
});
afterAll(async () => {
  await session.end();
  await server.stop();
});
beforeEach(() => {
  key = `cache-tier:v1:${keys++}`;
});

const write = async (log: RecordLog, ...calls: SteppedCall[]) => log.write(key, calls, NOW);
const textOf = async () => `${(await session.get([key]))[0]?.value}`;
const UNTIL_THEN = NOW.latest + 60_000;

test('the last writer takes nothing away in front of which somebody has announced since', async () => {
  await session.store(key, 'r1.5', { seconds: 60 });
  await write(other, add('a'));
  before = () => write(other, add('b'));
  expect(await write(one, drop('a'))).toEqual([1]);
  expect(before).toBeUndefined();
  expect(await textOf()).toContain(`b:${UNTIL_THEN}`);
  expect(await write(other, drop('b'))).toEqual([1]);
  expect(await textOf()).toBe('undefined');
});

test('nor does one who begins with the removal, because it knows the item', async () => {
  await write(one, add('a'));
  before = () => write(other, add('b'));
  expect(await write(one, drop('a'))).toEqual([1]);
  expect(before).toBeUndefined();
  expect(await textOf()).toContain(`b:${UNTIL_THEN}`);
  await write(other, drop('b'));
  expect(await textOf()).toBe('undefined');
});

test('who makes an item short again leaves what was announced since', async () => {
  await write(one, add('witness'));
  for (let n = 0; (await textOf()).length < 4_096 - 100; n += 1) {
    await write(other, add(`w${n}`));
    await write(other, drop(`w${n}`));
  }
  before = () => write(other, add('b'));
  for (let n = 0; before !== undefined; n += 1) await write(one, add(`x${n}`), drop(`x${n}`));
  const value = await textOf();
  expect(value.length).toBeLessThan(200);
  for (const id of ['b', 'witness']) expect(value).toContain(`${id}:${UNTIL_THEN}`);
});
