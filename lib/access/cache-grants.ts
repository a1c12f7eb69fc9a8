import type { IReplicationGroupRef, IServerlessCacheRef } from 'aws-cdk-lib/aws-elasticache';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Token } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { REPLICATION_GROUP_ACTIONS, SERVERLESS_CACHE_ACTIONS } from './cache-actions';
import { CacheArns } from './cache-arns';
import type { ModifyGrantOptions, RestoreGrantOptions, SnapshotGrantOptions } from './grant-options';
import type { IUser } from './user';
import { type Allowed, writtenGrant } from './written-grant';

/**
 * What roles may do with a cache. IAM governs the API, and connections of IAM users; it does not govern clients that know
 * a password or an AUTH token, nor what a client may do once it is connected: that is what access strings are for.
 *
 * Calls have to name what they are about: one that asks for all caches of the account is refused. ElastiCache has no
 * resource policies, so a principal of another account has to assume a role in the account of the cache. A grant that
 * stands in no policy is a warning with the statements that its owner has to add.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_elasticache.html
 */
export class CacheGrants {
  /** Grants on a replication group. */
  public static fromReplicationGroup(group: IReplicationGroupRef): CacheGrants {
    const { replicationGroupId } = group.replicationGroupRef;
    return new CacheGrants(group, CacheArns.named(group, REPLICATION_GROUP_ACTIONS, replicationGroupId));
  }

  /** Grants on a serverless cache. */
  public static fromServerlessCache(cache: IServerlessCacheRef): CacheGrants {
    const { serverlessCacheName } = cache.serverlessCacheRef;
    return new CacheGrants(cache, CacheArns.named(cache, SERVERLESS_CACHE_ACTIONS, serverlessCacheName));
  }

  /**
   * Grants on a cache of which only the ARN is known, such as one of another Region.
   *
   * @param scope the construct that warnings are about
   * @throws InvalidCacheError if it is not the ARN of a replication group or of a serverless cache
   */
  public static fromCacheArn(scope: IConstruct, cacheArn: string): CacheGrants {
    return new CacheGrants(scope, CacheArns.parsed(scope, cacheArn));
  }

  private constructor(
    private readonly scope: IConstruct,
    private readonly arns: CacheArns,
  ) {}

  /**
   * To connect as an IAM user: the policy names both, the cache and the user. Security groups have to let the client in as
   * well. Conditions can be added to `grant.principalStatement`, such as `aws:SourceIp` or `aws:ResourceTag/...`.
   *
   * @throws InvalidCacheError if the user has a password, which no policy governs
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
   */
  public connect(grantee: IGrantable, user: IUser): Grant {
    if (user.authentication !== AuthKind.IAM) {
      this.refuse(
        `'user' needs an IAM user, got '${Token.isUnresolved(user.userId) ? user.node.path : user.userId}', who has a ` +
          'password; let the client read its secret instead: user.secret.grantRead(grantee) ' +
          '(https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)',
      );
    }
    return this.grant(grantee, { actions: ['Connect'], on: [this.arns.cache, user.userArn], also: [user] });
  }

  /** To read the settings, the state and the tags of the cache and of its nodes. */
  public describe(grantee: IGrantable): Grant {
    const { actions, cache, nodes } = this.arns;
    return this.grant(
      grantee,
      { actions: [actions.describe, 'ListTagsForResource'], on: [cache] },
      { actions: ['DescribeCacheClusters', 'ListTagsForResource'], on: nodes },
    );
  }

  /**
   * To make snapshots of the cache and to tag them, and to list snapshots. Listing names no snapshot in advance, so it is
   * allowed for all of the account. A snapshot that is to be encrypted with another key needs that key as well.
   *
   * @throws InvalidCacheError if the pattern cannot be one
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateSnapshot.html
   */
  public snapshot(grantee: IGrantable, options: SnapshotGrantOptions = {}): Grant {
    const { actions, cache, nodes } = this.arns;
    const snapshots = this.snapshots(options);
    return this.grant(
      grantee,
      { actions: [actions.createSnapshot], on: [cache, ...nodes, snapshots] },
      { actions: ['AddTagsToResource'], on: [snapshots] },
      this.listing(),
    );
  }

  /**
   * To delete snapshots, and nothing else: who makes backups should not be the one who can destroy them. The service does
   * not know to which cache a policy means a snapshot to belong, so their names have to tell.
   *
   * @throws InvalidCacheError if the pattern cannot be one
   */
  public deleteSnapshots(grantee: IGrantable, options: SnapshotGrantOptions = {}): Grant {
    return this.grant(grantee, { actions: [this.arns.actions.deleteSnapshot], on: [this.snapshots(options)] });
  }

