import type { GuardedCache } from '../../lib/guard/guarded-cache';
import { Metric, Metrics } from '../../lib/metrics/metrics';
import { Names } from '../../lib/protocol/names';
import { PendingDrops } from '../../lib/protocol/pending-drops';

const NAMES = new Names('db', 'key', '');
const OPTIONS = { retryMs: 1, retryMaxMs: 4, maxPending: 3 };

let alive: NodeJS.Timeout;
beforeAll(() => {
  alive = setInterval(() => undefined, 2);
});
afterAll(() => clearInterval(alive));

function make() {
  const metrics = new Metrics();
  const sent: (readonly [string, string])[] = [];
  const state = { up: false, listener: (_server: string, _up: boolean): void => undefined };
  const cache = {
    onChange: (listener: typeof state.listener) => {
      state.listener = listener;
      return () => undefined;
    },
    runInBackground: async (_: unknown, key: string, [ids]: readonly string[]) => {
      if (!state.up) throw new Error('away');
      sent.push([key, ids!]);
      return 1;
    },
  } as unknown as GuardedCache;
  return { drops: new PendingDrops(cache, OPTIONS, metrics), metrics, sent, state };
}

const table = (name: string) => NAMES.version(name);

test('what waits is tried again until it is acknowledged', async () => {
  const { drops, sent, state } = make();
  drops.add(table('a'), 'w1');
  expect(drops.includes([NAMES.database, table('a')])).toBe(true);
  expect(drops.includes([NAMES.database, table('b')])).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(drops.size).toBe(1);
  state.up = true;
  while (drops.size > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(sent).toEqual([[table('a'), 'w1']]);
  await drops.end();
});

test('writers of one table are taken out by one command, and only so many are remembered', async () => {
  const { drops, sent, state } = make();
  for (let n = 0; n < 5_000; n += 1) drops.add(table('a'), `w${n}`);
  expect(drops.size).toBe(1);
  await drops.retry();
  state.up = true;
  await drops.retry();
  expect(sent).toHaveLength(1);
  const ids = sent[0]![1].split(',');
  expect(ids).toHaveLength(100);
  expect(ids.at(-1)).toBe('w4999');
  await drops.end();
});

test('too many tables become their database', async () => {
  const { drops, sent, state } = make();
  for (const name of ['a', 'b', 'c', 'd', 'e']) drops.add(table(name), name);
  expect(drops.size).toBeLessThanOrEqual(OPTIONS.maxPending);
  expect(drops.includes([NAMES.database, table('anything')])).toBe(true);
  state.up = true;
  await drops.retry();
  expect(sent.map(([key]) => key)).toContain(NAMES.database);
  await drops.end();
});

test('what comes while a try is under way is not forgotten by its end', async () => {
  const { drops, sent, state } = make();
  state.up = true;
  drops.add(table('a'), 'w1');
  const trying = drops.retry();
  drops.add(table('a'), 'w2');
  await trying;
  expect(drops.size).toBe(1);
  await drops.retry();
  expect(sent.map(([, ids]) => ids)).toEqual(['w1', 'w2']);
  await drops.end();
});

test('a connection that is back is used at once', async () => {
  const { drops, sent, state } = make();
  drops.add(table('a'), 'w1');
  await drops.retry();
  state.up = true;
  state.listener('server', true);
  await new Promise(setImmediate);
  expect(sent).toHaveLength(1);
  await drops.end();
});

test('the end tries once more, and counts what is lost', async () => {
  const { drops, metrics, sent, state } = make();
  drops.add(table('a'), 'w1');
  await drops.end();
  expect(metrics.total(Metric.INVALIDATION_LOST, 'closed')).toBe(1);
  drops.add(table('b'), 'w2');
  expect(metrics.total(Metric.INVALIDATION_LOST, 'closed')).toBe(2);
  state.up = true;
  const other = make();
  other.state.up = true;
  other.drops.add(table('a'), 'w1');
  await other.drops.end();
  expect(other.metrics.total(Metric.INVALIDATION_LOST)).toBe(0);
  expect(sent).toEqual([]);
});
