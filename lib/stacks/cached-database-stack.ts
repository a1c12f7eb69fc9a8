import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import { CachedDatabase } from '../patterns/cached-database';
import { acknowledgeFindings } from './acknowledgements';
import type { CachedDatabaseConfig } from './cached-database-config';
import { invalidationOf } from './caching-config';
import { authOfDatabaseCache, cacheOfDatabase } from './database-cache';
import { databaseSource, engineOf, masterBehindProxy } from './database-choice';
import { reachSecrets } from './database-rotation';
import type { OwnCache } from './published-address';
import { publishCachedDatabase } from './published-database';
import { rotate } from './secret-rotation-config';
import { stackNetwork, zonesByOrder } from './stack-network';

/** What can be said about a stack with a database and its cache. */
export interface CachedDatabaseStackProps extends StackProps {
  /**
   * How both are configured.
   *
   * @default - PostgreSQL and Valkey by the production profile, in a network of their own
   */
  readonly config?: CachedDatabaseConfig;
}

/** A database with its cache and their network; where to find both is in the outputs, and in SSM parameters. */
export class CachedDatabaseStack extends Stack {
  /** The database with its cache. */
  public readonly cachedDatabase: CachedDatabase;

  /** @throws InvalidCacheError with everything that the services would refuse */
  constructor(scope: Construct, id: string, props: CachedDatabaseStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const { database = {}, rules, invalidation, profile = Profile.PRODUCTION } = config;
    const vpc = stackNetwork(this, config.network);
    this.cachedDatabase = new CachedDatabase(this, 'CachedDatabase', {
      vpc,
      profile,
      database: databaseSource(database),
      cache: cacheOfDatabase(this, config, config.network?.vpcId === undefined),
      rules,
      invalidation: invalidationOf(engineOf(database).wrapper, invalidation),
    });
    // The stack gives no cache that exists already.
    rotate(this.cachedDatabase.cache as OwnCache, config);
    reachSecrets(this.cachedDatabase.database, vpc, config);
    const application = config.application?.application(this, 'Application', { name: 'orders', vpc });
    if (application !== undefined) this.cachedDatabase.connect(application.client);
    publishCachedDatabase(this, this.cachedDatabase, masterBehindProxy(database));
    acknowledgeFindings(this, profile, authOfDatabaseCache(config));
  }

  /** Two zones of the Region by their order; synthesis needs no account. */
  public override get availabilityZones(): string[] {
    return zonesByOrder();
  }
}
