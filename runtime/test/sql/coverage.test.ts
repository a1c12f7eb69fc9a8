import { type Client, types } from 'pg';
import { Planner } from '../../lib/sql/planner';
import { PATH, type Planned, startPlanned } from './planned';
import { DECLARED } from './schema';
import { type Random, ROWS, randomOf, randomRead, randomWrite, type Statement } from './statements';

/** Another seed: `PLAN_SEED=7 npx jest runtime/test/sql/coverage`. */
const SEED = Number(process.env['PLAN_SEED'] ?? 20_261_126);
const WRITES = Number(process.env['PLAN_WRITES'] ?? 300);
const READS = 180;

/** Triggers that are declared nowhere but here, and wrongly. */
const LIES = {
  ...DECLARED,
  ...Object.fromEntries(['logs', 'counts_parts', 'keeps', 'copies'].map((name) => [name, { writes: [] }])),
};

/** What one write did for real, beside what its plan says. */
interface Outcome {
  readonly write: Statement;
  readonly resolved: boolean;
  readonly dropped: readonly string[];
  /** What it would drop if the functions of triggers were said to write nothing. */
  readonly blind: readonly string[];
  /** Tables whose rows are other ones, as the tags of their roots. */
  readonly changedTables: readonly string[];
  /** Reads whose answer is another one, with the tags that an entry of the answer before carries. */
  readonly changedReads: readonly { readonly read: Statement; readonly tags: readonly string[] }[];
}

let planned: Planned;
let blind: Planner;
let outcomes: Outcome[];
let failed = 0;

beforeAll(async () => {
  planned = await startPlanned();
  await planned.client.query(ROWS);
  await planned.client.query(`SET search_path = ${PATH.join()}; SET jit = off`);
  blind = new Planner({ run: (sql) => planned.client.query({ text: sql, types }), functions: LIES });
  await blind.load();
  outcomes = await history(randomOf(SEED));
}, 120_000);
afterAll(() => planned?.stop());

it('B3: every table that a write changes is among those that its plan drops', () => {
  expect(outcomes.flatMap((outcome) => missedTables(outcome, () => true))).toEqual([]);
});

it('W2: every answer that a write changes carries a tag that its plan drops', () => {
  expect(outcomes.flatMap((outcome) => missedReads(outcome, () => true))).toEqual([]);
});

it('B9: what was tried is worth the name', () => {
  const changing = outcomes.filter(({ changedTables }) => changedTables.length > 0);
  const resolved = changing.filter((outcome) => outcome.resolved);
  const byRow = resolved.flatMap(({ changedReads }) => changedReads.filter(({ tags }) => tags[1]?.includes('#')));
  expect(resolved.length).toBeGreaterThan(WRITES / 4);
  expect(changing.length - resolved.length).toBeGreaterThan(WRITES / 100);
  expect(resolved.filter(({ changedTables }) => changedTables.length > 1).length).toBeGreaterThan(WRITES / 40);
  expect(byRow.length).toBeGreaterThan(WRITES / 20);
  expect(resolved.some(({ changedReads }) => changedReads.some(({ read }) => TENANT_READS.includes(read)))).toBe(true);
  expect(failed).toBeLessThan(WRITES / 2);
});