  /**
   * To make new caches from snapshots of this one, to tag them, and to see when they are ready; not to change or delete
   * them. A serverless cache also asks its maker for permissions of EC2, which are not part of this; a cache with a
   * customer key for permissions of that key.
   *
   * @throws InvalidCacheError if a name or pattern cannot be one, or a serverless cache is given groups of nodes
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-restoring.html
   */
  public restore(grantee: IGrantable, options: RestoreGrantOptions): Grant {
    const { actions, name, nodes } = this.arns;
    const made = this.arns.of(actions.type, this.pattern('cacheName', options.cacheName));
    const madeNodes = this.arns.nodesOf(options.cacheName);
    const automatic = options.snapshotNames === undefined ? [this.arns.snapshots(`automatic.${name}-*`)] : [];
    const { also, on } = this.groups(options);
    if (nodes.length > 0 && options.parameterGroup === undefined) on.push(this.arns.of('parametergroup', 'default.*'));
    if (nodes.length > 0 && options.subnetGroup === undefined) on.push(this.arns.of('subnetgroup', 'default'));
    return this.grant(
      grantee,
      { actions: [actions.create], on: [made, ...madeNodes, this.snapshots(options), ...automatic, ...on], also },
      { actions: ['AddTagsToResource'], on: [made, ...madeNodes] },
      { actions: [actions.describe], on: [made] },
      this.listing(),
    );
  }

  /**
   * To test a failover: the primary of a shard is really replaced.
   *
   * @throws InvalidCacheError for a serverless cache, which has no failover of its own
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_TestFailover.html
   */
  public testFailover(grantee: IGrantable): Grant {
    this.needsNodes('testFailover');
    return this.grant(grantee, { actions: ['TestFailover', this.arns.actions.describe], on: [this.arns.cache] });
  }

  /**
   * To reboot nodes.
   *
   * @throws InvalidCacheError for a serverless cache, which has no nodes
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_RebootCacheCluster.html
   */
  public reboot(grantee: IGrantable): Grant {
    this.needsNodes('reboot');
    return this.grant(grantee, { actions: ['RebootCacheCluster', 'DescribeCacheClusters'], on: this.arns.nodes });
  }

  /**
   * To change the settings of the cache and its size. Among the settings are the AUTH token, the user group and the
   * encryption in transit: whoever has this decides who may connect. What is changed so drifts from the template.
   *
   * @throws InvalidCacheError for a parameter group of a serverless cache
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html
   */
  public modify(grantee: IGrantable, options: ModifyGrantOptions = {}): Grant {
    const { actions, cache } = this.arns;
    const { also, on } = this.groups(options);
    return this.grant(
      grantee,
      { actions: [actions.modify], on: [cache, ...on], also },
      { actions: [...actions.scale, actions.describe], on: [cache] },
    );
  }

  /**
   * To do something else with the cache itself.
   *
   * @param actions with the name of the service, such as `elasticache:InterruptClusterAzPower`
   */
  public actions(grantee: IGrantable, ...actions: string[]): Grant {
    return this.grant(grantee, {
      actions: actions.map((action) => action.replace(/^elasticache:/, '')),
      on: [this.arns.cache],
    });
  }

  private grant(grantee: IGrantable, ...allowed: Allowed[]): Grant {
    const { scope, arns } = this;
    return writtenGrant(
      { scope, account: arns.account },
      grantee,
      allowed.filter(({ on }) => on.length > 0),
    );
  }

  private snapshots({ snapshotNames = `${this.arns.name}-*` }: SnapshotGrantOptions): string {
    return this.arns.snapshots(this.pattern('snapshotNames', snapshotNames));
  }

  private listing(): Allowed {
    return { actions: [this.arns.actions.describeSnapshots], on: [this.arns.snapshots('*')] };
  }

  /** The groups that a request may name, and whose they are. */
  private groups({ parameterGroup, subnetGroup, userGroup }: Partial<RestoreGrantOptions>) {
    if (parameterGroup !== undefined) this.needsNodes('parameterGroup');
    if (subnetGroup !== undefined) this.needsNodes('subnetGroup');
    const names = {
      parametergroup: parameterGroup?.parameterGroupRef.cacheParameterGroupName,
      subnetgroup: subnetGroup?.subnetGroupRef.cacheSubnetGroupName,
      usergroup: userGroup?.userGroupRef.userGroupId,
    };
    return {
      on: Object.entries(names).flatMap(([type, name]) => (name === undefined ? [] : [this.arns.of(type, name)])),
      also: [parameterGroup, subnetGroup, userGroup].filter((group) => group !== undefined),
    };
  }

  private needsNodes(name: string): void {
    if (this.arns.nodes.length > 0) return;
    this.refuse(`'${name}' needs a replication group, got a serverless cache, which has no nodes; leave it out`);
  }

  private pattern(name: string, value: string): string {
    if (!Token.isUnresolved(value) && !/^[\w.*?-]+$/.test(value)) {
      this.refuse(
        `'${name}' needs a name, or a pattern with '*' and '?', got '${value}'; use letters, digits, '.' and '-'`,
      );
    }
    return value;
  }

  private refuse(problem: string): never {
    throw new InvalidCacheError(this.scope.node.path, [problem]);
  }
}
