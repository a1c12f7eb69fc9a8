import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import { CachedDatabase } from '../patterns/cached-database';
import { DatabaseSource } from '../patterns/database-source';
import { acknowledgeFindings } from './acknowledgements';
import type { CacheInFrontOfConfig } from './cache-in-front-of-config';
import { invalidationOf } from './caching-config';
import { authOfDatabaseCache, cacheOfDatabase } from './database-cache';
import { networkParameters } from './database-parameters';
import { existingDatabase } from './existing-database-choice';
import type { OwnCache } from './published-address';
import { publishCaching, publishDatabaseGroup } from './published-database';
import { rotate } from './secret-rotation-config';
import { stackNetwork, zonesByOrder } from './stack-network';

/** What can be said about a stack with a cache in front of a database that exists already. */
export interface CacheInFrontOfStackProps extends StackProps {
  /**
   * How the cache is configured, and where the database is.
   *
   * @default - the production profile; parameters of the template say where the database is
   */
  readonly config?: CacheInFrontOfConfig;
}

/**
 * A cache in front of a database that exists already, in its network. Nothing of the database changes; where to find the
 * cache is in the outputs, and in SSM parameters.
 */
export class CacheInFrontOfStack extends Stack {
  /** The database with its cache. */
  public readonly cachedDatabase: CachedDatabase;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: CacheInFrontOfStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const { network, rules, invalidation, profile = Profile.PRODUCTION, clientSecurityGroupId } = config;
    const vpc = network?.vpcId === undefined ? networkParameters(this) : stackNetwork(this, network);
    const database = existingDatabase(this, vpc, config.database ?? {}, config.application !== undefined);
    this.cachedDatabase = new CachedDatabase(this, 'CachedDatabase', {
      profile,
      database: DatabaseSource.existing(database),
      cache: cacheOfDatabase(this, config, false),
      rules,
      invalidation: invalidationOf(database.engine.wrapper, invalidation),
    });
    // The stack gives no cache that exists already.
    const cache = this.cachedDatabase.cache as OwnCache;
    rotate(cache, { ...config, network: { vpcId: vpc.vpcId } });
    if (clientSecurityGroupId !== undefined) {
      const clients = SecurityGroup.fromSecurityGroupId(this, 'Clients', clientSecurityGroupId, { mutable: false });
      cache.connections.allowDefaultPortFrom(clients, 'Applications of the database');
    }
    const application = config.application?.application(this, 'Application', { name: 'orders', vpc });
    const iamUser = config.database?.iamUser;
    if (application !== undefined) this.cachedDatabase.connect(application.client, { iamUser });
    publishCaching(this, this.cachedDatabase, iamUser);
    publishDatabaseGroup(this, database);
    acknowledgeFindings(this, profile, authOfDatabaseCache(config));
  }

  /** Two zones of the Region by their order; synthesis needs no account. */
  public override get availabilityZones(): string[] {
    return zonesByOrder();
  }
}
