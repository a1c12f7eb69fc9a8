/**
 * What infrastructure and application agree on. It is versioned, and only ever grows: an application that was built
 * against an older version works with a newer construct. It imports nothing.
 */

/** The version of this contract. */
export const LINK_VERSION = 1;

/** The name of a connection to a cache that is given none. */
export const DEFAULT_CONNECTION = 'cache';

/** The name of a connection to a database that is given none. */
export const DEFAULT_DATABASE_CONNECTION = 'database';

/** The name of a connection to a store of sessions that is given none. */
export const DEFAULT_SESSIONS_CONNECTION = 'sessions';

/** The name of a connection to a leaderboard that is given none. */
export const DEFAULT_LEADERBOARD_CONNECTION = 'leaderboard';

/** The field of a secret that holds the password or the AUTH token, where the secret is a JSON object. */
export const SECRET_PASSWORD = 'password';

/**
 * What an application can be told of a cache, or of a database. Every value is a string; one that does not apply is left
 * out.
 */
export enum LinkField {
  /** The version of the contract that the construct wrote. */
  VERSION = 'version',
  /** `valkey`, `redis` or `memcached`; of a database what its clients speak: `postgres`, `mysql` or `mariadb`. */
  ENGINE = 'engine',
  /** The host to connect to. */
  ENDPOINT = 'endpoint',
  /** The host to read from; it may lag behind. */
  READER_ENDPOINT = 'reader-endpoint',
  /** The port, the same for both. */
  PORT = 'port',
  /** `true` if clients connect by TLS. */
  TLS = 'tls',
  /** `true` if clients have to speak the cluster protocol. */
  CLUSTER_MODE = 'cluster-mode',
  /** How clients prove who they are, one of `AuthKind`. */
  AUTH = 'auth',
  /** The name of the user to connect as. */
  USER = 'user',
  /** The ARN of the secret with the password or the AUTH token. */
  SECRET_ARN = 'secret-arn',
  /** What every key of this client begins with. */
  KEY_PREFIX = 'key-prefix',
  /** The ARN of the cache: its Region and name are what an IAM token is signed for. */
  ARN = 'arn',
  /** The security group that lets clients in. */
  SECURITY_GROUP = 'security-group',
  /** The field of the secret that holds it, where it is another one than `SECRET_PASSWORD`. */
  SECRET_FIELD = 'secret-field',
  /** The name of the database that clients open; only of a database. */
  DATABASE = 'database',
  /** What is cached of a database, as JSON: a list of `LinkRule`. */
  RULES = 'rules',
  /** How entries follow the database, one of `InvalidationKind`. */
  INVALIDATION = 'invalidation',
  /** Seconds to live of what the application gives no time, such as a session. */
  TTL = 'ttl',
  /** Seconds that anything lives at most, whatever the application says. */
  MAX_TTL = 'max-ttl',
  /** The nodes of a Memcached cluster that says nothing of them itself, as `host:port,host:port`. */
  NODES = 'nodes',
}

/** How cached answers follow the database that they were read from. */
export enum InvalidationKind {
  /** They do not: an answer is as old as its time to live at most. */
  TTL = 'ttl',
  /** Every write through a wrapped pool drops what it changes; the time to live bounds what other writers change. */
  WRITES = 'writes',
}

/** What is cached of some tables. */
export interface LinkRule {
  /** The tables, as `schema.name`, or `name` for one in any schema. */
  readonly tables: readonly string[];
  /** Seconds to live. */
  readonly ttl: number;
  /** Seconds after that in which an answer may be given while it is renewed. */
  readonly stale?: number;
}

/** What every key of a kind begins with, where the connection has no key prefix. Access strings speak of it. */
export enum KeySpace {
  SESSIONS = 'session:',
  BOARDS = 'board:',
  SETS = 'set:',
}

/** How a client proves who it is. */
export enum AuthKind {
  /** By a token that it signs with its IAM role. */
  IAM = 'iam',
  /** By the one token of the cache. */
  AUTH_TOKEN = 'auth-token',
  /** By the password of its user. */
  PASSWORD = 'password',
  /** By SASL PLAIN with user and password; only of Memcached that is run by oneself. */
  SASL = 'sasl',
  /** By memcached's own authentication in its text protocol; only of Memcached that is run by oneself. */
  ASCII = 'ascii',
  /** Not at all. */
  NONE = 'none',
}

