import type { Chance } from '../../shop/chance';
import type { Row, Timeline } from './timeline';

/** The rows of a table in one state of the database. */
export type State = (table: string) => readonly Row[];

/** A query, and what it answers in a state of the database. */
export interface Question {
  readonly sql: string;
  readonly tables: readonly string[];
  args(chance: Chance): number[];
  answer(state: State, args: readonly number[]): readonly (readonly number[])[];
}

export const IDS = { parents: 24, groups: 4, children: 40, ledger: 8, days: 10, notes: 6, memos: 6 } as const;

const parent = (chance: Chance) => chance.popular(IDS.parents);
const group = (chance: Chance) => chance.upTo(IDS.groups);
export const dayOf = (chance: Chance) => (chance.upTo(IDS.days) - 1) * 10;
const sum = (rows: readonly Row[], name: string) => rows.reduce((total, row) => total + row[name]!, 0);
const by =
  (...names: readonly string[]) =>
  (row: Row) =>
    names.map((name) => row[name]!);

export const QUESTIONS: Readonly<Record<string, Question>> = {
  parent: {
    sql: 'SELECT id, grp, n, v FROM parents WHERE id = $1',
    tables: ['parents'],
    args: (chance) => [parent(chance)],
    answer: (state, [id]) =>
      state('parents')
        .filter((row) => row['id'] === id)
        .map(by('id', 'grp', 'n', 'v')),
  },
  wholeParent: {
    sql: 'SELECT * FROM parents WHERE id = $1',
    tables: ['parents'],
    args: (chance) => [parent(chance)],
    answer: (state, [id]) =>
      state('parents')
        .filter((row) => row['id'] === id)
        .map(by('id', 'grp', 'n', 'v')),
  },
  group: {
    sql: 'SELECT id, n, v FROM parents WHERE grp = $1 ORDER BY id',
    tables: ['parents'],
    args: (chance) => [group(chance)],
    answer: (state, [grp]) =>
      state('parents')
        .filter((row) => row['grp'] === grp)
        .map(by('id', 'n', 'v')),
  },
  above: {
    sql: 'SELECT id, v FROM parents WHERE n >= $1 ORDER BY id',
    tables: ['parents'],
    args: (chance) => [chance.upTo(4) * 20],
    answer: (state, [n]) =>
      state('parents')
        .filter((row) => row['n']! >= n!)
        .map(by('id', 'v')),
  },
  two: {
    sql: 'SELECT id, v FROM parents WHERE id IN ($1, $2) ORDER BY id',
    tables: ['parents'],
    args: (chance) => [parent(chance), parent(chance)],
    answer: (state, ids) =>
      state('parents')
        .filter((row) => ids.includes(row['id']!))
        .map(by('id', 'v')),
  },
  total: {
    sql: 'SELECT count(*)::int, coalesce(sum(n), 0)::int FROM parents',
    tables: ['parents'],
    args: () => [],
    answer: (state) => [[state('parents').length, sum(state('parents'), 'n')]],
  },
  family: {
    sql: `SELECT p.id, p.v, c.id AS child, c.qty, c.v AS cv FROM parents p JOIN children c ON c.parent_id = p.id
      WHERE p.id = $1 ORDER BY c.id`,
    tables: ['parents', 'children'],
    args: (chance) => [parent(chance)],
    answer: (state, [id]) =>
      state('parents')
        .filter((row) => row['id'] === id)
        .flatMap((p) => childrenOf(state, id!).map((c) => [p['id']!, p['v']!, c['id']!, c['qty']!, c['v']!])),
  },
  listing: {
    sql: 'SELECT id, child, qty FROM listing WHERE grp = $1 ORDER BY child',
    tables: ['parents', 'children'],
    args: (chance) => [group(chance)],
    answer: (state, [grp]) => {
      const parents = new Map(
        state('parents')
          .filter((row) => row['grp'] === grp)
          .map((row) => [row['id'], row]),
      );
      return state('children')
        .filter((row) => parents.has(row['parent_id']!))
        .map(by('parent_id', 'id', 'qty'));
    },
  },
  childrenSum: {
    sql: `SELECT count(*)::int, coalesce(sum(qty), 0)::int, coalesce(max(v), 0)::int AS last FROM children
      WHERE parent_id = $1`,
    tables: ['children'],
    args: (chance) => [parent(chance)],
    answer: (state, [id]) => {
      const rows = childrenOf(state, id!);
      return [[rows.length, sum(rows, 'qty'), Math.max(0, ...rows.map((row) => row['v']!))]];
    },
  },
  child: {
    sql: '/* CACHE_PARAM(ttl=3s) */ SELECT id, parent_id, qty, v FROM children WHERE id = $1',
    tables: ['children'],
    args: (chance) => [chance.popular(IDS.children)],
    answer: (state, [id]) =>
      state('children')
        .filter((row) => row['id'] === id)
        .map(by('id', 'parent_id', 'qty', 'v')),
  },
  withChildren: {
    sql: 'SELECT id, v FROM parents WHERE id IN (SELECT parent_id FROM children WHERE qty > $1) ORDER BY id',
    tables: ['parents', 'children'],
    args: (chance) => [chance.upTo(4) * 20],
    answer: (state, [qty]) => {
      const ids = new Set(
        state('children')
          .filter((row) => row['qty']! > qty!)
          .map((row) => row['parent_id']),
      );
      return state('parents')
        .filter((row) => ids.has(row['id']!))
        .map(by('id', 'v'));
    },
  },
  entry: {
    sql: 'SELECT id, day, amount, v FROM ledger WHERE id = $1 AND day = $2',
    tables: ['ledger'],
    args: (chance) => [chance.upTo(IDS.ledger), dayOf(chance)],
    answer: (state, [id, day]) =>
      state('ledger')
        .filter((row) => row['id'] === id && row['day'] === day)
        .map(by('id', 'day', 'amount', 'v')),
  },
  since: {
    sql: 'SELECT id, day, v FROM ledger WHERE day >= $1 ORDER BY id, day',
    tables: ['ledger'],
    args: (chance) => [dayOf(chance)],
    answer: (state, [day]) =>
      state('ledger')
        .filter((row) => row['day']! >= day!)
        .map(by('id', 'day', 'v')),
  },
  firstPart: {
    sql: 'SELECT id, day, v FROM ledger_a ORDER BY id, day',
    tables: ['ledger'],
    args: () => [],
    answer: (state) =>
      state('ledger')
        .filter((row) => row['day']! < 50)
        .map(by('id', 'day', 'v')),
  },
  totals: {
    sql: 'SELECT grp, n, v FROM totals WHERE grp = $1',
    tables: ['totals'],
    args: (chance) => [group(chance)],
    answer: (state, [grp]) =>
      state('totals')
        .filter((row) => row['grp'] === grp)
        .map(by('grp', 'n', 'v')),
  },
  note: {
    sql: 'SELECT v FROM notes WHERE id = $1',
    tables: ['notes'],
    args: (chance) => [chance.upTo(IDS.notes)],
    answer: (state, [id]) =>
      state('notes')
        .filter((row) => row['id'] === id)
        .map(by('v')),
  },
  memo: {
    sql: 'SELECT v FROM memos WHERE id = $1',
    tables: ['memos'],
    args: (chance) => [chance.upTo(IDS.memos)],
    answer: (state, [id]) =>
      state('memos')
        .filter((row) => row['id'] === id)
        .map(by('v')),
  },
};

/** Written around the wrapper and invalidated afterwards: of these only what was acknowledged counts. */
export const LATE_TABLES: readonly string[] = ['memos'];

export const COLUMNS: Readonly<Record<string, number>> = { wholeParent: 4 };

export function stateOf(timeline: Timeline, k: number): State {
  return (table) => timeline.rows(table, k);
}

function childrenOf(state: State, id: number): readonly Row[] {
  return state('children').filter((row) => row['parent_id'] === id);
}
