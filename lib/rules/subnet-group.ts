import type { Subject } from './rule';

/** The properties of `AWS::ElastiCache::SubnetGroup`. */
export interface SubnetGroupProperties {
  readonly CacheSubnetGroupName?: string;
  readonly Description?: string;
  readonly SubnetIds?: readonly string[];
  readonly Tags?: readonly object[];
}

/** A subnet group as rules see it. */
export interface SubnetGroup extends Subject {
  readonly properties: SubnetGroupProperties;
}
