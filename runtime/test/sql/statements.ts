/** Random statements over the schema of these tests; a seed gives the same ones again. */

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export type Random = () => number;

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)];

type Spelling = (random: Random, values: unknown[]) => string;

const parameter = (value: unknown, values: unknown[], cast = ''): string => `$${values.push(value)}${cast}`;

/** A number from 1 to 5, in one of its spellings. */
const integer: Spelling = (random, values) => {
  const n = 1 + Math.floor(random() * 5);
  return pick<() => string>(random, [
    () => `${n}`,
    () => `'${n}'`,
    () => `' 0${n} '`,
    () => `${n}::bigint`,
    () => `${n}.0`,
    () => parameter(n, values),
    () => parameter(`${n}`, values),
    () => parameter(BigInt(n), values),
    () => parameter(`+${n} `, values),
    () => parameter(n, values, '::int'),
    () => `(${n} + 0)`,
  ])();
};

const textual =
  (...spelled: string[]): Spelling =>
  (random, values) => {
    const value = pick(random, spelled);
    return random() < 0.5 ? `'${value}'` : parameter(value, values);
  };

const UUIDS = ['a', 'b'].flatMap((c) => {
  const plain = `${c.repeat(8)}-0000-4000-8000-${c.repeat(12)}`;
  return [plain, plain.toUpperCase(), `{${plain}}`, plain.replaceAll('-', '')];
});

interface Table {
  readonly name: string;
  readonly keys: Readonly<Record<string, Spelling>>;
  readonly sets: readonly string[];
  /** The columns of an INSERT beside the key. */
  readonly fills: Readonly<Record<string, string>>;
}

const a = { sets: ['a = coalesce(a, 0) + 1'], fills: { a: '9' } };

export const TABLES: readonly Table[] = [
  { name: 'customers', keys: { id: integer }, sets: ["name = name || '!'"], fills: { name: "'new'" } },
  {
    name: 'orders',
    keys: { id: integer },
    sets: ["note = 'changed'", 'total = total + 1', 'customer_id = 3'],
    fills: { total: '5' },
  },
  {
    name: 'items',
    keys: { order_id: integer, line: integer },
    sets: ["product = product || '!'"],
    fills: { product: "'p'" },
  },
  { name: 'reviews', keys: { id: integer }, sets: ["body = 'changed'"], fills: { body: "'b'" } },
  { name: 'categories', keys: { id: integer }, sets: ["name = name || '!'", 'parent_id = 1'], fills: { name: "'c'" } },
  { name: 'keyless', keys: { id: integer }, ...a },
  { name: 'by_text', keys: { code: textual('a', 'A', 'a ', 'b') }, ...a },
  { name: 'by_varchar', keys: { code: textual('a', 'A', 'b') }, ...a },
  { name: 'by_char', keys: { code: textual('a', 'a  ', 'b', 'A') }, ...a },
  { name: 'by_citext', keys: { code: textual('a', 'A', 'b') }, ...a },
  { name: 'by_loose', keys: { code: textual('a', 'A', 'b') }, ...a },
  { name: 'by_uuid', keys: { code: textual(...UUIDS) }, ...a },
  { name: 'by_numeric', keys: { code: textual('1', '1.0', '01.50', '1.5', '15e-1') }, ...a },
  { name: 'by_bool', keys: { code: textual('t', 'true', 'yes', 'f', 'off') }, ...a },
  { name: 'declared', keys: { id: integer }, ...a },
  { name: 'watched', keys: { id: integer }, ...a },
  { name: 'rewritten', keys: { id: integer }, ...a },
  ...['stamped', 'kept', 'rekeyed', 'copied', 'opaque', 'stamped', 'kept'].map((name) => ({
    name,
    keys: { id: integer },
    ...a,
  })),
  ...[1, 2].map(() => ({
    name: 'parts',
    keys: { id: integer },
    sets: ['a = coalesce(a, 0) + 1', 'owner = 3'],
    fills: { owner: '2' },
  })),
  { name: 'owners', keys: { id: integer }, sets: ['parts = parts + 1'], fills: { parts: '0' } },
  { name: 'ruled', keys: { id: integer }, ...a },
  { name: 'with_positive', keys: { id: integer }, ...a },
  { name: 'with_default', keys: { id: integer }, sets: ['a = 1'], fills: {} },
  { name: 'twice', keys: { id: integer }, ...a },
  { name: 'other.twice', keys: { id: integer }, ...a },
  {
    name: 'ledger',
    keys: { id: integer, part: textual('1', '2') },
    sets: ['amount = amount + 1'],
    fills: { amount: '1' },
  },
  {
    name: 'ledger_1',
    keys: { id: integer, part: textual('1') },
    sets: ['amount = amount + 1'],
    fills: { amount: '1' },
  },
  {
    name: 'events',
    keys: { id: integer, kind: textual('1', '2'), day: textual('2023-05-05', '2024-05-05') },
    sets: ["body = body || '!'"],
    fills: { body: "'e'" },
  },
  {
    name: 'events_1',
    keys: { id: integer, kind: textual('1'), day: textual('2023-05-05', '2024-05-05') },
    sets: ["body = body || '!'"],
    fills: { body: "'e'" },
  },
  {
    name: 'events_1_old',
    keys: { id: integer, kind: textual('1'), day: textual('2023-05-05') },
    sets: ["body = body || '!'"],
    fills: { body: "'e'" },
  },
  { name: 'animals', keys: { id: integer }, sets: ["name = name || '!'"], fills: { name: "'n'" } },
  { name: 'dogs', keys: { id: integer }, sets: ["name = name || '!'"], fills: { name: "'d'" } },
  { name: 'secrets', keys: { id: integer }, sets: ["body = body || '!'", "tenant = 'b'"], fills: { tenant: "'a'" } },
  { name: 'shared', keys: { id: integer }, sets: ["body = body || '!'"], fills: { body: "'s'" } },
  { name: 'members', keys: { name: textual('tenant_a', 'someone') }, sets: ["name = name || 'x'"], fills: {} },
  { name: 'adults', keys: { id: integer }, sets: ["name = name || '?'"], fills: { name: "'view'" } },
];

