import { CfnReplicationGroup, CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import { ArnFormat, type IEnvironmentAware, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { type CacheActions, REPLICATION_GROUP_ACTIONS, SERVERLESS_CACHE_ACTIONS } from './cache-actions';
import { storedId } from './user-id';

/**
 * The ARNs of a cache and of what belongs to it: always with colons, and in lower case, because policies are compared
 * letter by letter.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/IAM.ResourceLevelPermissions.html
 */
export class CacheArns {
  /** Those of a cache of a name, in the account and Region in which the construct lives. */
  public static named(cache: IConstruct & IEnvironmentAware, actions: CacheActions, name: string): CacheArns {
    const arn = Stack.of(cache).formatArn({
      service: 'elasticache',
      resource: actions.type,
      resourceName: storedId(statedName(cache) ?? name),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      account: cache.env.account,
      region: cache.env.region,
    });
    return CacheArns.parsed(cache, arn);
  }

  /** Those of a cache of an ARN; account, Region and name may be tokens. */
  public static parsed(scope: IConstruct, arn: string): CacheArns {
    const parts = arn.split(':');
    const actions = KINDS.find(({ type }) => type === parts[5]);
    if (parts.length !== 7 || parts[2] !== 'elasticache' || parts[6] === '' || actions === undefined) {
      const got = Token.isUnresolved(arn) ? 'a token' : `'${arn}'`;
      throw new InvalidCacheError(scope.node.path, [
        `'cacheArn' needs arn:PARTITION:elasticache:REGION:ACCOUNT:replicationgroup:NAME, or serverlesscache:NAME, got ${got}; take the ARN of a cache (${PAGE})`,
      ]);
    }
    return new CacheArns(actions, parts.slice(0, 5).join(':'), storedId(parts[6]));
  }

  private constructor(
    public readonly actions: CacheActions,
    private readonly prefix: string,
    /** The name of the cache. */
    public readonly name: string,
  ) {}

  /** The ARN of the cache. */
  public get cache(): string {
    return this.of(this.actions.type, this.name);
  }

  /** The account that owns the cache. */
  public get account(): string {
    return this.prefix.split(':')[4];
  }

  /** Its nodes, whatever their number; a serverless cache has none. */
  public get nodes(): string[] {
    return this.nodesOf(this.name);
  }

  /**
   * The nodes of caches of a name: `<name>-001` without shards, `<name>-0001-001` with shards. The zeros keep out the
   * nodes of a cache whose name only begins in the same way.
   */
  public nodesOf(name: string): string[] {
    if (this.actions !== REPLICATION_GROUP_ACTIONS) return [];
    return [`${name}-0??`, `${name}-0???-0??`].map((node) => this.of('cluster', node));
  }

  /** Snapshots of that name. */
  public snapshots(names: string): string {
    return this.of(this.actions.snapshotType, names);
  }

  /** Something else of the same account and Region. */
  public of(type: string, name: string): string {
    return `${this.prefix}:${type}:${storedId(name)}`;
  }
}

const KINDS = [REPLICATION_GROUP_ACTIONS, SERVERLESS_CACHE_ACTIONS];

const PAGE = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_elasticache.html';

/**
 * The name that an L1 states in capitals: the service stores it in lower case, and nobody says in which case a reference
 * to the resource hands it on.
 */
function statedName(cache: IConstruct): string | undefined {
  const l1 = cache.node.defaultChild ?? cache;
  const stated = CfnReplicationGroup.isCfnReplicationGroup(l1)
    ? l1.replicationGroupId
    : CfnServerlessCache.isCfnServerlessCache(l1)
      ? l1.serverlessCacheName
      : undefined;
  return stated !== undefined && stated !== storedId(stated) ? stated : undefined;
}
