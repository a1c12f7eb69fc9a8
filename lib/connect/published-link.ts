import { CfnResource, Names, Token } from 'aws-cdk-lib/core';
import { DEFAULT_CONNECTION, linkEnvironment } from 'cache-tier/link';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { CacheFacts } from './cache-facts';
import { Connection, type LinkOptions } from './connection';
import { nameProblems, prefixProblems, take, takenProblems } from './connection-name';
import { identityOf, linkOf } from './link-of-client';
import { linkParameter, parameterProblems } from './link-parameter';

/** For whom a link is published. */
export interface PublishLinkOptions extends LinkOptions {
  /**
   * Other accounts that may read the link, by its ARN: 12 digits each. The parameter is of the advanced tier then, which
   * is charged for.
   *
   * @default - none: roles of this account that may read the parameter
   */
  readonly accounts?: string[];
}

/**
 * Writes the link of a cache into a parameter of its own stack, for clients that cannot be connected from here: those of
 * another account, app or tool. It opens no port and allows nothing but the reading of the parameter.
 *
 * @throws InvalidCacheError with everything that is wrong with the options
 */
export function publishLink(cache: CacheFacts, options: PublishLinkOptions = {}): Connection {
  const { as: name = DEFAULT_CONNECTION, keyPrefix, accounts = [] } = options;
  const { construct } = cache;
  const { identity, problems } = identityOf(cache, options, [
    ...nameProblems(name),
    ...prefixProblems(keyPrefix),
    ...accounts.filter((account) => !isAccount(account)).map(notAnAccount),
    ...takenProblems(construct, name),
    ...parameterProblems(construct, name),
  ]);
  if (identity === undefined || problems.length > 0) throw new InvalidCacheError(construct.node.path, problems);

  const link = linkOf(cache, identity, construct, options);
  take(construct, name, construct);
  const shared = accounts.length > 0;
  const parameter = linkParameter(construct, name, link, {
    description: `How clients connect to the cache ${construct.node.path}`.slice(0, 1024),
    tier: shared ? 'Advanced' : 'Standard',
  });
  if (shared) {
    // By its type: the module of AWS RAM would be loaded by every app, for the few that share a link.
    const share = new CfnResource(construct, `Share-${name}`, {
      type: 'AWS::RAM::ResourceShare',
      properties: {
        Name: Names.uniqueResourceName(parameter.resource, { maxLength: 60, separator: '-' }),
        Principals: [...new Set(accounts)],
        ResourceArns: [parameter.arn],
      },
    });
    // The ARN is made of names: without this, parameter and share would be made at the same time.
    share.node.addDependency(parameter.resource);
  }
  return new Connection({
    name,
    link,
    environment: linkEnvironment(name, link),
    user: identity.user,
    secret: identity.secret,
    parameterName: parameter.name,
    parameterArn: parameter.arn,
  });
}

function isAccount(account: string): boolean {
  return Token.isUnresolved(account) || /^\d{12}$/.test(account);
}

function notAnAccount(account: string): string {
  return `'accounts' needs ids of 12 digits, got '${account}'; take the id of the account (https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-shared-parameters.html)`;
}
