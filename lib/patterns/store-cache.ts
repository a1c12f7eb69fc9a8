import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Backup } from '../cache/backup';
import type { ICache } from '../cache/cache';
import { Durability } from '../cache/durability';
import { Profile } from '../cache/profile';
import type { ReplicationGroupOptions } from '../cache/replication-group-props';
import type { Workload } from '../cache/workload';
import { EngineVersion } from '../catalog/engine-version';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { Topology } from '../topology/topology';
import { CacheSource } from './cache-source';
import { noteEviction } from './eviction-note';
import { isMemcached, memcachedProblem } from './memcached';
import { part } from './parts';
import { boundProblems, secondsProblems } from './time-to-live';

/** What can be said about a store that lives in a cache. */
export interface StoreProps {
  /**
   * The network.
   *
   * @default - that of `cache`, if it exists already; it is needed otherwise
   */
  readonly vpc?: IVpc;
  /**
   * The subnets of the cache, private ones.
   *
   * @default - private subnets with a way out, or else isolated subnets; never public ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * The set of defaults.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * Where the cache comes from.
   *
   * @default - a replication group of its own: Valkey 9.0 with one shard in cluster mode; a single node in the profile DEV
   */
  readonly cache?: CacheSource;
  /**
   * Whether writes go to a log in several zones. Change it in a deployment of its own.
   *
   * @default - that of the pattern; not stated in the profile DEV, whose single node cannot have a log
   */
  readonly durability?: Durability;
  /**
   * The automatic backups.
   *
   * @default - those of the profile
   */
  readonly backup?: Backup;
}

/** What a pattern decides for the cache of its store. */
export interface StoreTraits {
  /** What decides about eviction. */
  readonly workload: Workload;
  /** Whether writes go to a log, in the profile PRODUCTION. */
  readonly durability: Durability;
  /** What Memcached lacks for it. */
  readonly memcached: string;
}

/** The engine of a store that states none: the first with a log behind the memory. Frozen for the major release. */
const DEFAULT_STORE_ENGINE = EngineVersion.VALKEY_9_0;

/**
 * The cache of a store, made if need be, under the id `Cache`.
 *
 * @param problems what is wrong with the rest of the store
 * @throws InvalidCacheError with everything that the service would refuse, and the problems
 */
export function storeCache(scope: Construct, props: StoreProps, traits: StoreTraits, problems: string[]): ICache {
  const { vpc, profile = Profile.PRODUCTION, cache: source = CacheSource.replicationGroup() } = props;
  const existing = source._existing;
  if (existing !== undefined) {
    problems.push(...unusedProblems(props));
    if (isMemcached(existing)) problems.push(memcachedProblem(traits.memcached));
    else noteEviction(scope, existing, traits.workload);
  } else if (source._memcached !== undefined) {
    throw new InvalidCacheError(scope.node.path, [...problems, memcachedProblem(traits.memcached)]);
  } else if (vpc === undefined) {
    problems.push("'vpc' needs a network for the cache, got none; give one, or a cache that exists already");
  } else {
    problems.push(...twiceProblems(props, source._options));
  }
  const cache =
    existing ??
    (vpc &&
      part(problems, 'cache', () =>
        source._bind(scope, 'Cache', {
          vpc,
          vpcSubnets: props.vpcSubnets,
          profile,
          engine: DEFAULT_STORE_ENGINE,
          workload: traits.workload,
          ...shapeOf(props, profile, source._options, traits),
        }),
      ));
  if (cache === undefined || problems.length > 0) throw new InvalidCacheError(scope.node.path, problems);
  return cache;
}

/** What is wrong with the times of a store. */
export function storeTimeProblems(ttl: Duration | undefined, maxTtl: Duration | undefined): string[] {
  const problems = [
    ...(ttl === undefined ? [] : secondsProblems('ttl', ttl, 'Duration.hours(8)')),
    ...(maxTtl === undefined ? [] : secondsProblems('maxTtl', maxTtl, 'Duration.days(30)')),
  ];
  if (problems.length > 0 || ttl === undefined || maxTtl === undefined) return problems;
  return boundProblems('ttl', ttl, maxTtl, 'maxTtl');
}

/** The log needs cluster mode with replicas in other zones, which a cache to develop against has not. */
function shapeOf(props: StoreProps, profile: Profile, options: ReplicationGroupOptions, traits: StoreTraits) {
  const { backup, durability } = props;
  const small = profile === Profile.DEV;
  const topology = options.topology ?? (small ? profile.topology : Topology.clusterMode({ shards: 1 }));
  const unstated = small ? (topology.clusterMode ? Durability.DISABLED : undefined) : traits.durability;
  return { backup, topology, durability: durability ?? unstated };
}

function unusedProblems({ vpc, vpcSubnets, durability, backup }: StoreProps): string[] {
  const given = Object.entries({ vpc, vpcSubnets, durability, backup }).filter(([, value]) => value !== undefined);
  return given.map(
    ([name]) =>
      `'${name}' needs a cache that is made here, got one that exists already; leave it out, or say it where the cache is made`,
  );
}

function twiceProblems(props: StoreProps, options: ReplicationGroupOptions): string[] {
  const twice = (['vpcSubnets', 'profile', 'durability', 'backup'] as const).filter(
    (name) => props[name] !== undefined && options[name] !== undefined,
  );
  return twice.map(
    (name) =>
      `'${name}' needs to be said once, got it here and in 'cache'; remove it from CacheSource.replicationGroup()`,
  );
}
