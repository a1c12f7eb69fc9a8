export type { AwsCredentialProvider, AwsCredentials } from './aws/aws-credentials';
export type { CacheAside, GetOrSetOptions } from './cache-aside/cache-aside';
export type { CacheDriver, Reading, Script, ScriptReply, SetOptions } from './drivers/driver';
export { type Link, LinkError, LinkField } from './link';
export { type Measurement, Metric, type MetricsSnapshot } from './metrics/metrics';
export type { OpenTelemetry } from './metrics/open-telemetry';
export { MissingPeerError } from './peers/peer';
export type { CacheOption, CacheRule, WrapOptions } from './pg/cache-policy';
export { cached } from './pg/cached-query';
export type { Explanation } from './pg/explain';
export { type Ttl, TtlError } from './protocol/ttl';
export { UnacknowledgedWriteError } from './protocol/writer';
export { CacheTier, type FromEnvOptions } from './tier/cache-tier';
export {
  type CacheClient,
  CacheTierOptionError,
  type CacheTierOptions,
  type Mode,
} from './tier/tier-options';
