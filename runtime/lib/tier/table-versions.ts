import type { KnownDatabase } from '../pg/known-database';
import { databaseOf, targetOf } from '../pg/wrap-pool';

/**
 * The version keys of tables, or of the database and its schema.
 *
 * @throws TypeError if the pool is not wrapped, the database does not say which one it is, or has no such table
 */
export async function versionsOf(pool: object, tables: readonly string[] | undefined): Promise<readonly string[]> {
  if (!targetOf(pool)) throw new TypeError('a pool is needed that was given to `wrap`');
  const database = await databaseOf(pool);
  const names = database?.names;
  if (!names) throw new TypeError("the database does not say which one it is: wrap it with the option 'database'");
  if (!tables) return [names.database, names.schema];
  return tables
    .flatMap((table) => rootsOf(database, table))
    .flatMap((table) => [names.version(table), names.version(`${table}*`)]);
}

/** What stands in tags for a table: a partition or a view has none of its own. */
function rootsOf(database: KnownDatabase, table: string): readonly string[] {
  const [schema, ...name] = table.split('.');
  const parts = name.length > 0 ? [schema!, name.join('.')] : [schema!];
  const plan = database.facts(`SELECT * FROM ${parts.map(quoted).join('.')}`)?.plan;
  if (plan?.read) return plan.read.tables;
  if (plan?.bypass === 'unknown-relation') throw new TypeError(`the database has no table '${table}'`);
  return parts.length > 1 ? [table] : database.session.searchPath.map((path) => `${path}.${table}`);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
