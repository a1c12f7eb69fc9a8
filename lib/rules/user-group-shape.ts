import type { Subject } from './rule';
import type { Scalar } from './shape';
import type { User } from './user-shape';

/** The properties of `AWS::ElastiCache::UserGroup`. */
export interface UserGroupProperties {
  readonly Engine?: string;
  readonly Tags?: readonly object[];
  readonly UserGroupId?: string;
  readonly UserIds?: readonly string[];
}

/** A user group as rules see it. */
export interface UserGroup extends Subject {
  readonly properties: UserGroupProperties;
  /** Its users in their order; undefined for one of which nothing is known. */
  readonly users: readonly (User | undefined)[];
  /** The ids of its users that CloudFormation may make after it. */
  readonly unordered: readonly string[];
  /** The logical ids of other groups of the template that have its id. */
  readonly namesakes: readonly string[];
}

/** The types that the schema gives the properties. */
export const USER_GROUP_SCALARS: { readonly [property: string]: Scalar } = {
  Engine: 'string',
  UserGroupId: 'string',
  UserIds: 'list',
  'UserIds[]': 'string',
};
