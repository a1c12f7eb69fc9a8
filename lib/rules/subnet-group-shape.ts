import type { Subject } from './rule';
import type { Scalar } from './shape';

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

/** The types that the schema gives the properties. */
export const SUBNET_GROUP_SCALARS: { readonly [property: string]: Scalar } = {
  CacheSubnetGroupName: 'string',
  Description: 'string',
  SubnetIds: 'list',
};
