/** The engine that the nodes of a cache run, by the name that CloudFormation uses. */
export enum Engine {
  /** Valkey. */
  VALKEY = 'valkey',
  /** Redis OSS. */
  REDIS = 'redis',
  /** Memcached: no replication, no persistence; never in a replication group. */
  MEMCACHED = 'memcached',
}

/** What an engine version can do. Code asks these, and never compares version numbers. */
export interface EngineFeatures {
  /** Replication groups, sorted sets and the other structures of Valkey and Redis OSS. */
  readonly replication?: boolean;
  /** Encryption in transit. */
  readonly tls?: boolean;
  /** Encryption in transit can be turned on and off later, through the mode `preferred`. */
  readonly tlsMode?: boolean;
  /** The slow log can be delivered. */
  readonly slowLog?: boolean;
  /** The engine log can be delivered. */
  readonly engineLog?: boolean;
  /** Opting in to minor version upgrades has an effect. */
  readonly minorUpgrades?: boolean;
  /** Users and user groups. */
  readonly users?: boolean;
  /** IAM authentication. */
  readonly iam?: boolean;
  /** Data on SSD behind memory. */
  readonly dataTiering?: boolean;
  /** The network types `ipv6` and `dual_stack`. */
  readonly ipv6?: boolean;
  /** The cluster mode of a running group can be changed, through `compatible`. */
  readonly clusterModeChange?: boolean;
  /** Application Auto Scaling of shards and replicas. */
  readonly autoScaling?: boolean;
  /** More than one database in cluster mode. */
  readonly databasesInClusterMode?: boolean;
  /** A transactional log behind the memory: `Durability`. */
  readonly durability?: boolean;
  /** Distributed KV caching on i8ge nodes. */
  readonly kvCaching?: boolean;
}

const REDIS_4: EngineFeatures = { replication: true, tls: true };
const REDIS_6_0: EngineFeatures = { ...REDIS_4, slowLog: true, minorUpgrades: true, users: true, autoScaling: true };
const REDIS_6_2: EngineFeatures = { ...REDIS_6_0, engineLog: true, dataTiering: true, ipv6: true };
const REDIS_7: EngineFeatures = { ...REDIS_6_2, tlsMode: true, iam: true, clusterModeChange: true };
const VALKEY_9: EngineFeatures = { ...REDIS_7, databasesInClusterMode: true, durability: true };
const VALKEY_9_1: EngineFeatures = { ...VALKEY_9, kvCaching: true };
const MEMCACHED: EngineFeatures = {};
const MEMCACHED_1_6_6: EngineFeatures = { ipv6: true };
const MEMCACHED_1_6_12: EngineFeatures = { ...MEMCACHED_1_6_6, tls: true };

/** What is said of a version that this library does not know yet. */
export interface EngineVersionOptions {
  /** The family of its parameter groups, such as `valkey9`. */
  readonly parameterGroupFamily: string;
  /** A known version of the same engine whose features it has at least. */
  readonly like: EngineVersion;
}

/**
 * An engine with its version. Each row carries what follows from it: parameter group family, port, features, end of
 * standard support. What AWS adds tomorrow is written with `EngineVersion.of`.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
 */
export class EngineVersion {
  private static readonly rows: EngineVersion[] = [];

