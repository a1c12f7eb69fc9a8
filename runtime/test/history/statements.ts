import type { Chance } from '../../shop/chance';
import { dayOf, IDS } from './questions';

/** One statement that writes, and what it says of the rows it deletes. */
export interface Statement {
  readonly text: string;
  readonly values: readonly number[];
  /** The table whose deleted rows it returns, as key and `v`. */
  readonly deletes?: string;
}

type Maker = (chance: Chance, op: number) => Statement;

const parent = (chance: Chance) => chance.popular(IDS.parents);
const child = (chance: Chance) => chance.popular(IDS.children);
const some = (chance: Chance) => chance.upTo(100);
const entry = (chance: Chance) => [chance.upTo(IDS.ledger), dayOf(chance)] as const;

/** Writes of one statement, by name; `$`-parameters only where nothing else is said. */
export const STATEMENTS: Readonly<Record<string, Maker>> = {
  updateParent: (chance, op) => ({
    text: 'UPDATE parents SET n = $2, v = $3 WHERE id = $1',
    values: [parent(chance), some(chance), op],
  }),
  moveParent: (chance, op) => ({
    text: 'UPDATE parents SET grp = $2, v = $3 WHERE id = $1',
    values: [parent(chance), chance.upTo(IDS.groups), op],
  }),
  updateGroup: (chance, op) => ({
    text: 'UPDATE parents SET n = (n + 7) % 100, v = $2 WHERE grp = $1',
    values: [chance.upTo(IDS.groups), op],
  }),
  insertParent: (chance, op) => ({
    text: 'INSERT INTO parents VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    values: [parent(chance), chance.upTo(IDS.groups), some(chance), op],
  }),
  upsertParent: (chance, op) => ({
    text: 'INSERT INTO parents VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET n = excluded.n, v = excluded.v',
    values: [parent(chance), chance.upTo(IDS.groups), some(chance), op],
  }),
  deleteParent: (chance) => ({
    text: 'DELETE FROM parents WHERE id = $1 RETURNING id, v',
    values: [parent(chance)],
    deletes: 'parents',
  }),
  rekeyParent: (chance, op) => ({
    text: 'UPDATE parents SET id = $2, v = $3 WHERE id = $1',
    values: [parent(chance), parent(chance), op],
  }),
  updateChild: (chance, op) => ({
    text: 'UPDATE children SET qty = $2, v = $3 WHERE id = $1',
    values: [child(chance), some(chance), op],
  }),
  moveChild: (chance, op) => ({
    text: 'UPDATE children SET parent_id = (SELECT max(id) FROM parents WHERE id <= $2), v = $3 WHERE id = $1 AND $2 > 3',
    values: [child(chance), parent(chance) + 3, op],
  }),
  insertChild: (chance, op) => ({
    text: `INSERT INTO children SELECT $1, id, $3, $4 FROM parents WHERE id = $2
      ON CONFLICT (id) DO UPDATE SET qty = excluded.qty, v = excluded.v`,
    values: [child(chance), parent(chance), some(chance), op],
  }),
  deleteChild: (chance) => ({
    text: 'DELETE FROM children WHERE id = $1 RETURNING id, v',
    values: [child(chance)],
    deletes: 'children',
  }),
  both: (chance, op) => ({
    text: `WITH changed AS (UPDATE children SET qty = $2, v = $3::int WHERE id = $1 RETURNING parent_id)
      UPDATE parents SET v = $3::int WHERE id IN (SELECT parent_id FROM changed)`,
    values: [child(chance), some(chance), op],
  }),
  putEntry: (chance, op) => ({
    text: 'INSERT INTO ledger VALUES ($1, $2, $3, $4) ON CONFLICT (id, day) DO UPDATE SET amount = excluded.amount, v = excluded.v',
    values: [...entry(chance), some(chance), op],
  }),
  updateEntry: (chance, op) => ({
    text: 'UPDATE ledger SET amount = $3, v = $4 WHERE id = $1 AND day = $2',
    values: [...entry(chance), some(chance), op],
  }),
  moveEntry: (chance, op) => ({
    text: 'UPDATE ledger SET day = $3, v = $4 WHERE id = $1 AND day = $2',
    values: [...entry(chance), dayOf(chance), op],
  }),
  updatePart: (chance, op) => ({
    text: 'UPDATE ledger_a SET amount = $2, v = $3 WHERE id = $1',
    values: [chance.upTo(IDS.ledger), some(chance), op],
  }),
  deleteEntry: (chance) => ({
    text: 'DELETE FROM ledger WHERE id = $1 AND day = $2 RETURNING id, day, v',
    values: [...entry(chance)],
    deletes: 'ledger',
  }),
  touch: (chance, op) => ({ text: 'SELECT touch($1, $2)', values: [chance.upTo(IDS.groups), op] }),
};

export const inline = ({ text, values }: Statement) => text.replace(/\$(\d+)/g, (_, n) => `${values[Number(n) - 1]}`);
