import { EngineVersion } from './engine-version';

/**
 * Part of the language of access strings, by the engine versions that brought it. What is not here works wherever there
 * are users.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
export class AclFeature {
  /** Channels: `&pattern`, `allchannels`, `resetchannels`. */
  public static readonly CHANNELS = AclFeature.since('channels', EngineVersion.REDIS_6_2, EngineVersion.VALKEY_7_2);
  /** Keys to read or to write alone: `%R~pattern`, `%W~pattern`, `%RW~pattern`. */
  public static readonly KEY_PERMISSIONS = AclFeature.since(
    'keys to read or to write alone',
    EngineVersion.REDIS_7_0,
    EngineVersion.VALKEY_7_2,
  );
  /** Subcommands that are denied: `-command|subcommand`. To allow one works wherever there are users. */
  public static readonly SUBCOMMANDS = AclFeature.since(
    'subcommands that are denied',
    EngineVersion.REDIS_7_0,
    EngineVersion.VALKEY_7_2,
  );
  /** Further sets of rules: `(rules)`, `clearselectors`. */
  public static readonly SELECTORS = AclFeature.since('selectors', EngineVersion.REDIS_7_0, EngineVersion.VALKEY_7_2);
  /** Databases: `db=0,1`, `alldbs`, `resetdbs`. */
  public static readonly DATABASES = AclFeature.since('databases', EngineVersion.VALKEY_9_1);

  private static since(name: string, ...versions: EngineVersion[]): AclFeature {
    return new AclFeature(name, versions);
  }

  private constructor(
    /** What it is called in a message. */
    public readonly name: string,
    /** The first version of each engine that knows it. */
    public readonly versions: readonly EngineVersion[],
  ) {}

  /** Whether an engine version knows it. */
  public worksOn(version: EngineVersion): boolean {
    return this.versions.some((first) => first.engine === version.engine && version.isAtLeast(first.version));
  }

  /** The versions that brought it, such as `redis 7.0 or valkey 7.2`. */
  public get needs(): string {
    return this.versions.join(' or ');
  }
}

/** The categories of commands, by which an access string grants many at once. */
export const ACL_CATEGORIES = [
  'admin',
  'bitmap',
  'blocking',
  'connection',
  'dangerous',
  'fast',
  'geo',
  'hash',
  'hyperloglog',
  'keyspace',
  'list',
  'pubsub',
  'read',
  'scripting',
  'set',
  'slow',
  'sortedset',
  'stream',
  'string',
  'transaction',
  'write',
] as const;

/**
 * The categories that the data types JSON and Bloom filter and the search of Valkey bring. An engine version without
 * them refuses a string that names them.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/BloomFilters.html
 * @see https://valkey.io/topics/valkey-json/
 */
export const ACL_MODULE_CATEGORIES = ['bloom', 'json', 'search'] as const;

/**
 * The commands that the service keeps for itself; one without a subcommand stands for all of its subcommands. A string
 * that adds one is refused. The page writes `cluster addslot` and `cluster delslot`.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SupportedCommands.html
 */
export const FORBIDDEN_COMMANDS: readonly string[] = [
  'acl|deluser',
  'acl|load',
  'acl|save',
  'acl|setuser',
  'bgrewriteaof',
  'bgsave',
  'cluster|addslots',
  'cluster|addslotsrange',
  'cluster|bumpepoch',
  'cluster|delslots',
  'cluster|delslotsrange',
  'cluster|failover',
  'cluster|flushslots',
  'cluster|forget',
  'cluster|links',
  'cluster|meet',
  'cluster|setslot',
  'config',
  'debug',
  'migrate',
  'psync',
  'replicaof',
  'save',
  'shutdown',
  'slaveof',
  'sync',
];
