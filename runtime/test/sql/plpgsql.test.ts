import type { Client } from 'pg';
import type { Planner } from '../../lib/sql/planner';
import { BODIES, BODY_TABLES, type BodyCase } from './bodies';
import { type Planned, plannerOf, startPlanned } from './planned';

let planned: Planned;
let planner: Planner;
let client: Client;
const schemaOf = (item: BodyCase) => `body_${BODIES.indexOf(item)}`;
const pathOf = (item: BodyCase) => [schemaOf(item), 'public'];

beforeAll(async () => {
  planned = await startPlanned();
  client = planned.client;
  await client.query(
    'CREATE SCHEMA decoy; SET search_path = decoy; CREATE TABLE counts (name text PRIMARY KEY, n int)',
  );
  await client.query("INSERT INTO counts VALUES ('decoy', 0)");
  for (const item of BODIES) {
    await client.query(`CREATE SCHEMA ${schemaOf(item)}; SET search_path = ${pathOf(item).join()}`);
    const setUp = `${BODY_TABLES} SET check_function_bodies = off; ${item.setUp}; RESET check_function_bodies`;
    await client.query(setUp).catch((cause) => {
      throw new Error(`the case '${item.name}' cannot be set up`, { cause });
    });
  }
  await client.query('RESET search_path');
  planner = plannerOf(client);
  await planner.load();
}, 120_000);
afterAll(() => planned?.stop());

/** The rows of all tables of a case, by tag and by primary key. */
async function content(item: BodyCase): Promise<Map<string, Map<string, string>>> {
  const { rows } = await client.query(
    `SELECT n.nspname || '.' || c.relname AS tag FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname IN ($1, 'decoy')`,
    [schemaOf(item)],
  );
  const tables = new Map<string, Map<string, string>>();
  for (const { tag } of rows) {
    const result = await client.query({ text: `SELECT *, t::text AS all FROM ${tag} t`, rowMode: 'array' });
    tables.set(tag, new Map(result.rows.map((row) => [String(row[0]), String(row[row.length - 1])])));
  }
  return tables;
}

/** The tags of a plan that are in the way of one change. */
function covers(tags: readonly string[], tag: string, key: string, existed: boolean): boolean {
  return tags.includes(tag) && (!existed || tags.includes(`${tag}*`) || tags.includes(`${tag}#${key}`));
}

function textOf({ run = "UPDATE posts SET title = 'New title' WHERE id = 1" }: BodyCase): string {
  return run;
}

/** Runs a case, and gives what it changed that these tags do not drop. */
async function missed(item: BodyCase, tags: readonly string[]) {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL search_path = ${pathOf(item).join()}`);
    const before = await content(item);
    await client.query(textOf(item));
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const after = await content(item);
    const changes = [...after].flatMap(([tag, rows]) =>
      [...new Set([...rows.keys(), ...before.get(tag)!.keys()])]
        .filter((key) => rows.get(key) !== before.get(tag)!.get(key))
        .map((key) => ({ tag, key, existed: before.get(tag)!.has(key) })),
    );
    const missing = changes.filter(({ tag, key, existed }) => !covers(tags, tag, key, existed));
    return { changes: changes.length, missing };
  } finally {
    await client.query('ROLLBACK');
  }
}

/** What a case is said to drop, as tags: `posts#1` is a row, `posts*` any, `posts+` a new one. */
function expected(item: BodyCase): string[] {
  return (item.drops ?? []).flatMap((drop) => {
    const [, name, reach] = /^([\w.]+)([*+#].*)$/.exec(drop)!;
    const tag = name.includes('.') ? name : `${schemaOf(item)}.${name}`;
    return reach === '+' ? [tag] : [tag, `${tag}${reach}`];
  });
}

it.each(BODIES.map((item) => [item.name, item] as const))('B3: of %s no more and no less is known', async (_, item) => {
  const plan = planner.plan(textOf(item), pathOf(item));
  expect(plan.read).toBeUndefined();
  const tags = plan.write?.tags([]) ?? [];
  if (item.drops === undefined) expect(plan.write?.resolved).toBe(false);
  else {
    expect(plan.write).toMatchObject({ resolved: true });
    // By a path that is not known a name counts in every schema.
    expect(tags.filter((tag) => tag.startsWith(`${schemaOf(item)}.`) || /^decoy/.test(tag)).sort()).toEqual(
      expect.arrayContaining(expected(item).sort()),
    );
    const own = tags.filter((tag) => tag.startsWith(`${schemaOf(item)}.`));
    expect(own.sort()).toEqual(
      expected(item)
        .filter((tag) => !tag.startsWith('decoy'))
        .sort(),
    );
  }
  const { missing, changes } = await missed(item, plan.write?.resolved === false ? [] : tags);
  if (item.drops !== undefined) expect(missing).toEqual([]);
  expect(changes > 0).toBe(item.changesNothing !== true);
});
