import type { IReplicationGroupRef } from 'aws-cdk-lib/aws-elasticache';
import type { CacheGrants } from '../access/cache-grants';
import type { Endpoint } from '../connect/endpoint';
import type { ICache } from './cache';

/** A Valkey or Redis OSS replication group, defined in this app or elsewhere. */
export interface IReplicationGroup extends ICache, IReplicationGroupRef {
  /** Its id, in lower case. */
  readonly replicationGroupId: string;
  /** Its ARN. */
  readonly replicationGroupArn: string;
  /** Where clients read; it may lag behind the writes. In cluster mode the configuration endpoint, as for writes. */
  readonly readerEndpoint: Endpoint;
  /** What roles may do with it by the API, and who may connect as an IAM user. */
  readonly grants: CacheGrants;
}
