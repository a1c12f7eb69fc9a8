import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ICache } from '../cache/cache';
import type { Durability } from '../cache/durability';
import { MemcachedCluster } from '../cache/memcached-cluster';
import type { MemcachedClusterOptions } from '../cache/memcached-cluster-props';
import type { Profile } from '../cache/profile';
import { ReplicationGroup } from '../cache/replication-group';
import type { ReplicationGroupOptions } from '../cache/replication-group-props';
import type { Workload } from '../cache/workload';
import type { EngineVersion } from '../catalog/engine-version';
import type { PlaceInNetwork } from '../network/placement';
import type { Topology } from '../topology/topology';

/** What a pattern says of a cache that it makes; what the source says wins. Internal. */
export interface CacheDefaults {
  /** The network. */
  readonly vpc: IVpc;
  /** The subnets; undefined for those that a cache chooses by itself. */
  readonly vpcSubnets?: SubnetSelection;
  /** The set of defaults. */
  readonly profile: Profile;
  /** The engine; undefined for that of every cache. */
  readonly engine?: EngineVersion;
  /** The shape; undefined for that of the profile. */
  readonly topology?: Topology;
  /** The log behind the memory; undefined if it is not stated. */
  readonly durability?: Durability;
  /** What the cache is used for; Memcached has one way alone to make room: what was used least recently goes. */
  readonly workload: Workload;
}

/** Where a pattern has its cache from. */
export class CacheSource {
  /** A replication group of its own. */
  public static replicationGroup(options: ReplicationGroupOptions = {}): CacheSource {
    return new CacheSource(options);
  }

  /**
   * A Memcached cluster of its own: what it holds is lost with its nodes, and loaded from the database again. Patterns whose
   * data has no other copy refuse it.
   */
  public static memcached(options: MemcachedClusterOptions = {}): CacheSource {
    return new CacheSource({}, undefined, options);
  }

  /** A cache that is there already, in this app or elsewhere. */
  public static existing(cache: ICache): CacheSource {
    return new CacheSource({}, cache);
  }

  private constructor(
    private readonly options: ReplicationGroupOptions,
    /**
     * The cache that is there already; undefined if one is made.
     *
     * @internal
     */
    public readonly _existing?: ICache,
    /**
     * What is said of the Memcached cluster that is made; undefined if none is.
     *
     * @internal
     */
    public readonly _memcached?: MemcachedClusterOptions,
  ) {}

  /**
   * What is said of the group that is made.
   *
   * @internal
   */
  public get _options(): ReplicationGroupOptions {
    return this.options;
  }

  /**
   * The cache, made if need be; a replication group under the id that is given, Memcached under one of its own.
   *
   * @throws InvalidCacheError with everything that the service would refuse
   * @internal
   */
  public _bind(scope: Construct, id: string, defaults: CacheDefaults): ICache {
    if (this._existing !== undefined) return this._existing;
    if (this._memcached !== undefined) {
      const { vpc, profile } = defaults;
      const vpcSubnets = subnetsOf(defaults, this._memcached);
      return new MemcachedCluster(scope, MEMCACHED_ID, { vpc, vpcSubnets, profile, ...stated(this._memcached) });
    }
    return new ReplicationGroup(scope, id, {
      ...defaults,
      vpcSubnets: subnetsOf(defaults, this.options),
      // A parameter group that is given has its own eviction policy.
      workload: this.options.parameterGroup === undefined ? defaults.workload : undefined,
      ...stated(this.options),
    });
  }
}

/**
 * Another id than that of a replication group: CloudFormation does not make one type of another under one logical id, and
 * with two the new cache is there before the old one goes.
 */
const MEMCACHED_ID = 'Memcached';

/** A subnet group that is given has its own subnets. */
function subnetsOf({ vpcSubnets }: CacheDefaults, { subnetGroup }: PlaceInNetwork): SubnetSelection | undefined {
  return subnetGroup === undefined ? vpcSubnets : undefined;
}

function stated<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
