import { comesAfter } from './dependencies';
import { known } from './known-values';
import { isObject, view } from './shape';
import { lazily, type Named, type Resource, type Resources, type Surroundings, subject } from './surroundings';
import { USER_GROUP_SCALARS, type UserGroup } from './user-group-shape';
import { DEFAULT_USER, type User, userOf } from './user-shape';

const USER = { type: 'AWS::ElastiCache::User', id: 'UserId' };
const USER_GROUP = { type: 'AWS::ElastiCache::UserGroup', id: 'UserGroupId' };

interface Kind {
  readonly type: string;
  /** The property with its id, by which others refer to it. */
  readonly id: string;
}

/** The properties of the parameter group that it refers to, where that is in the same template. */
export function parameterGroupOf(resource: Resource, { resources }: Surroundings): unknown {
  const group = target(resource.Properties?.CacheParameterGroupName, 'AWS::ElastiCache::ParameterGroup', resources);
  return group && known(group[1].Properties ?? {});
}

/** A user of a template, with the others that have its id. */
export function userWithNamesakes(resource: Resource, around: Surroundings): User {
  return userOf(resource, around, () => namesakesOf(resource, USER, around));
}

/** A user group of a template, with its users. */
export function userGroupOf(resource: Resource, around: Surroundings): UserGroup {
  const ids = resource.Properties?.UserIds;
  return lazily(view<UserGroup>(subject(resource), USER_GROUP_SCALARS), {
    users: () => items(ids).map((id) => userBehind(id, resource, around)),
    unordered: () => unorderedOf(ids, USER, resource, around),
    namesakes: () => namesakesOf(resource, USER_GROUP, around),
  });
}

/** What rules may ask of the user groups of a cache, by the value that names them. */
export function userGroupsOf(ids: unknown, resource: Resource, around: Surroundings) {
  return {
    userGroups: () =>
      items(ids).map((id) => {
        const group = find(id, USER_GROUP, resource, around);
        return group && userGroupOf(group[1], around);
      }),
    unordered: () => unorderedOf(ids, USER_GROUP, resource, around),
  };
}

function userBehind(id: unknown, group: Resource, around: Surroundings): User | undefined {
  const user = find(id, USER, group, around);
  if (user !== undefined) return userOf(user[1], around);
  return lowerCase(id) === 'default' ? DEFAULT_USER : undefined;
}

/** The items of a list; a list that is not known ends the question. */
function items(list: unknown): readonly unknown[] {
  view(known(list) ?? []);
  return (Array.isArray(list) ? list : [list]).filter((item) => item !== undefined && !isNoValue(item));
}

/**
 * What is named by a text, without a reference that tells CloudFormation the order. Nothing is said of it while the
 * template is being made: the CDK adds what a resource depends on at the end.
 */
function unorderedOf(ids: unknown, kind: Kind, resource: Resource, around: Surroundings): string[] {
  if (around.template === undefined) return [];
  return items(ids).flatMap((id) => {
    const found = typeof id === 'string' ? find(id, kind, resource, around) : undefined;
    return found === undefined || comesAfter(resource, found[0], around.resources) ? [] : [String(id)];
  });
}

/** The resource that a value names: by a reference, or by the text of its id. */
function find(value: unknown, kind: Kind, from: Resource, around: Surroundings): Named | undefined {
  if (typeof value !== 'string') return target(value, kind.type, around.resources);
  const found = around.withId(kind.type, kind.id, value).filter(([, { Condition: condition }]) => {
    return condition === undefined || condition === from.Condition;
  });
  return found.length === 1 ? found[0] : undefined;
}

function target(value: unknown, type: string, resources: Resources): Named | undefined {
  const id = isObject(value) ? value.Ref : undefined;
  const resource = typeof id === 'string' ? resources[id] : undefined;
  return resource?.Type === type ? [id as string, resource] : undefined;
}

/** Two resources under conditions may exclude each other. */
function namesakesOf(resource: Resource, kind: Kind, { withId }: Surroundings): string[] {
  const id = resource.Properties?.[kind.id];
  if (typeof id !== 'string' || resource.Condition !== undefined) return [];
  return withId(kind.type, kind.id, id)
    .filter(([, other]) => other !== resource && other.Condition === undefined)
    .map(([logicalId]) => logicalId);
}

function lowerCase(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

function isNoValue(value: unknown): boolean {
  return isObject(value) && value.Ref === 'AWS::NoValue';
}
