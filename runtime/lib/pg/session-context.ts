import { createHash } from 'node:crypto';
import type { CatalogQuery } from './wrap-context';

/** What the answer to a query depends on in its session, beside the query. */
export interface SessionContext {
  /** Part of every key: two sessions that may differ in an answer differ here. */
  readonly hash: string;
  readonly user: string;
  readonly searchPath: readonly string[];
  /** The identity of the database; undefined if it does not say. */
  readonly space?: string;
  /** Grows with each promotion of a standby: entries of another timeline are misses. */
  readonly timeline: string;
  /** Whether it is a standby. */
  readonly inRecovery: boolean;
  /** Whether a backslash in a plain literal is only that. If not, texts mean something else than they are planned as. */
  readonly plainStrings: boolean;
}

/** Settings that change what a query returns, or how it is written. */
const SETTINGS = [
  'search_path',
  'role',
  'TimeZone',
  'timezone_abbreviations',
  'DateStyle',
  'IntervalStyle',
  'bytea_output',
  'extra_float_digits',
  'client_encoding',
  'lc_monetary',
  'lc_numeric',
  'lc_time',
  'lc_messages',
  'row_security',
  'standard_conforming_strings',
  'backslash_quote',
  'array_nulls',
  'transform_null_equals',
  'xmlbinary',
  'xmloption',
  'default_text_search_config',
  'default_transaction_isolation',
  'default_transaction_read_only',
  'default_transaction_deferrable',
  'plan_cache_mode',
  'session_replication_role',
];

const COLUMNS = [
  'session_user',
  'current_user',
  'current_database',
  'oid',
  'recovery',
  'control',
  'schemas',
  'implied',
  'changed',
] as const;

/** What a session may change without another answer to anything. */
const HARMLESS_SETTINGS = [
  'application_name',
  'client_min_messages',
  'deadlock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'lock_timeout',
  'maintenance_work_mem',
  'statement_timeout',
  'synchronous_commit',
  'transaction_timeout',
  'work_mem',
];

/** One row. What a server does not have is NULL; nothing in it can fail, so that it is harmless in a transaction. */
const PROBE = `SELECT session_user::text, current_user::text, current_database()::text,
  (SELECT oid::text FROM pg_catalog.pg_database WHERE datname = current_database()),
  pg_catalog.pg_is_in_recovery()::text,
  (pg_catalog.to_regprocedure('pg_catalog.pg_control_system()') IS NOT NULL
    AND pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
    AND pg_catalog.has_function_privilege('pg_catalog.pg_control_checkpoint()', 'EXECUTE'))::text,
  pg_catalog.to_json(pg_catalog.current_schemas(false))::text,
  pg_catalog.current_schemas(true)::text,
  (SELECT pg_catalog.string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_catalog.pg_settings
    WHERE source = 'session' AND name NOT IN (${HARMLESS_SETTINGS.map((name) => `'${name}'`).join(', ')})),
  ${SETTINGS.map((name) => `pg_catalog.current_setting('${name}', true)`).join(', ')}`;

/** After a promotion the control file has the old timeline until the next checkpoint; the log has the new one. */
const LOG_TIMELINE = `('x' || substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8))::bit(32)::int`;

const identityBy = (timeline: string) => `SELECT s.system_identifier::text, (${timeline})::text
  FROM pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c`;

/** Some services let nobody read the log, or the control file, whatever the privileges say. */
const IDENTITIES = [
  identityBy(`CASE WHEN pg_catalog.pg_is_in_recovery() THEN c.timeline_id ELSE ${LOG_TIMELINE} END`),
  identityBy('c.timeline_id'),
];

/** What stands in names of version keys. Braces and colons would change how those are read. */
function spaceOf(database: string): string {
  return `db-${encodeURIComponent(database)}`;
}

/**
 * Asks a session what it is.
 *
 * @param database the name that the application gives the database, if it does
 * @param setUp what the application ran on the connection before its first use
 */
export async function probe(
  query: CatalogQuery,
  database: string | undefined,
  setUp: readonly Buffer[],
): Promise<SessionContext> {
  const [row] = await query(PROBE);
  if (!row || row.length !== COLUMNS.length + SETTINGS.length) throw new Error('The session did not answer its probe');
  const value = (name: (typeof COLUMNS)[number]) => row[COLUMNS.indexOf(name)] ?? '';
  const [system, timeline] = value('control') === 'true' ? await identity(query) : [];
  const asked = system ? `pg-${system}-${value('oid')}` : undefined;
  const parts = row.filter((_, index) => COLUMNS[index] !== 'recovery' && COLUMNS[index] !== 'control');
  const hash = createHash('sha256').update(JSON.stringify(parts));
  for (const text of setUp) hash.update(`${text.length}:`).update(text);
  return {
    hash: hash.digest('base64url'),
    user: value('current_user'),
    searchPath: JSON.parse(value('schemas') || '[]') as string[],
    space: database === undefined ? asked : spaceOf(database),
    timeline: timeline ?? '',
    inRecovery: value('recovery') === 'true',
    plainStrings: row[COLUMNS.length + SETTINGS.indexOf('standard_conforming_strings')] !== 'off',
  };
}

async function identity(query: CatalogQuery): Promise<readonly (string | null | undefined)[]> {
  for (const text of IDENTITIES) {
    const [row] = await query(text).catch((error) => {
      if (isPassing(error)) throw error;
      return [];
    });
    if (row) return row;
  }
  return [];
}

/** A shutdown, a timeout, a lack of resources, or an error of the connection itself, which has no such code. */
const PASSING = /^(08|40|53|55|57|58)/;

/** Whether it says nothing of what the server has: taken for an answer, it would keep writes from being announced for ever. */
function isPassing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code);
}
