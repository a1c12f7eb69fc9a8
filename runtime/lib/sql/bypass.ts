/**
 * Why a statement is not answered from the cache, or why a write drops everything. The names stand in metrics and in
 * what `explain` prints; they never hold a name or a value of the application.
 */
export const BYPASS = {
  empty: 'The text holds no statement.',
  'parse-failure': 'The text could not be parsed.',
  'not-ready': 'The parser or the catalog has not been read yet.',
  'too-long': 'The text is longer than what is remembered.',
  'multi-statement': 'The text holds several statements.',
  'not-select': 'Only a SELECT can be answered from the cache.',
  writes: 'The statement writes.',
  transaction: 'The statement begins, ends or marks a transaction.',
  locks: 'The statement locks rows.',
  'malformed-hint': 'The hint cannot be read, or its time is not positive.',
  'random-sample': 'TABLESAMPLE gives other rows each time.',
  clock: 'The answer depends on the time of day.',
  'volatile-function': 'A function may give another answer each time.',
  'stable-function': 'A function depends on more than its arguments and the settings in the key.',
  function: 'What a function of the application reads or writes is not known; `functions` can declare it.',
  operator: 'What stands behind an operator is not known.',
  type: 'What stands behind a type, a domain or a cast is not known.',
  'unknown-relation': 'A relation is not in the catalog: temporary, new, or out of reach.',
  'unknown-syntax': 'The statement holds something that this version does not know.',
  'unknown-path': 'The search path of the session is not known.',
  'system-catalog': 'A system catalog, a system column or an object identifier changes without a write.',
  sequence: 'A sequence changes outside of transactions.',
  'foreign-table': 'A foreign table changes without a write of this database.',
  rule: 'A rule rewrites the statement into others, which are not all understood.',
  trigger: 'What the function of a trigger writes is not known; `functions` can declare it.',
  ddl: 'The schema changes, and with it what other statements mean.',
  opaque: 'The statement runs code or another statement that cannot be seen.',
  session: 'The answer depends on the session.',
} as const;

export type BypassReason = keyof typeof BYPASS;