it.each([
  ['the tags of rows', (tag: string) => !tag.includes('#')],
  ['the tags of all rows', (tag: string) => !tag.endsWith('*')],
  ['the tags of tables', (tag: string) => /[#*]/.test(tag)],
])('W3: without %s an answer would be missed', (_name, keeps) => {
  expect(outcomes.flatMap((outcome) => missedReads(outcome, keeps)).length).toBeGreaterThan(0);
});

it('T11: without what cascades and triggers drop a table would be missed', () => {
  const [first, ...others] = [0, 1].map((kept) =>
    outcomes.flatMap((outcome) => {
      const own = outcome.dropped.filter((tag) => kept === 0 || tag.startsWith(outcome.dropped[0]));
      return missedTables({ ...outcome, dropped: own }, () => true);
    }),
  );
  expect(first).toEqual([]);
  expect(others[0].length).toBeGreaterThan(0);
});

it('B3: without the bodies of triggers tables and answers would be missed', () => {
  const unseeing = outcomes.map((outcome) => ({ ...outcome, dropped: outcome.blind }));
  const tables = new Set(unseeing.flatMap((outcome) => missedTables(outcome, () => true)).map(({ tag }) => tag));
  expect([...tables].sort()).toEqual(expect.arrayContaining(['app.log', 'app.owners']));
  expect(unseeing.flatMap((outcome) => missedReads(outcome, () => true)).length).toBeGreaterThan(0);
});

function missedTables({ write, resolved, dropped, changedTables }: Outcome, keeps: (tag: string) => boolean) {
  const kept = dropped.filter(keeps);
  return resolved ? changedTables.filter((tag) => !kept.includes(tag)).map((tag) => ({ tag, dropped, ...write })) : [];
}

function missedReads({ write, resolved, dropped, changedReads }: Outcome, keeps: (tag: string) => boolean) {
  const kept = dropped.filter(keeps);
  if (resolved)
    return changedReads
      .filter(({ tags }) => !tags.some((tag) => kept.includes(tag)))
      .map((read) => ({ ...read, write, dropped }));
  return [];
}

/** Runs random writes, each in a transaction that is undone, and looks at tables and answers before and after it. */
async function history(random: Random): Promise<Outcome[]> {
  const { client, planner } = planned;
  const tables = await rootTables(client);
  const reads = await runnable(
    client,
    Array.from({ length: READS }, () => randomRead(random)),
  );
  const cached = reads.filter(({ text }) => planner.plan(text, PATH).read !== undefined);
  const found: Outcome[] = [];
  await client.query('BEGIN');
  const before = await answers(client, tables, cached);
  for (let count = 0; count < WRITES; count++) {
    const write = randomWrite(random);
    const plan = planner.plan(write.text, PATH).write;
    await client.query('SAVEPOINT start');
    try {
      await client.query(write.text, [...write.values]);
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
      const after = await answers(client, tables, cached);
      found.push({
        write,
        resolved: plan?.resolved ?? true,
        dropped: plan?.tags(write.values) ?? [],
        blind: blind.plan(write.text, PATH).write?.tags(write.values) ?? [],
        changedTables: [...tables.keys()].filter(
          (table, index) => before.tables[index] !== after.tables[index] && table,
        ),
        changedReads: [...cached, ...TENANT_READS].flatMap((read, index) => {
          if (before.reads[index] === after.reads[index]) return [];
          const tags = planner.plan(read.text, PATH).read!.tags(read.values);
          return [{ read, tags: before.reads[index] === null ? tags.empty : tags.found }];
        }),
      });
    } catch {
      failed += 1;
    }
    await client.query('ROLLBACK TO SAVEPOINT start');
  }
  await client.query('ROLLBACK');
  return found;
}

/** A query for the content of each table, by the tag of its root. */
async function rootTables(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query(`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('app', 'other') AND c.relkind IN ('r', 'p', 'm') AND c.relispopulated
      AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) ORDER BY 1, 2`);
  return new Map(rows.map(({ schema, name }) => [`${schema}.${name}`, `SELECT * FROM ${schema}."${name}"`]));
}

/** Digests of all tables and answers in one statement; null for an empty answer. */
async function answers(client: Client, tables: ReadonlyMap<string, string>, reads: readonly Statement[]) {
  const digests = [...tables.values(), ...reads.map(inlined)].map(
    (query) => `(SELECT md5(string_agg(q::text, '|' ORDER BY q::text)) FROM (${query}) q)`,
  );
  const { rows } = await client.query({
    name: `answers of ${reads.length}`,
    text: `SELECT ${digests.join(', ')}`,
    rowMode: 'array',
  });
  const all = rows[0] as (string | null)[];
  return { tables: all.slice(0, tables.size), reads: [...all.slice(tables.size), ...(await answersOfTenant(client))] };
}

/** Under row-level security other tables and settings decide what is seen. */
const TENANT_READS: readonly Statement[] = [
  'SELECT * FROM shared',
  'SELECT * FROM shared WHERE id = 1',
  "SELECT * FROM shared WHERE id = '2' AND body IS NOT NULL",
  'SELECT count(*) FROM secrets',
  'SELECT * FROM secrets WHERE id = 2',
  'SELECT * FROM secrets WHERE id = 4',
].map((text) => ({ text, values: [] }));

async function answersOfTenant(client: Client): Promise<(string | null)[]> {
  await client.query("SET LOCAL ROLE tenant_a; SET LOCAL app.tenant = 'a'");
  const digests = TENANT_READS.map(({ text }) => `(SELECT md5(string_agg(q::text, '|')) FROM (${text}) q)`);
  const { rows } = await client.query({ text: `SELECT ${digests.join(', ')}`, rowMode: 'array' });
  await client.query('SET LOCAL ROLE postgres');
  return rows[0] as (string | null)[];
}

/** The statement with its values as literals, whose types are as open as those of parameters. */
function inlined({ text, values }: Statement): string {
  return text.replace(/\$(\d+)/g, (_all, number: string) => `'${String(values[Number(number) - 1])}'`);
}

async function runnable(client: Client, reads: readonly Statement[]): Promise<Statement[]> {
  const good: Statement[] = [];
  for (const read of reads) {
    const digest = `SELECT md5(string_agg(q::text, '|')) FROM (${inlined(read)}) q`;
    await client.query(digest).then(
      () => good.push(read),
      () => undefined,
    );
  }
  return good;
}
