export type { AwsCredentialProvider, AwsCredentials } from './aws/aws-credentials';
export { CredentialError } from './aws/credential-error';
export type { BoardEntry, ScoreRange, SubmittedEntry } from './boards/board-entry';
export type { LeaderboardOptions, SubmitMode } from './boards/board-options';
export { KeptDataError, type KeptDataErrorCode, ScoreError } from './boards/kept-data-error';
export type { Leaderboard } from './boards/leaderboard';
export type { MemberSet } from './boards/member-set';
export type {
  CombineOptions,
  MemberPage,
  MemberSetOptions,
  SetLimit,
  SomeMembers,
  WorkLimit,
} from './boards/set-options';
export type { CacheAside, GetOrSetOptions } from './cache-aside/cache-aside';
export type { CacheDriver, Reading, Script, ScriptReply, SetOptions } from './drivers/driver';
export { CacheTimeoutError } from './guard/deadline';
export { CacheUnavailableError } from './guard/guarded-cache';
export { type Link, LinkError, LinkField } from './link';
export { type Measurement, Metric, type MetricsSnapshot } from './metrics/metrics';
export type { OpenTelemetry } from './metrics/open-telemetry';
export { MissingPeerError } from './peers/peer';
export type { CacheOption, CacheRule, WrapOptions } from './pg/cache-policy';
export { cached } from './pg/cached-query';
export type { Explanation } from './pg/explain';
export { type Ttl, TtlError } from './protocol/ttl';
export { UnacknowledgedWriteError } from './protocol/writer';
export type { DatabaseConfigOptions } from './rds/database-link';
export { type MysqlConfig, mysqlConfig } from './rds/mysql-config';
export { type PostgresConfig, postgresConfig } from './rds/postgres-config';
export { SessionSizeError, SessionStoreError } from './sessions/session-error';
export { SessionOptionError, type SessionStoreOptions } from './sessions/session-options';
export type { SessionStore } from './sessions/session-store';
export type { SessionData, Sessions } from './sessions/sessions';
export { CacheTier } from './tier/cache-tier';
export type { FromEnvOptions } from './tier/environment-link';
export {
  type CacheClient,
  CacheTierOptionError,
  type CacheTierOptions,
  type Mode,
} from './tier/tier-options';
