import type { Construct } from 'constructs';
import { type BoundAuth, UnknownAuth } from '../access/bound-auth';
import { CacheAuth } from '../access/cache-auth';
import type { Engine, EngineVersion } from '../catalog/engine-version';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { GroupTraits } from './replication-group-properties';
import type { ReplicationGroupProps } from './replication-group-props';
import { TransitEncryption } from './transit-encryption';

/** The authentication of a group, made under it. What is wrong with it joins the problems, and then nothing is known. */
export function authOf(group: Construct & GroupTraits, props: ReplicationGroupProps, problems: string[]): BoundAuth {
  const { engine } = group;
  const tls = (props.transitEncryption ?? TransitEncryption.REQUIRED).enabled;
  const secondary = props.globalReplicationGroupId !== undefined;
  // A secondary may say who connects to it; its engine, and whether it has TLS, only its primary knows.
  const auth = props.auth ?? (secondary ? undefined : defaultAuth(engine, tls, problems));
  try {
    return auth?._bind(group, engine.engine as Engine) ?? new UnknownAuth(group);
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    problems.push(...error.problems);
    return new UnknownAuth(group);
  }
}

/**
 * The authentication of a group that states none: IAM, or a problem that asks for a choice. A default that followed the
 * engine version would change the clients of a cache, or replace it, in the course of an upgrade.
 *
 * @param tls whether clients connect by TLS, without which nobody can prove who they are
 */
function defaultAuth(engine: EngineVersion, tls: boolean, problems: string[]): CacheAuth | undefined {
  // An engine that has no replication groups is refused for that; no choice here would mend it.
  if (engine.features.replication !== true) return undefined;
  if (!tls) {
    problems.push(
      "'auth' needs a choice without encryption in transit, which is what every authentication rests on, got none; set auth: CacheAuth.none(), or transitEncryption: TransitEncryption.REQUIRED",
    );
    return undefined;
  }
  if (engine.features.iam === true) return CacheAuth.iam();
  const kinds = engine.features.users === true ? 'CacheAuth.users() or CacheAuth.authToken()' : 'CacheAuth.authToken()';
  problems.push(
    `'auth' needs a choice with ${engine}, which has no IAM authentication, got none; set auth: ${kinds}, or upgrade the engine`,
  );
  return undefined;
}
