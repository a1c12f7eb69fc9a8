import { check } from './check';
import type { FaultEvent, HistoryEvent, ReadEvent, WriteEvent } from './history';
import { type Commit, commitsOf, Timeline } from './timeline';

const LIMITS = { ttl: 1_000, intent: 500, uncertain: 500 };

/** Two parents, and updates of the first: at 100, 200 and 300. */
const parent = (id: number, n: number, v: number) => ({ table: 'parents', key: `${id}`, row: { id, grp: 1, n, v } });
const COMMITS: readonly Commit[] = [
  { at: 0, changes: [parent(1, 10, 1), parent(2, 20, 1)] },
  { at: 100, changes: [parent(1, 11, 2)] },
  { at: 200, changes: [parent(1, 12, 3)] },
  { at: 300, changes: [{ table: 'parents', key: '2' }] },
];

const read = (start: number, end: number, v: number, change: Partial<ReadEvent> = {}): ReadEvent => ({
  kind: 'read',
  who: 'reader',
  query: 'parent',
  args: [1],
  start,
  end,
  rows: [[1, 1, 9 + v, v]],
  extra: 0,
  how: 'pool',
  counts: [],
  ...change,
});
const total = (start: number, end: number, count: number, sum: number) =>
  read(start, end, 0, { query: 'total', args: [], rows: [[count, sum]] });
const write = (start: number, end: number, op: number, change: Partial<WriteEvent> = {}): WriteEvent => ({
  kind: 'write',
  who: 'writer',
  op,
  what: 'update',
  start,
  end,
  outcome: 'committed',
  announced: true,
  settled: true,
  deleted: [],
  counts: [],
  ...change,
});
const fault = (start: number, end: number, loses: FaultEvent['loses']): FaultEvent => ({
  kind: 'fault',
  what: 'fault',
  start,
  end,
  loses,
});

const clauses = (...events: HistoryEvent[]) => check(events, new Timeline(COMMITS), LIMITS).map(({ clause }) => clause);

describe('the first clause', () => {
  test('a read that begins after an acknowledged write sees it', () => {
    expect(clauses(write(90, 110, 2), read(111, 115, 2))).toEqual([]);
    expect(clauses(write(90, 110, 2), read(111, 115, 1))).toEqual(['acknowledged']);
  });

  test('a read that began before may see either', () => {
    expect(clauses(write(90, 110, 2), read(109, 115, 1))).toEqual([]);
    expect(clauses(write(90, 110, 2), read(95, 115, 2))).toEqual([]);
  });

  test('a write without the acknowledgement of the cache is bounded by the life of entries', () => {
    const lost = write(90, 110, 2, { announced: false, settled: false });
    expect(clauses(lost, read(111, 115, 1))).toEqual([]);
    const seen = read(95, 111, 2);
    expect(clauses(lost, seen, read(1_000, 1_001, 1, { who: 'other' }))).toEqual([]);
    expect(clauses(lost, seen, read(1_400, 1_401, 1))).toEqual(['seen']);
  });

  test('a deleted row is gone once its deletion was acknowledged', () => {
    const deletion = write(290, 310, 77, { deleted: [['parents', '2', 1]] });
    const found = read(320, 321, 0, { args: [2], rows: [[2, 1, 20, 1]] });
    expect(clauses(deletion, found)).toEqual(['acknowledged']);
    expect(clauses(deletion, read(320, 321, 0, { args: [2], rows: [] }))).toEqual([]);
  });
});

