/** What is known of functions of the server beyond their volatility. Names as in `pg_proc`. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** They run a text, or read relations by their name, so that anything can stand behind them. */
export const RUNS_TEXT = words(`
  query_to_xml query_to_xmlschema query_to_xml_and_xmlschema cursor_to_xml cursor_to_xmlschema table_to_xml
  table_to_xmlschema table_to_xml_and_xmlschema schema_to_xml schema_to_xmlschema schema_to_xml_and_xmlschema
  database_to_xml database_to_xmlschema database_to_xml_and_xmlschema ts_stat ts_rewrite
  crosstab crosstab_hash connectby connectby_text connectby_text_serial xpath_table`);

/** Volatile, but they write no table that a cached answer could have read: sequences and large objects are never cached. */
const HARMLESS = words(`
  current_query txid_current_if_assigned pg_current_xact_id_if_assigned pg_xact_commit_timestamp
  pg_notification_queue_usage random random_normal setseed gen_random_uuid uuidv4 uuidv7
  clock_timestamp timeofday pg_sleep pg_sleep_for
  pg_sleep_until nextval currval lastval setval pg_notify set_config txid_current pg_current_xact_id
  pg_current_wal_lsn pg_current_wal_insert_lsn pg_current_wal_flush_lsn pg_last_wal_replay_lsn pg_last_wal_receive_lsn
  pg_last_xact_replay_timestamp pg_is_in_recovery pg_is_wal_replay_paused pg_current_logfile pg_backend_pid
  pg_cancel_backend pg_terminate_backend pg_relation_size pg_table_size pg_indexes_size pg_total_relation_size
  pg_database_size pg_tablespace_size pg_column_size pg_export_snapshot pg_blocking_pids pg_lock_status
  pg_create_restore_point pg_switch_wal pg_walfile_name pg_wal_lsn_diff inet_client_addr inet_server_addr
  lo_creat lo_create lo_open lo_close lo_unlink lo_import lo_export lo_get lo_put lo_from_bytea lo_lseek lo_lseek64
  lo_tell lo_tell64 lo_truncate lo_truncate64 loread lowrite`);

export function isHarmless(name: string): boolean {
  return HARMLESS.has(name) || /^pg_(try_)?advisory_/.test(name) || /^pg_stat_get_/.test(name);
}

/** Functions in C of common extensions that are volatile, yet write nothing. */
export const HARMLESS_NATIVE = words(`
  uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 gen_random_uuid gen_random_bytes gen_salt
  pgp_sym_encrypt pgp_sym_encrypt_bytea pgp_pub_encrypt pgp_pub_encrypt_bytea`);

/** They tell the time, though they are called stable. */
const CLOCK = words('now transaction_timestamp statement_timestamp age/1 timetz/1');

/** They ask who the user is, or for a setting. */
const SESSION = words('current_user session_user current_setting row_security_active system_user');

/**
 * Stable because they depend on settings that are part of every key (TimeZone, DateStyle, IntervalStyle, lc_*,
 * bytea_output, extra_float_digits), on the labels of an enum (whose change is DDL), or because they call the output
 * functions of types. Left out are those that depend on the time, on catalogs, on `default_text_search_config`, and
 * those that read dates from texts, where `today` may stand.
 */
const ALLOWED_STABLE = words(`
  to_char/2 to_date/2 to_timestamp/2 to_number/2 date_trunc/2 date_trunc/3 date_part/2 extract/2 timezone/1 timezone/2
  age/2 make_timestamptz/6 make_timestamptz/7 timestamptz/1 timestamp/1 date/1 time/1 generate_series/2
  generate_series/3 generate_series/4 date_add/2 date_add/3 date_subtract/2 date_subtract/3 overlaps/4
  to_json/1 to_jsonb/1 row_to_json/1 row_to_json/2 array_to_json/1 array_to_json/2
  json_agg/1 jsonb_agg/1 json_agg_strict/1 jsonb_agg_strict/1 json_object_agg/2 jsonb_object_agg/2
  json_object_agg_strict/2 jsonb_object_agg_strict/2 json_object_agg_unique/2 jsonb_object_agg_unique/2
  json_object_agg_unique_strict/2 jsonb_object_agg_unique_strict/2
  array_to_string/2 array_to_string/3 quote_literal/1 quote_nullable/1 enum_first/1 enum_last/1 enum_range/1 enum_range/2`);

/** Those of any number of arguments. */
const ALLOWED_VARIADIC = words(`
  concat concat_ws format json_build_object json_build_array jsonb_build_object jsonb_build_array`);

export type StableMeaning = 'clock' | 'session' | 'allowed' | 'refused';

/** What a stable function of the server depends on. */
export function stableMeaning(name: string, args: number | undefined): StableMeaning {
  if (CLOCK.has(name) || CLOCK.has(`${name}/${args}`)) return 'clock';
  if (SESSION.has(name)) return 'session';
  return ALLOWED_STABLE.has(`${name}/${args}`) || ALLOWED_VARIADIC.has(name) ? 'allowed' : 'refused';
}

/** Trigger functions, of the server and of its extensions, that change nothing but the row at hand. */
export const HARMLESS_TRIGGERS = words(`
  suppress_redundant_updates_trigger tsvector_update_trigger tsvector_update_trigger_column moddatetime
  insert_username autoinc lo_manage`);

/** Types whose input reads the clock: `today`, `now`. Ranges and arrays of them are found through their names. */
export const CLOCK_TYPES = words(`
  date time timestamp timestamptz timetz daterange tsrange tstzrange datemultirange tsmultirange tstzmultirange
  _date _time _timestamp _timestamptz _timetz _daterange _tsrange _tstzrange`);

/** Types whose input or output asks a catalog. */
export const CATALOG_TYPES = words(`
  regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype
  oid xid xid8 cid tid pg_snapshot txid_snapshot refcursor`);

/** Functions that give a date, a time or an interval whatever they get. */
export const GIVES_MOMENT = words(`
  date_trunc timezone to_timestamp to_date make_date make_time make_timestamp make_timestamptz date_bin date_add
  date_subtract`);

/** Columns that every table has, and that change without a write. */
export const SYSTEM_COLUMNS = words('ctid xmin xmax cmin cmax tableoid');