  /** Redis OSS 4.0.10: in paid Extended Support since 2026-02-01. */
  public static readonly REDIS_4_0_10 = EngineVersion.row('redis', '4.0.10', 'redis4.0', REDIS_4, '2026-01-31');
  /** Redis OSS 5.0.6: in paid Extended Support since 2026-02-01. */
  public static readonly REDIS_5_0_6 = EngineVersion.row('redis', '5.0.6', 'redis5.0', REDIS_4, '2026-01-31');
  /** Redis OSS 6.0: in paid Extended Support from 2027-02-01. */
  public static readonly REDIS_6_0 = EngineVersion.row('redis', '6.0', 'redis6.x', REDIS_6_0, '2027-01-31');
  /** Redis OSS 6.2: in paid Extended Support from 2027-02-01. */
  public static readonly REDIS_6_2 = EngineVersion.row('redis', '6.2', 'redis6.x', REDIS_6_2, '2027-01-31');
  /** Redis OSS 7.0. */
  public static readonly REDIS_7_0 = EngineVersion.row('redis', '7.0', 'redis7', REDIS_7);
  /** Redis OSS 7.1: the last one; newer work is in Valkey. */
  public static readonly REDIS_7_1 = EngineVersion.row('redis', '7.1', 'redis7', REDIS_7);
  /** Valkey 7.2: the version to migrate to from Redis OSS 7.1. */
  public static readonly VALKEY_7_2 = EngineVersion.row('valkey', '7.2', 'valkey7', REDIS_7);
  /** Valkey 8.0: uses less memory per key. */
  public static readonly VALKEY_8_0 = EngineVersion.row('valkey', '8.0', 'valkey8', REDIS_7);
  /** Valkey 8.1: bloom filters and COMMANDLOG. */
  public static readonly VALKEY_8_1 = EngineVersion.row('valkey', '8.1', 'valkey8', REDIS_7);
  /** Valkey 8.2: vector search. */
  public static readonly VALKEY_8_2 = EngineVersion.row('valkey', '8.2', 'valkey8', REDIS_7);
  /** Valkey 9.0: durability, databases in cluster mode, full-text search. */
  public static readonly VALKEY_9_0 = EngineVersion.row('valkey', '9.0', 'valkey9', VALKEY_9);
  /** Valkey 9.1: access control by database. */
  public static readonly VALKEY_9_1 = EngineVersion.row('valkey', '9.1', 'valkey9', VALKEY_9_1);
  /** Memcached 1.4.5. */
  public static readonly MEMCACHED_1_4_5 = EngineVersion.row('memcached', '1.4.5', 'memcached1.4', MEMCACHED);
  /** Memcached 1.4.14. */
  public static readonly MEMCACHED_1_4_14 = EngineVersion.row('memcached', '1.4.14', 'memcached1.4', MEMCACHED);
  /** Memcached 1.4.24. */
  public static readonly MEMCACHED_1_4_24 = EngineVersion.row('memcached', '1.4.24', 'memcached1.4', MEMCACHED);
  /** Memcached 1.4.33. */
  public static readonly MEMCACHED_1_4_33 = EngineVersion.row('memcached', '1.4.33', 'memcached1.4', MEMCACHED);
  /** Memcached 1.4.34. */
  public static readonly MEMCACHED_1_4_34 = EngineVersion.row('memcached', '1.4.34', 'memcached1.4', MEMCACHED);
  /** Memcached 1.5.10. */
  public static readonly MEMCACHED_1_5_10 = EngineVersion.row('memcached', '1.5.10', 'memcached1.5', MEMCACHED);
  /** Memcached 1.5.16. */
  public static readonly MEMCACHED_1_5_16 = EngineVersion.row('memcached', '1.5.16', 'memcached1.5', MEMCACHED);
  /** Memcached 1.6.6. */
  public static readonly MEMCACHED_1_6_6 = EngineVersion.row('memcached', '1.6.6', 'memcached1.6', MEMCACHED_1_6_6);
  /** Memcached 1.6.12: encryption in transit. */
  public static readonly MEMCACHED_1_6_12 = EngineVersion.row('memcached', '1.6.12', 'memcached1.6', MEMCACHED_1_6_12);
  /** Memcached 1.6.17. */
  public static readonly MEMCACHED_1_6_17 = EngineVersion.row('memcached', '1.6.17', 'memcached1.6', MEMCACHED_1_6_12);
  /** Memcached 1.6.22. */
  public static readonly MEMCACHED_1_6_22 = EngineVersion.row('memcached', '1.6.22', 'memcached1.6', MEMCACHED_1_6_12);

  /**
   * A version that AWS has added since this library was released.
   *
   * @param version two parts for Valkey and Redis OSS since 6, such as `9.2`
   * @param options its parameter group family, and the known version that it extends
   */
  public static of(version: string, options: EngineVersionOptions): EngineVersion {
    const { engine, features } = options.like;
    return new EngineVersion(engine, version, options.parameterGroupFamily, features);
  }

  /** Every version that this library knows, oldest first within its engine. */
  public static all(): EngineVersion[] {
    return [...EngineVersion.rows];
  }

  /** The row of exactly this engine and version, or undefined. */
  public static find(engine: string, version: string): EngineVersion | undefined {
    return EngineVersion.rows.find((row) => row.engine === engine && row.version === version);
  }

  /**
   * What is known of this engine and version: its row, or for a version newer than every row of its engine (one that
   * AWS added since) what the newest row says. Undefined where nothing can be said.
   */
  public static resolve(engine: string, version: string): EngineVersion | undefined {
    const newest = EngineVersion.rows.filter((row) => row.engine === engine).at(-1);
    const known = EngineVersion.find(engine, version);
    return known ?? (newest !== undefined && compare(version, newest.version) > 0 ? newest : undefined);
  }

  private static row(
    engine: string,
    version: string,
    family: string,
    features: EngineFeatures,
    supportEnds?: string,
  ): EngineVersion {
    const row = new EngineVersion(engine, version, family, features, supportEnds);
    EngineVersion.rows.push(row);
    return row;
  }

  private constructor(
    /** The engine: `valkey`, `redis` or `memcached`. */
    public readonly engine: string,
    /** The version as CloudFormation takes it. */
    public readonly version: string,
    /** The family that a parameter group must have to fit. */
    public readonly parameterGroupFamily: string,
    /** What it can do. */
    public readonly features: EngineFeatures,
    /**
     * The last day of standard support, as `yyyy-mm-dd`; Extended Support is charged from the next day on.
     *
     * @default - no date is announced
     */
    public readonly standardSupportEnds?: string,
  ) {}

  /** The port on which the engine listens by default: 6379, or 11211 for Memcached. */
  public get defaultPort(): number {
    return this.engine === Engine.MEMCACHED ? 11211 : 6379;
  }

  /** Whether this version is that one or newer, by the numbers alone; both of one engine. */
  public isAtLeast(version: string): boolean {
    return compare(this.version, version) >= 0;
  }

  /** For example `valkey 8.2`. */
  public toString(): string {
    return `${this.engine} ${this.version}`;
  }
}

function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
