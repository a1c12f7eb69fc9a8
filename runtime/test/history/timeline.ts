/** What the database committed, in its own order: the log says it, whatever became of the clients. */

export type Row = Readonly<Record<string, number>>;

export interface Change {
  /** The table at the root, if it is a partition. */
  readonly table: string;
  readonly key: string;
  /** Undefined if it was deleted. */
  readonly row?: Row;
}

export interface Commit {
  /** When it was committed, in milliseconds on the clock of the history. */
  readonly at: number;
  readonly changes: readonly Change[];
}

/** The columns of primary keys. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  parents: ['id'],
  children: ['id'],
  ledger: ['id', 'day'],
  totals: ['grp'],
  notes: ['id'],
  memos: ['id'],
};

const rootOf = (table: string) => (table.startsWith('ledger_') ? 'ledger' : table);

export const keyOf = (table: string, row: Row) => KEYS[table]!.map((name) => row[name]).join();

const COLUMN = /(\w+)\[[^\]]+\]:(?:'((?:[^']|'')*)'|(\S+))/g;

function columnsOf(text: string): Row {
  const pairs = [...text.matchAll(COLUMN)].map(([, name, quoted, plain]) => [name, quoted ?? plain] as const);
  return Object.fromEntries(
    pairs.filter(([, value]) => value !== 'null').map(([name, value]) => [name, Number(value)]),
  );
}

/**
 * Reads the output of the plugin `test_decoding`.
 *
 * @param clock turns milliseconds since the epoch into those of the history
 */
export function commitsOf(lines: readonly string[], clock: (epoch: number) => number): Commit[] {
  const commits: Commit[] = [];
  let changes: Change[] = [];
  for (const line of lines) {
    const change = /^table public\.(\w+): (INSERT|UPDATE|DELETE): (.*)$/.exec(line);
    if (change) {
      const [, name, what, text] = change;
      const table = rootOf(name!);
      if (!KEYS[table]) continue;
      const [, old, fresh] = /^old-key: (.*) new-tuple: (.*)$/.exec(text!) ?? [undefined, undefined, text!];
      const row = columnsOf(fresh!);
      if (what === 'DELETE') changes.push({ table, key: keyOf(table, row) });
      else {
        if (old) changes.push({ table, key: keyOf(table, columnsOf(old)) });
        changes.push({ table, key: keyOf(table, row), row });
      }
    } else if (line.startsWith('BEGIN')) changes = [];
    else if (line.startsWith('COMMIT')) {
      const at = /\(at ([^)]+)\)/.exec(line)?.[1];
      if (changes.length > 0)
        commits.push({ at: clock(Date.parse(at!.replace(' ', 'T').replace(/\+00$/, 'Z'))), changes });
    }
  }
  return commits;
}

/** Every state that the database was in. State `k` is the one behind commit `k`; before the first there is nothing. */
export class Timeline {
  /** Of each table: the commits that changed it. */
  private readonly changing = new Map<string, number[]>();
  private readonly chains = new Map<string, Map<string, { readonly k: number; readonly row?: Row }[]>>();
  private readonly tables = new Map<string, readonly Row[]>();
  /** The earliest moment of this commit or any later one. */
  private readonly soonest: number[];
  /** The commit that first has this operation in a row. */
  private readonly operations = new Map<number, number>();
  private readonly deletions = new Map<string, number>();

  public constructor(public readonly commits: readonly Commit[]) {
    for (const [k, { changes }] of commits.entries()) for (const change of changes) this.add(k, change);
    this.soonest = commits.map(({ at }) => at);
    for (let k = commits.length - 2; k >= 0; k -= 1) this.soonest[k] = Math.min(this.soonest[k]!, this.soonest[k + 1]!);
  }

  /** The rows of a table in a state, in the order of their keys. */
  public rows(table: string, k: number): readonly Row[] {
    const last = this.lastChange([table], k);
    const name = `${table} ${last}`;
    let rows = this.tables.get(name);
    if (!rows) {
      const found: Row[] = [];
      for (const chain of this.chains.get(table)?.values() ?? []) {
        const version = chain[lastAtMost(chain.length, (index) => chain[index]!.k <= k)];
        if (version?.row) found.push(version.row);
      }
      rows = found.sort((a, b) => KEYS[table]!.reduce((order, key) => order || a[key]! - b[key]!, 0));
      if (this.tables.size > 5_000) this.tables.clear();
      this.tables.set(name, rows);
    }
    return rows;
  }

  /** The last commit up to `k` that changed one of the tables; -1 if there is none. */
  public lastChange(tables: readonly string[], k: number): number {
    let last = -1;
    for (const table of tables) {
      const changing = this.changing.get(table) ?? [];
      const index = lastAtMost(changing.length, (i) => changing[i]! <= k);
      if (index >= 0) last = Math.max(last, changing[index]!);
    }
    return last;
  }

  /** The commits after `from` up to `to` that changed one of the tables. */
  public changesBetween(tables: readonly string[], from: number, to: number): number[] {
    const all = new Set<number>();
    for (const table of tables) {
      const changing = this.changing.get(table) ?? [];
      for (let i = lastAtMost(changing.length, (n) => changing[n]! <= from) + 1; i < changing.length; i += 1) {
        if (changing[i]! > to) break;
        all.add(changing[i]!);
      }
    }
    return [...all].sort((a, b) => a - b);
  }

  /** The last commit that may have been made by then. */
  public lastBy(time: number): number {
    return lastAtMost(this.soonest.length, (k) => this.soonest[k]! <= time);
  }

  public commitOf(op: number): number | undefined {
    return this.operations.get(op);
  }

  public deletionOf(table: string, key: string, v: number): number | undefined {
    return this.deletions.get(`${table} ${key} ${v}`);
  }

  public tablesOf(k: number): readonly string[] {
    return [...new Set(this.commits[k]!.changes.map(({ table }) => table))];
  }

  private add(k: number, { table, key, row }: Change): void {
    const changing = at(this.changing, table, () => [] as number[]);
    if (changing[changing.length - 1] !== k) changing.push(k);
    const chain = at(
      at(this.chains, table, () => new Map()),
      key,
      () => [] as { k: number; row?: Row }[],
    );
    const before = chain[chain.length - 1];
    if (!row && before?.row) this.deletions.set(`${table} ${key} ${before.row['v']}`, k);
    if (before?.k === k) chain.pop();
    chain.push({ k, row });
    if (row && !this.operations.has(row['v']!)) this.operations.set(row['v']!, k);
  }
}

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** The last index that fits, where all before it fit as well; -1 if none does. */
function lastAtMost(length: number, fits: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
