/** Why the wrapper does not ask the cache, beside the reasons that lie in the statement itself. */
export enum WrapReason {
  /** The cache is switched off. */
  OFF = 'off',
  /** The caller wants to read around the cache. */
  FRESH = 'fresh',
  /** Neither a rule, nor a hint, nor an option of the query asks for it. */
  NO_RULE = 'no-rule',
  /** The option of the query forbids it. */
  FORBIDDEN = 'forbidden',
  /** The statement is prepared by name. */
  NAMED = 'named-statement',
  /** The query is read in portions, or has another option that a replay cannot honour. */
  QUERY_OPTION = 'query-option',
  /** A cursor, a stream or another query object. */
  SUBMITTABLE = 'submittable',
  /** The client sends queries without waiting for answers. */
  PIPELINE = 'pipeline',
  /** The client has something active or queued. */
  BUSY = 'busy',
  /** A transaction is open. */
  TRANSACTION = 'transaction',
  /** A session was changed by SET, a temporary table or the like. */
  TAINTED = 'tainted',
  /** The database is not known yet, or the statement cannot be planned yet. */
  NOT_READY = 'not-ready',
  /** The database does not say who it is, and the option `database` is not given. */
  DATABASE_UNKNOWN = 'database-unknown',
  /** The connection is to a standby. */
  REPLICA = 'replica',
  /** The session differs from the one that the key was made for. */
  SESSION = 'session-differs',
  /** What it returns depends on the session, and the option `tenantKey` is not given. */
  PER_SESSION = 'per-session',
  /** `tenantKey` threw an error, or gave no text. */
  TENANT_KEY = 'tenant-key',
  /** A value cannot be sent, or is too long for a key. */
  VALUE = 'value',
  /** The answer is too big. */
  TOO_BIG = 'too-big',
  /** The answer has no rows, several results, or a form that cannot be stored. */
  UNUSUAL_ANSWER = 'unusual-answer',
  /** The statement failed. */
  FAILED = 'failed',
  /** pg-native, or a version of node-postgres whose traffic cannot be seen. */
  NOT_VISIBLE = 'not-visible',
  /** `standard_conforming_strings` is off, and literals mean something else than they are planned as. */
  STRINGS = 'backslashes',
  /** The catalog cannot be read. */
  CATALOG = 'catalog',
}
