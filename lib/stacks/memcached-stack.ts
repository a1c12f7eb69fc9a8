import { Stack, type StackProps } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { MemcachedCluster } from '../cache/memcached-cluster';
import { Profile } from '../cache/profile';
import { acknowledgeFindings } from './acknowledgements';
import type { MemcachedConfig } from './memcached-config';
import { memcachedOptions } from './memcached-settings';
import { publishCache } from './published-address';
import { stackNetwork, zonesByOrder } from './stack-network';
import { zoneParameters } from './zone-parameters';

/** What can be said about a stack with a Memcached cluster. */
export interface MemcachedStackProps extends StackProps {
  /**
   * How the cluster is configured.
   *
   * @default - the production profile in a network of its own
   */
  readonly config?: MemcachedConfig;
}

/** A Memcached cluster with its network; where to find it is in the outputs, and in SSM parameters. */
export class MemcachedStack extends Stack {
  /** The cache. */
  public readonly cache: MemcachedCluster;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: MemcachedStackProps = {}) {
    super(scope, id, props);
    const { config = {} } = props;
    const { profile = Profile.PRODUCTION, network, maintenanceWindow } = config;
    this.cache = new MemcachedCluster(this, 'Cache', {
      vpc: stackNetwork(this, network),
      profile,
      maintenanceWindow,
      ...memcachedOptions(config),
      ...(network?.vpcId !== undefined && { zones: zoneParameters(this, config, config) }),
    });
    this.cache.publishLink();
    publishCache(this, this.cache);
    acknowledgeFindings(this, profile, AuthKind.NONE);
  }

  /** Two zones of the Region by their order; synthesis needs no account. */
  public override get availabilityZones(): string[] {
    return zonesByOrder();
  }
}
