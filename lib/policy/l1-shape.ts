import { type CfnResource, Token } from 'aws-cdk-lib/core';
import { isObject, UNKNOWN } from '../rules/shape';
import { pascalCase } from '../rules/words';

type Fields = { readonly [key: string]: unknown };

/** What a resource keeps for its synthesis: members that the CDK shares with subclasses, and that we only read. */
interface Internals {
  readonly cfnProperties: Fields;
  readonly rawOverrides: Fields;
}

/**
 * An L1 resource as it will stand in the template, overrides included, with every token as unknown. Resolving it instead
 * was the larger part of making a cache; a test compares the two, at the oldest and the newest CDK that we support.
 *
 * @param resource the L1 resource
 * @param ids the resources that it may refer to, by the id that a `Ref` to them shall have
 */
export function l1Shape(resource: CfnResource, ids: ReadonlyMap<CfnResource, string> = new Map()): Fields {
  const { cfnProperties, rawOverrides } = resource as unknown as Internals;
  const refs = new Map([...ids].map(([other, id]) => [other.ref, { Ref: id }]));
  const { deletionPolicy, updateReplacePolicy, updatePolicy } = resource.cfnOptions;
  const shape = {
    Type: resource.cfnResourceType,
    Properties: pascal(cfnProperties, refs),
    ...(deletionPolicy && { DeletionPolicy: deletionPolicy }),
    ...(updateReplacePolicy && { UpdateReplacePolicy: updateReplacePolicy }),
    ...(updatePolicy && { UpdatePolicy: pascal({ ...updatePolicy }, refs) }),
  };
  return overridden(shape, known(rawOverrides, refs) as Fields);
}

/** Properties whose keys the L1 passes on as they are written: the names of parameters, and an object of no type. */
const DATA: readonly string[] = ['properties', 'authenticationMode'];

/** Property names in the words of CloudFormation, all the way down, unless they are data. */
function pascal(value: Fields, refs: ReadonlyMap<string, unknown>): Fields {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(
    entries.map(([name, item]) => [pascalCase(name), DATA.includes(name) ? known(item, refs) : inside(item, refs)]),
  );
}

function inside(value: unknown, refs: ReadonlyMap<string, unknown>): unknown {
  const itself = known(value, refs, false);
  if (Array.isArray(itself)) return itself.map((item) => inside(item, refs));
  return isObject(itself) && itself === value ? pascal(itself, refs) : itself;
}

/** The value with its tokens unknown: a token in any part of a text makes the whole text unknown. */
function known(value: unknown, refs: ReadonlyMap<string, unknown>, deep = true): unknown {
  if (typeof value === 'string' && refs.has(value)) return refs.get(value);
  if (Token.isUnresolved(value)) return UNKNOWN;
  if (!deep) return value;
  if (Array.isArray(value)) return value.map((item) => known(item, refs));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, known(item, refs)]));
}

/** Overrides over what they override, as the CDK merges them: objects by key, lists by index, `undefined` takes away. */
function overridden(base: Fields, over: Fields): Fields {
  const merged: { [key: string]: unknown } = Array.isArray(base) ? Object.assign([], base) : { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    if (value === undefined) delete merged[key];
    else
      merged[key] = isObject(value) && !('Ref' in value) ? overridden(isMergeable(below) ? below : {}, value) : value;
  }
  return merged;
}

function isMergeable(value: unknown): value is Fields {
  return isObject(value) || Array.isArray(value);
}
