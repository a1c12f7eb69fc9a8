import type { Subject } from './rule';
import type { Scalar } from './shape';
import type { UserGroup } from './user-group-shape';

/** The properties of `AWS::ElastiCache::ServerlessCache` that say who may connect. */
export interface ServerlessCacheProperties {
  readonly ConnectionType?: string;
  readonly Engine?: string;
  readonly MajorEngineVersion?: string;
  readonly UserGroupId?: string;
}

/** A serverless cache as rules see it. */
export interface ServerlessCache extends Subject {
  readonly properties: ServerlessCacheProperties;
  /** Its user group, where it is in the same template. */
  readonly userGroups: readonly (UserGroup | undefined)[];
  /** The id of its user group, if CloudFormation may make that after it. */
  readonly unordered: readonly string[];
}

/** The types that the schema gives the properties. */
export const SERVERLESS_CACHE_SCALARS: { readonly [property: string]: Scalar } = {
  ConnectionType: 'string',
  Engine: 'string',
  MajorEngineVersion: 'string',
  UserGroupId: 'string',
};
