import { ArnFormat, type IResource, Names, Stack, Token, TokenComparison } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { Engine } from '../catalog/engine-version';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { ID } from '../rules/user-rules';

/** AWS names no limit for these ids; 40 characters are those of a replication group, and short enough for people. */
const MAX_LENGTH = 40;

/**
 * The id of a user or a user group, which the service demands and stores in lower case. It holds the name of the stack,
 * so that two environments of one account differ, and the engine, because that is create-only and a resource with a
 * fixed id cannot be replaced. It is known at synthesis, so that other stacks need no export to name it.
 */
export function uniqueId(construct: IConstruct, engine: Engine): string {
  const suffix = `-${engine}`;
  const maxLength = MAX_LENGTH - suffix.length;
  return `${Names.uniqueResourceName(construct, { maxLength, separator: '-' })}${suffix}`.toLowerCase();
}

/** The ARN of a user or a user group, in the colon form in which policies are compared. */
export function accessArn(construct: IConstruct, resource: 'user' | 'usergroup', id: string): string {
  return Stack.of(construct).formatArn({
    service: 'elasticache',
    resource,
    resourceName: id,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * What is wrong with a user or a user group that is named by its id alone: it is looked for where the one is that names it.
 *
 * @param property the property in which it is named
 */
export function environmentProblems(property: string, named: IResource, by: IConstruct): string[] {
  const differ = (left: string, right: string) => Token.compareStrings(left, right) === TokenComparison.DIFFERENT;
  const [there, here] = [named.env, Stack.of(by)];
  if (!differ(there.account, here.account) && !differ(there.region, here.region)) return [];
  return [
    `'${property}' needs what is named to be of account ${here.account} and Region ${here.region}, got '${named.node.path}' of ${there.account} and ${there.region}; make one for each account and Region`,
  ];
}

/**
 * The id of a user or a user group that exists already, as the service stores it.
 *
 * @param property the property in which it is given
 * @throws InvalidCacheError if no user or group can have it
 */
export function givenId(construct: IConstruct, property: string, id: string): string {
  if (!Token.isUnresolved(id) && !ID.test(id)) {
    throw new InvalidCacheError(construct.node.path, [
      `'${property}' needs letters, digits and hyphens, a letter first, got '${id}'; give the id that the service has (${PAGE})`,
    ]);
  }
  return storedId(id);
}

/** An id as the service stores it: in lower case. Policies are compared letter by letter. */
export function storedId(id: string): string {
  return Token.isUnresolved(id) ? id : id.toLowerCase();
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html';
