import type { Stack } from 'aws-cdk-lib/core';
import { AuthKind, DEFAULT_DATABASE_CONNECTION, LINK_VERSION, type Link, LinkField } from 'cache-tier/link';
import { linkParameter } from '../connect/link-parameter';
import type { IDatabase } from '../database/database';
import type { CachedDatabase } from '../patterns/cached-database';
import { linkRules } from '../patterns/caching-rule';
import { secondsText } from '../patterns/time-to-live';
import { type OwnCache, publish, publishCache } from './published-address';

/**
 * Says where a database and its cache are, and links both, for applications that this app does not have.
 *
 * @param iamUser as whom they connect to the database; undefined for the secret of its master user
 */
export function publishCachedDatabase(stack: Stack, cachedDatabase: CachedDatabase, iamUser?: string): void {
  publishCaching(stack, cachedDatabase, iamUser);
  const { endpoint, readerEndpoint, secret, link } = cachedDatabase.database;
  const say = (id: string, name: string, value: string | undefined) =>
    value === undefined ? undefined : publish(stack, `Database${id}`, `database-${name}`, value);
  say('Endpoint', LinkField.ENDPOINT, endpoint.hostname);
  say('ReaderEndpoint', LinkField.READER_ENDPOINT, readerEndpoint?.hostname);
  say('Port', LinkField.PORT, link[LinkField.PORT]);
  say('SecretArn', LinkField.SECRET_ARN, secret?.secretArn);
  publishDatabaseGroup(stack, cachedDatabase.database);
}

/** Says which security group lets clients of a database in. */
export function publishDatabaseGroup(stack: Stack, { connections }: IDatabase): void {
  const [{ securityGroupId }] = connections.securityGroups;
  publish(stack, 'DatabaseSecurityGroup', `database-${LinkField.SECURITY_GROUP}`, securityGroupId);
}

/** The same for a database that exists already: who deploys the stack knows where it is. */
export function publishCaching(
  stack: Stack,
  { cache, database, rules, invalidation }: CachedDatabase,
  iamUser?: string,
): void {
  // The stack gives no cache that exists already.
  const own = cache as OwnCache;
  own.publishLink({
    settings: {
      [LinkField.INVALIDATION]: invalidation.kind,
      [LinkField.MAX_TTL]: secondsText(invalidation.maxTtl),
      ...(rules.length > 0 && { [LinkField.RULES]: linkRules(own, rules) }),
    },
  });
  publishCache(stack, own);
  const link = { [LinkField.VERSION]: String(LINK_VERSION), ...database.link, ...identityOf(database, iamUser) };
  linkParameter(database, DEFAULT_DATABASE_CONNECTION, link, {
    description: `How clients connect to the database ${database.node.path}`.slice(0, 1024),
    tier: 'Standard',
  });
}

function identityOf({ secret }: IDatabase, iamUser: string | undefined): Link {
  if (iamUser !== undefined) return { [LinkField.AUTH]: AuthKind.IAM, [LinkField.USER]: iamUser };
  if (secret === undefined) return {};
  return { [LinkField.AUTH]: AuthKind.PASSWORD, [LinkField.SECRET_ARN]: secret.secretArn };
}