/** A condition: most often on the whole key. */
function where(random: Random, table: Table, values: unknown[], alias: string): string {
  const equal = Object.entries(table.keys).map(([column, spell]) => {
    const sides = [`${alias}.${column}`, spell(random, values)];
    return random() < 0.2 ? `${sides[1]} = ${sides[0]}` : sides.join(' = ');
  });
  const [[first, spell]] = Object.entries(table.keys);
  return pick<() => string>(random, [
    ...Array(9).fill(() => equal.join(' AND ')),
    () => `(${equal.reverse().join(' AND ')}) AND ${alias}.${first} IS NOT NULL`,
    () => equal[0],
    () => `${equal.join(' AND ')} OR false`,
    () => `${alias}.${first} IN (${spell(random, values)}, ${spell(random, values)})`,
    () => `NOT (${equal.join(' AND ')})`,
    () => `${alias}.${first} IS NOT NULL`,
    () => `${alias}.${first} = (SELECT ${first} FROM ${table.name} ORDER BY 1 LIMIT 1)`,
    () => `${alias}.${first} > ${spell(random, values)}`,
    () => `${equal.join(' AND ')} AND EXISTS (SELECT FROM customers WHERE id < 4)`,
  ])();
}

export function randomWrite(random: Random): Statement {
  const values: unknown[] = [];
  const table = pick(random, TABLES);
  const columns = Object.keys(table.keys);
  const keys = () => Object.values(table.keys).map((spell) => spell(random, values));
  const set = () =>
    random() < 0.15
      ? `${columns[0]} = ${Object.values(table.keys)[0](random, values)}`
      : pick(random, [...table.sets, table.sets.join(', ')]);
  const insert = () => {
    const fills = Object.entries(table.fills);
    const names = [...columns, ...fills.map(([name]) => name)];
    return `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${[...keys(), ...fills.map(([, fill]) => fill)].join(', ')})`;
  };
  const update = () => `UPDATE ${table.name} AS x SET ${set()} WHERE ${where(random, table, values, 'x')}`;
  const remove = () => `DELETE FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')}`;
  const text = pick<() => string>(random, [
    update,
    update,
    update,
    remove,
    remove,
    remove,
    insert,
    insert,
    () => `${insert()} ON CONFLICT DO NOTHING`,
    () =>
      `${insert()} ON CONFLICT (${columns.join(', ')}) DO UPDATE SET ${table.sets[0].replace(/= (\w+)/, `= ${table.name}.$1`).replace(/= \S+\.(\d|')/, '= $1')}`,
    () =>
      `UPDATE ${table.name} AS x SET ${set()} FROM customers c WHERE c.id = 1 AND ${where(random, table, values, 'x')}`,
    () => `DELETE FROM ${table.name} AS x USING keyless k WHERE ${where(random, table, values, 'x')}`,
    () => `WITH d AS (${remove()} RETURNING 1) SELECT count(*) FROM d`,
    () => `WITH d AS (${remove()} RETURNING 1) INSERT INTO keyless SELECT 7, count(*) FROM d`,
    () =>
      `MERGE INTO ${table.name} AS x USING keyless k ON ${where(random, table, values, 'x')} WHEN MATCHED THEN DELETE`,
    () => `TRUNCATE ${table.name} ${random() < 0.7 ? 'CASCADE' : ''}`,
    () => `EXPLAIN (ANALYZE, COSTS OFF) ${remove()}`,
    () => "SELECT app.writes_sql('random')",
    () => 'SELECT app.declared_writes()',
    () => "CALL app.proc_sql('random')",
    () => 'SELECT app.calls_writer()',
    () => 'SELECT app.runs_text()',
    () => 'SELECT 1 === 1',
    () => 'SELECT c.shout FROM customers c',
    () => 'REFRESH MATERIALIZED VIEW totals',
    () => `INSERT INTO keyless SELECT id, 1 FROM customers`,
    () => `UPDATE paid_view SET total = 1`,
  ])();
  return { text, values };
}

