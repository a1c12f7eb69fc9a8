import type { Environment } from 'aws-cdk-lib/core';
import { CacheAuth } from '../access/cache-auth';
import { Durability } from '../cache/durability';
import { MaintenanceWindow } from '../cache/maintenance-window';
import { Profile } from '../cache/profile';
import { SnapshotWindow } from '../cache/snapshot-window';
import { Workload } from '../cache/workload';
import { EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import { QUOTAS } from '../catalog/quotas';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { layersOf } from './context-layers';
import { flag, integer, listOf, objectOf, oneOf, parsed, type Reader, text, texts } from './context-value';

/** A network that exists. */
export interface NetworkConfig {
  /**
   * The VPC to use.
   *
   * @default - a new VPC is made
   */
  readonly vpcId?: string;
  /**
   * Its private subnets, at least two in different zones.
   *
   * @default - none: `lookup` finds them
   */
  readonly subnetIds?: string[];
  /**
   * The zones of these subnets, in the same order.
   *
   * @default - each subnet counts as a zone of its own
   */
  readonly availabilityZones?: string[];
  /**
   * Find the subnets in the account instead of naming them; needs `account` and `region`.
   *
   * @default false
   */
  readonly lookup?: boolean;
}

/** How secrets are rotated. */
export interface RotationConfig {
  /**
   * Days between two rotations; 0 for none.
   *
   * @default 30
   */
  readonly days?: number;
  /**
   * Make the VPC endpoints through which the rotation reaches Secrets Manager and ElastiCache.
   *
   * @default - true in a new network, false in one that is given
   */
  readonly endpoints?: boolean;
}

/** How backups are made. */
export interface BackupConfig {
  /**
   * Days for which a backup is kept; 0 for no backups.
   *
   * @default 15
   */
  readonly retentionDays?: number;
  /**
   * When it is taken.
   *
   * @default - the service chooses
   */
  readonly window?: SnapshotWindow;
}

/** What the context can say about a cache. */
export interface CacheConfig {
  /**
   * The account to deploy to, 12 digits; read by the app, not by the stack.
   *
   * @default - that of the credentials at deployment
   */
  readonly account?: string;
  /**
   * The Region to deploy to; read by the app, not by the stack.
   *
   * @default - that of the credentials at deployment
   */
  readonly region?: string;
  /**
   * The set of defaults.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * The engine and its version.
   *
   * @default EngineVersion.VALKEY_8_2
   */
  readonly engine?: EngineVersion;
  /**
   * The machine of each node.
   *
   * @default - that of the profile
   */
  readonly nodeType?: NodeType;
  /**
   * Number of shards, which means cluster mode.
   *
   * @default - one shard without cluster mode
   */
  readonly shards?: number;
  /**
   * Number of replicas behind each primary.
   *
   * @default - 1; that of the profile where `shards` is not given
   */
  readonly replicas?: number;
  /**
   * The transactional log behind the memory.
   *
   * @default - not stated
   */
  readonly durability?: Durability;
  /**
   * What the cache is used for, which decides the eviction policy.
   *
   * @default Workload.CACHE
   */
  readonly workload?: Workload;
  /**
   * Parameters of the engine, by the names of the service.
   *
   * @default - those of the workload
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * The automatic backups.
   *
   * @default - those of the profile
   */
  readonly backup?: BackupConfig;
  /**
   * How clients prove who they are. With `users` the stack makes one, for reading and writing.
   *
   * @default CacheAuth.iam()
   */
  readonly auth?: CacheAuth;
  /**
   * How the AUTH token, or the password of the user, is rotated.
   *
   * @default - every 30 days
   */
  readonly rotation?: RotationConfig;
  /**
   * When the service may patch the nodes.
   *
   * @default - the service chooses
   */
  readonly maintenanceWindow?: MaintenanceWindow;
  /**
   * The network.
   *
   * @default - a new VPC of isolated subnets
   */
  readonly network?: NetworkConfig;
}

const READERS: { readonly [K in keyof CacheConfig]-?: Reader<NonNullable<CacheConfig[K]>> } = {
  account: text(/^\d{12}$/, 'the 12 digits of an account'),
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a Region, such as 'eu-west-1'"),
  profile: oneOf({ production: Profile.PRODUCTION, dev: Profile.DEV }),
  engine: oneOf(Object.fromEntries(replicationEngines().map((row) => [`${row.engine}-${row.version}`, row]))),
  nodeType: parsed(nodeType, "a current node type, such as 'cache.r7g.large'"),
  shards: integer(1, QUOTAS.shards),
  replicas: integer(0, QUOTAS.replicasPerShard),
  durability: oneOf({ sync: Durability.SYNC, async: Durability.ASYNC, disabled: Durability.DISABLED }),
  workload: oneOf({
    cache: Workload.CACHE,
    'session-store': Workload.SESSION_STORE,
    queue: Workload.QUEUE,
    leaderboard: Workload.LEADERBOARD,
  }),
  parameters: texts,
  backup: objectOf<BackupConfig>({
    retentionDays: integer(0, QUOTAS.snapshotRetentionDays),
    window: parsed(SnapshotWindow.parse, "at least an hour in UTC, such as '03:00-04:00'"),
  }),
  auth: oneOf({
    iam: CacheAuth.iam(),
    'auth-token': CacheAuth.authToken(),
    users: CacheAuth.users(),
    none: CacheAuth.none(),
  }),
  rotation: objectOf<RotationConfig>({ days: integer(0, 1000), endpoints: flag }),
  maintenanceWindow: parsed(MaintenanceWindow.parse, "an hour to a day in UTC, such as 'sun:05:00-sun:06:00'"),
  network: objectOf<NetworkConfig>({
    vpcId: text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, "the id of a VPC, such as 'vpc-0123456789abcdef0'"),
    subnetIds: listOf(
      text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, "the id of a subnet, such as 'subnet-0123456789abcdef0'"),
    ),
    availabilityZones: listOf(text(/^[a-z]{2}(-[a-z]+)+-\d[a-z0-9-]*$/, "a zone, such as 'eu-west-1a'")),
    lookup: flag,
  }),
};