/** What an application is told of one cache. */
export type Link = { readonly [field in LinkField]?: string };

/** The environment variables of the functions that rotate secrets. */
export enum RotationVariable {
  /** The ARN of the one secret that the function may rotate. */
  SECRET_ARN = 'SECRET_ARN',
  /** The field of the secret that is rotated; without it the secret is one plain string. */
  SECRET_FIELD = 'SECRET_FIELD',
  /** The id of the replication group whose AUTH token is rotated. */
  REPLICATION_GROUP_ID = 'REPLICATION_GROUP_ID',
  /** The id of the user whose password is rotated. */
  USER_ID = 'USER_ID',
  /** The name of the user whose password is rotated. */
  USER_NAME = 'USER_NAME',
  /** The host on which a credential is tried. */
  ENDPOINT = 'ENDPOINT',
  /** Its port. */
  PORT = 'PORT',
  /** `at-next-rotation` or `immediately`: when the previous credential stops working. */
  RETIRE_PREVIOUS = 'RETIRE_PREVIOUS',
}

/**
 * The environment of an application, for a link.
 *
 * @param connection the name of the connection: two caches on one function have two names
 */
export function linkEnvironment(connection: string, link: Link): { [variable: string]: string } {
  const fields = Object.entries(link).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields.map(([field, value]) => [linkVariable(connection, field as LinkField), value]));
}

/** The environment variable that holds a field: `CACHE_TIER_CACHE_READER_ENDPOINT`. */
export function linkVariable(connection: string, field: LinkField): string {
  return `CACHE_TIER_${connection}_${field}`.replaceAll('-', '_').toUpperCase();
}

/**
 * Reads a link from an environment. What it does not know it leaves alone: a newer construct may have written more.
 *
 * @param connection the name of the connection
 * @returns undefined if neither the version nor the endpoint of that connection is set
 * @throws LinkError if the endpoint is missing
 */
export function readLink(
  connection: string,
  environment: { readonly [variable: string]: string | undefined },
): Link | undefined {
  const variables = Object.values(LinkField).map((field) => [field, environment[linkVariable(connection, field)]]);
  const link: Link = Object.fromEntries(variables.filter(([, value]) => value !== undefined && value !== ''));
  // The reader endpoint of `a` is the endpoint of `a-reader`: alone it says nothing.
  if (link[LinkField.VERSION] === undefined && link[LinkField.ENDPOINT] === undefined) return undefined;
  return complete(link, `the variable ${linkVariable(connection, LinkField.ENDPOINT)}`);
}

/**
 * Reads a link from the content of an SSM parameter, and leaves alone what it does not know.
 *
 * @throws LinkError if it is no JSON object, has no endpoint, or a field is no text
 */
export function parseLink(json: string): Link {
  const read = parsed(json);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    throw new LinkError('a link needs to be a JSON object');
  }
  const fields = Object.values(LinkField).map((field) => [field, (read as Record<string, unknown>)[field]] as const);
  const wrong = fields.find(([, value]) => value !== undefined && typeof value !== 'string');
  if (wrong !== undefined) throw new LinkError(`the field '${wrong[0]}' of a link needs to be a text`);
  const link: Link = Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== ''));
  return complete(link, `the field '${LinkField.ENDPOINT}'`);
}

/**
 * Reads a field that is `true` or `false`: false if it is absent.
 *
 * @throws LinkError for what says neither: `yes` must not be a connection in the clear
 */
export function linkFlag(link: Link, field: LinkField): boolean {
  const flag = link[field] ?? 'false';
  if (flag === 'true' || flag === 'false') return flag === 'true';
  throw new LinkError(`the field '${field}' of a link needs to be 'true' or 'false', got ${JSON.stringify(flag)}`);
}

/** A link that cannot be used. */
export class LinkError extends Error {
  public override readonly name = 'LinkError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_LINK';
}

function complete(link: Link, place: string): Link {
  if (link[LinkField.ENDPOINT] === undefined) throw new LinkError(`a link needs an endpoint, but ${place} is not set`);
  return link;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new LinkError('a link needs to be a JSON object', { cause });
  }
}

/**
 * The name of the SSM parameter under which something is published: a whole link as a JSON object, or one field.
 *
 * @param owner who publishes it, such as the name of a stack
 * @param name what is published: the name of a connection, or a field
 */
export function linkParameterName(owner: string, name: string): string {
  return `/cache-tier/${owner}/${name}`;
}
