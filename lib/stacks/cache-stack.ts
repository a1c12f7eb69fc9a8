import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import { ReplicationGroup } from '../cache/replication-group';
import { acknowledgeFindings } from './acknowledgements';
import type { CacheConfig } from './cache-config';
import { publishCache } from './published-address';
import { replicationGroupOptions } from './replication-group-config';
import { rotate } from './secret-rotation-config';
import { stackNetwork, zonesByOrder } from './stack-network';

/** What can be said about a cache stack. */
export interface CacheStackProps extends StackProps {
  /**
   * How the cache is configured.
   *
   * @default - the production profile in a network of its own
   */
  readonly config?: CacheConfig;
}

/** A replication group with its network; where to find it is in the outputs, and in SSM parameters. */
export class CacheStack extends Stack {
  /** The cache. */
  public readonly cache: ReplicationGroup;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: CacheStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const vpc = stackNetwork(this, config.network);
    const cache = new ReplicationGroup(this, 'Cache', {
      vpc,
      ...replicationGroupOptions(config),
      workload: config.workload,
    });
    this.cache = cache;
    rotate(cache, config);
    cache.publishLink();
    publishCache(this, cache);
    acknowledgeFindings(this, config.profile ?? Profile.PRODUCTION, config.auth?.kind ?? AuthKind.IAM);
  }

  /** Two zones of the Region by their order; synthesis needs no account. */
  public override get availabilityZones(): string[] {
    return zonesByOrder();
  }
}