/** One cache to deploy: where, and how it is configured. */
export interface NamedConfig {
  /** The name of the environment, or undefined where none is distinguished. */
  readonly environment?: string;
  /** Where it is deployed; undefined leaves it to the credentials at deployment. */
  readonly env?: Environment;
  readonly config: CacheConfig;
}

/**
 * Reads the configuration from the context: the object under `cacheTier`, one result for each of its `environments` with
 * that over the rest, and `cacheTier.<key>` over everything, because that is how `-c` reaches a single key.
 *
 * @throws InvalidCacheError with every wrong key and value, and what is allowed
 */
export function readConfigs(context: { readonly [key: string]: unknown }): NamedConfig[] {
  const problems: string[] = [];
  const configs = layersOf(context, Object.keys(READERS), problems).map(({ environment, path, values }) => {
    const before = problems.length;
    const config = objectOf<CacheConfig>(READERS)(values, path, problems) ?? {};
    // What was refused is missing here, and would be missed.
    if (problems.length === before) problems.push(...contradictions(config, path));
    const { account, region } = config;
    return { environment, env: (account ?? region) ? { account, region } : undefined, config };
  });
  if (problems.length > 0) throw new InvalidCacheError('context', [...new Set(problems)]);
  return configs;
}

function contradictions(config: CacheConfig, path: string): string[] {
  const { network = {}, backup = {}, account, region, engine, auth } = config;
  const { vpcId, subnetIds, lookup, availabilityZones } = network;
  return [
    ...(engine !== undefined && engine.features.iam !== true && auth === undefined
      ? [
          `'${path}.auth' needs a choice with ${engine}, which has no IAM authentication, got none; set one of ${engine.features.users === true ? 'users, ' : ''}auth-token or none`,
        ]
      : []),
    ...(backup.retentionDays === 0 && backup.window !== undefined
      ? [`'${path}.backup.window' needs retentionDays of at least 1, got 0; set it, or leave the window out`]
      : []),
    ...(vpcId !== undefined && subnetIds === undefined && lookup !== true
      ? [`'${path}.network' needs subnetIds beside vpcId, got none; name them, or set lookup: true`]
      : []),
    ...(vpcId === undefined && (subnetIds !== undefined || lookup === true)
      ? [`'${path}.network' needs vpcId, got none; name the VPC, or leave network out for a new one`]
      : []),
    ...(lookup === true && (account === undefined || region === undefined)
      ? [`'${path}.network.lookup' needs account and region, got none; set both, or name subnetIds`]
      : []),
    ...(lookup === true && subnetIds !== undefined
      ? [`'${path}.network.lookup' needs to stand without subnetIds, got both; name the subnets, or look them up`]
      : []),
    ...(availabilityZones !== undefined && availabilityZones.length !== subnetIds?.length
      ? [
          `'${path}.network.availabilityZones' needs one zone for each of the subnetIds, got ${availabilityZones.length}; list them in the same order`,
        ]
      : []),
  ];
}

function replicationEngines(): EngineVersion[] {
  return EngineVersion.all().filter((row) => row.features.replication);
}

function nodeType(name: string): NodeType {
  const row = NodeType.find(name);
  if (row?.creatable !== true) throw new Error(name);
  return row;
}
