import type { ICacheClusterRef } from 'aws-cdk-lib/aws-elasticache';
import type { ICache } from './cache';

/** A Memcached cluster, defined in this app or elsewhere. */
export interface IMemcachedCluster extends ICache, ICacheClusterRef {
  /** Its name, in lower case. */
  readonly clusterName: string;
  /** Its ARN. */
  readonly clusterArn: string;
}
