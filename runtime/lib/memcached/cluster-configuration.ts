import { DriverError } from '../drivers/driver-error';

/** One node of a Memcached cluster, as the cluster names it. */
export interface ClusterNode {
  /** The name to connect to, and to look for in its certificate. */
  readonly host: string;
  /** Its address inside of the VPC, if the cluster told one. */
  readonly address?: string;
  readonly port: number;
}

/** The answer to `config get cluster`. */
export interface ClusterConfiguration {
  /** Grows with each change of the nodes. */
  readonly version: number;
  readonly nodes: readonly ClusterNode[];
}

/**
 * Reads the answer to `config get cluster`, or to the older `get AmazonElastiCache:cluster`: as it came, or without the
 * lines around it (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoDiscovery.AddingToYourClientLibrary.html).
 *
 * @throws DriverError ERR_CACHE_TIER_REPLY if any part of it cannot be read: half a list would move keys
 */
export function parseConfiguration(_reply: string): ClusterConfiguration {
  throw new DriverError('ERR_CACHE_TIER_REPLY', 'to be written');
}