describe('the second clause', () => {
  test('what was read before is not unread, by anybody', () => {
    expect(clauses(read(95, 105, 2), read(106, 110, 1, { who: 'other' }))).toEqual(['seen']);
    expect(clauses(read(95, 105, 2), read(104, 110, 1, { who: 'other' }))).toEqual([]);
  });

  test('a count or a sum is that of one state, not older than what was seen', () => {
    expect(clauses(read(95, 105, 2), total(106, 110, 2, 31))).toEqual([]);
    expect(clauses(read(95, 105, 2), total(106, 110, 2, 30))).toEqual(['seen']);
    expect(clauses(read(195, 205, 3), total(206, 210, 2, 33))).toEqual(['impossible']);
  });

  test('a promise that was rejected bounds nothing before somebody has seen the write', () => {
    const unknown = write(90, 110, 2, { outcome: 'unknown' });
    expect(clauses(unknown, read(120, 121, 1))).toEqual([]);
    expect(clauses(unknown, read(105, 115, 2), read(120, 121, 1))).toEqual(['seen']);
  });

  test('a cache that loses the announcement of a write under way is excused until that has ended, no longer', () => {
    const flushed = fault(95, 96, 'announcements');
    const seen = read(100, 102, 2);
    expect(clauses(flushed, write(90, 110, 2), seen, read(103, 108, 1))).toEqual([]);
    expect(clauses(flushed, write(90, 110, 2), seen, read(111, 112, 1))).toEqual(['acknowledged']);
    expect(clauses(fault(80, 81, 'announcements'), write(90, 110, 2), seen, read(103, 108, 1))).toEqual(['seen']);
  });

  test('a failover during a write is excused as long as entries live', () => {
    const failover = fault(95, 96, 'acknowledged');
    expect(clauses(failover, write(90, 110, 2), read(111, 112, 1))).toEqual([]);
    expect(clauses(failover, write(90, 110, 2), read(2_000, 2_001, 1))).toEqual(['acknowledged']);
  });

  test('a writer that died may have announced nothing, if the cache was away', () => {
    expect(clauses(read(95, 105, 2), read(106, 107, 1))).toEqual(['seen']);
    expect(clauses(fault(90, 99, 'unreachable'), read(95, 105, 2), read(106, 107, 1))).toEqual([]);
  });
});

test('no state of the database gives what was rolled back, or is yet to come', () => {
  expect(clauses(read(95, 105, 50))).toEqual(['impossible']);
  expect(clauses(read(95, 105, 3))).toEqual(['impossible']);
});

test('rows that fit to no one state are none', () => {
  const group = (rows: number[][]) => read(195, 330, 0, { query: 'group', args: [1], rows });
  expect(
    clauses(
      group([
        [1, 12, 3],
        [2, 20, 1],
      ]),
    ),
  ).toEqual([]);
  expect(clauses(group([[1, 11, 2]]))).toEqual(['impossible']);
});

test('columns that were added stand in every later answer', () => {
  const whole = (start: number, extra: number) => read(start, start + 1, 1, { query: 'wholeParent', extra });
  const added = { kind: 'schema', who: 'w', sql: 'ALTER TABLE parents ADD COLUMN a int', start: 10, end: 20 } as const;
  expect(clauses(added, whole(30, 1))).toEqual([]);
  expect(clauses(added, whole(15, 0))).toEqual([]);
  expect(clauses(added, whole(30, 0))).toEqual(['schema']);
});

test('the log of the database is read: moved keys, partitions, and several changes of one commit', () => {
  const commits = commitsOf(
    [
      'BEGIN 7',
      'table public.parents: INSERT: id[integer]:1 grp[integer]:2 n[integer]:-3 v[integer]:4 extra_1[integer]:null',
      'table public.parents: UPDATE: old-key: id[integer]:1 new-tuple: id[integer]:9 grp[integer]:2 n[integer]:0 v[integer]:5',
      'COMMIT 7 (at 2026-01-01 00:00:00.5+00)',
      'BEGIN 8',
      'table public.ledger_a: DELETE: id[integer]:1 day[integer]:10',
      'table public.ledger_b: INSERT: id[integer]:1 day[integer]:60 amount[integer]:1 v[integer]:6',
      'COMMIT 8 (at 2026-01-01 00:00:01+00)',
      'BEGIN 9',
      'COMMIT 9 (at 2026-01-01 00:00:02+00)',
    ],
    (epoch) => epoch - Date.UTC(2026, 0, 1),
  );
  expect(commits.map(({ at }) => at)).toEqual([500, 1_000]);
  const timeline = new Timeline(commits);
  expect(timeline.rows('parents', 1)).toEqual([{ id: 9, grp: 2, n: 0, v: 5 }]);
  expect(timeline.rows('ledger', 1)).toEqual([{ id: 1, day: 60, amount: 1, v: 6 }]);
  expect(timeline.rows('ledger', 0)).toEqual([]);
  expect([timeline.commitOf(5), timeline.commitOf(6)]).toEqual([0, 1]);
});
