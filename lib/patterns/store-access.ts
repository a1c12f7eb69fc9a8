import { Token } from 'aws-cdk-lib/core';
import { AuthKind, KeySpace, LinkField } from 'cache-tier/link';
import { Access } from '../access/access';
import { AccessString } from '../access/access-string';
import { CommandCategory } from '../access/command-category';
import type { ICache } from '../cache/cache';
import type { ConnectOptions } from '../connect/connection';

const { ADMIN, ALL, CONNECTION, DANGEROUS, HASH, SET, SORTEDSET, STRING, TRANSACTION } = CommandCategory;

/** What a client of a store may do: a name for it, and its commands on some keys. */
export interface StoreAccess {
  /** The name of the access, on which the id of the user depends. */
  readonly name: string;
  /** What its keys begin with, where the connection has no key prefix. */
  readonly keySpaces: readonly KeySpace[];
  /** Its commands on these keys. */
  readonly on: (keys: string[]) => AccessString;
}

/** What a store of sessions sends. */
export const SESSION_ACCESS: StoreAccess = {
  name: 'sessions',
  keySpaces: [KeySpace.SESSIONS],
  on: (keys) => AccessString.sessionStore({ keys }),
};

/**
 * What leaderboards and sets send: sorted sets, sets, and what stands beside them. The categories come first, because
 * those of sets have `sort`, a dangerous command that reads other keys than it names.
 */
export const LEADERBOARD_ACCESS: StoreAccess = {
  name: 'leaderboard',
  keySpaces: [KeySpace.BOARDS, KeySpace.SETS],
  on: (keys) =>
    AccessString.on()
      .keys(...keys)
      .denyCategories(ALL)
      .allowCategories(SORTEDSET, SET, HASH, STRING, TRANSACTION, CONNECTION)
      .denyCategories(ADMIN, DANGEROUS)
      .allow('info', 'time', 'cluster|slots', 'cluster|shards', 'cluster|nodes')
      .allow('del', 'unlink', 'exists', 'type', 'rename', 'eval', 'evalsha', 'script|load')
      .allow('expire', 'pexpire', 'expireat', 'pexpireat', 'persist', 'ttl', 'pttl'),
};

/**
 * The access of a client that states none: the commands of the store, on its keys alone. Nothing where the cache has no
 * users, or the client is one already.
 */
export function accessOf(store: StoreAccess, cache: ICache, options: ConnectOptions): Access | undefined {
  const { access, user, keyPrefix } = options;
  if (access !== undefined || user !== undefined || !hasUsers(cache)) return access;
  if (keyPrefix === undefined) return Access.of(store.name, store.on(store.keySpaces.map((space) => `${space}*`)));
  return Access.of(nameWith(store.name, keyPrefix), store.on([`${literally(keyPrefix)}*`]));
}

function hasUsers({ link }: ICache): boolean {
  const auth = link[LinkField.AUTH];
  return auth === AuthKind.IAM || auth === AuthKind.PASSWORD;
}

/** Two prefixes are two users: the name has what a name of an access may have. */
function nameWith(name: string, keyPrefix: string): string {
  if (Token.isUnresolved(keyPrefix)) return name;
  const slug = keyPrefix
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${name}-${slug}`.slice(0, 20).replace(/-$/, '');
}

/** A pattern that means the prefix itself: `?` is any one character. */
function literally(keyPrefix: string): string {
  return Token.isUnresolved(keyPrefix) ? keyPrefix : keyPrefix.replaceAll(/[\s*?[\]\\]/g, '?');
}