/** A query whose answer is a set of rows; pinned more often than not. */
export function randomRead(random: Random): Statement {
  const values: unknown[] = [];
  const table = pick(random, TABLES);
  const text = pick<() => string>(random, [
    ...Array(14).fill(() => `SELECT * FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')}`),
    () => `SELECT count(*) FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')}`,
    () => `SELECT EXISTS (SELECT FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')})`,
    () => `SELECT max(x::text) FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')}`,
    () => `SELECT x.* FROM ${table.name} AS x, ${table.name} AS y WHERE ${where(random, table, values, 'x')}`,
    () => `WITH x AS (SELECT * FROM ${table.name}) SELECT * FROM x`,
    () => `SELECT * FROM ${pick(random, VIEWS)}`,
    () =>
      `SELECT * FROM ${table.name} AS x LEFT JOIN ${pick(random, VIEWS)} AS v ON ${where(random, table, values, 'x')}`,
    () => `SELECT ${pick(random, FUNCTIONS)} FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')}`,
    () => `SELECT ${pick(random, FUNCTIONS)} AS f`,
    () =>
      `SELECT x.*, (SELECT count(*) FROM keyless) FROM ${table.name} AS x WHERE ${where(random, table, values, 'x')}`,
  ])();
  return { text, values };
}

const VIEWS = ['paid', 'paid_names', 'adults', 'totals', 'rich', 'instead', 'log', 'dogs', 'events_1_new', 'events_2'];
const FUNCTIONS = [
  'app.counts()',
  'app.counts_atomic()',
  'app.returns_atomic()',
  'app.counts_by_path()',
  'app.counts_fixed()',
  'app.declared_reads()',
  'app.reads_code()',
  'app.adds(1)',
];

/** Rows for all of the tables. */
export const ROWS = `
SET session_replication_role = replica;
INSERT INTO app.customers (id, name, email) SELECT n, 'c' || n, 'C' || n FROM generate_series(1, 4) n;
INSERT INTO app.orders SELECT n, 1 + n % 3, CASE WHEN n % 2 = 0 THEN 'paid' ELSE 'new' END::app.state, 100 * n, 'o' FROM generate_series(1, 4) n;
INSERT INTO app.items SELECT o, l, 'p' FROM generate_series(1, 3) o, generate_series(1, 3) l;
INSERT INTO app.reviews (id, customer_id, body) SELECT n, n, 'r' FROM generate_series(1, 4) n;
INSERT INTO app.labels VALUES ('00000000-0000-4000-8000-000000000001', 1, 1), ('00000000-0000-4000-8000-000000000002', 2, 2);
INSERT INTO app.categories VALUES (1, NULL, 'root'), (2, 1, 'child'), (3, 2, 'grandchild'), (4, NULL, 'other');
INSERT INTO app.keyless VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO app.by_text VALUES ('a', 1), ('A', 2), ('b', 3);
INSERT INTO app.by_varchar VALUES ('a', 1), ('A', 2), ('b', 3);
INSERT INTO app.by_char VALUES ('a', 1), ('A', 2), ('b', 3);
INSERT INTO app.by_citext VALUES ('a', 1), ('b', 3);
INSERT INTO app.by_loose VALUES ('a', 1), ('b', 3);
INSERT INTO app.by_uuid VALUES ('aaaaaaaa-0000-4000-8000-aaaaaaaaaaaa', 1), ('bbbbbbbb-0000-4000-8000-bbbbbbbbbbbb', 2);
INSERT INTO app.by_numeric VALUES (1, 1), (1.5, 2);
INSERT INTO app.by_bool VALUES (true, 1), (false, 2);
INSERT INTO app.declared SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.watched SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.rewritten SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.stamped (id, a) SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.kept (id, a) SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.rekeyed SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.copied SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.opaque SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.parts SELECT n, n, n FROM generate_series(1, 3) n;
INSERT INTO app.owners SELECT n, 1 FROM generate_series(1, 3) n;
INSERT INTO app.ruled SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.with_positive SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.with_default SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO app.twice SELECT n, n FROM generate_series(1, 3) n;
INSERT INTO other.twice SELECT n, n FROM generate_series(2, 4) n;
INSERT INTO app.ledger SELECT n, p, n FROM generate_series(1, 3) n, generate_series(1, 2) p;
INSERT INTO app.events SELECT n, d, k, 'e' FROM generate_series(1, 3) n, generate_series(1, 2) k, unnest('{2023-05-05,2024-05-05}'::date[]) d;
INSERT INTO app.animals SELECT n, 'a' FROM generate_series(1, 3) n;
INSERT INTO app.dogs SELECT n, 'd', true FROM generate_series(2, 4) n;
INSERT INTO app.secrets SELECT n, CASE WHEN n % 2 = 0 THEN 'a' ELSE 'b' END, 's' FROM generate_series(1, 4) n;
INSERT INTO app.shared SELECT n, 's' FROM generate_series(1, 3) n;
INSERT INTO app.members VALUES ('tenant_a'), ('someone');
RESET session_replication_role;
REFRESH MATERIALIZED VIEW app.totals;
`;
