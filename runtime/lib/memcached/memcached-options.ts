import type { ConnectionOptions } from 'node:tls';
import type { CredentialOptions } from '../aws/credential-source';
import { MemcachedError } from '../wire/memcached-error';

/** How a client uses its nodes. */
export interface MemcachedOptions {
  /** Milliseconds that a command may take. Whoever is late is not asked until it answers again. @default 500 */
  readonly deadlineMs?: number;
  /**
   * What happens while a node cannot be asked.
   *
   * - `miss`: its keys are not there for `get` and `getMany`; all else fails. Nothing that is read is ever older than what
   *   was written last, as long as the writes are told to the node.
   * - `error`: reads fail as well.
   * - `next`: its keys are kept on the next node until it is back. More hits; but what was written there, or removed there,
   *   is not known to the node when it is back: what it held before is read again.
   *
   * @default 'miss'
   */
  readonly deadNodes?: 'miss' | 'error' | 'next';
  /** Bytes of an item at most, as `-I` of the servers says, with its key and about 60 bytes of its own. @default 1048576 */
  readonly maxItemBytes?: number;
  /** Sockets to each node. One is the fastest; another one helps where large values hold up small ones. @default 1 */
  readonly connectionsPerNode?: number;
  /** Keys with the same part in braces lie on the same node, as in a Redis cluster. @default false, as in libmemcached */
  readonly hashTags?: boolean;
  /** Options of Node.js for TLS, if the link says TLS. @default - the authorities of Node.js */
  readonly tls?: ConnectionOptions;
  /** For one attempt to connect, in milliseconds. @default 2000 */
  readonly connectTimeoutMs?: number;
  /** Told of each reason why a node cannot be used, or the nodes are not known. @default - nobody is */
  readonly onProblem?: (error: Error) => void;
  /** Where AWS credentials come from, for a secret. @default - the environment variables, or else the chain of the AWS SDK */
  readonly credentials?: CredentialOptions['credentials'];
  /** Reads a secret by its ARN. @default - `@aws-sdk/client-secrets-manager` does */
  readonly readSecret?: CredentialOptions['readSecret'];
}

/** What is needed to read the link. */
export interface MemcachedEnvironmentOptions extends MemcachedOptions {
  /** The name of the connection, as given to `connect` of the construct. @default 'cache' */
  readonly connection?: string;
  /** Where the variables stand. @default process.env */
  readonly environment?: { readonly [variable: string]: string | undefined };
}

export type MemcachedSettings = Required<
  Pick<MemcachedOptions, 'deadlineMs' | 'deadNodes' | 'maxItemBytes' | 'connectionsPerNode' | 'hashTags'>
>;

const DEFAULTS: MemcachedSettings = {
  deadlineMs: 500,
  deadNodes: 'miss',
  maxItemBytes: 1_048_576,
  connectionsPerNode: 1,
  hashTags: false,
};

const DEAD_NODES = ['miss', 'error', 'next'];

/** @throws MemcachedError ERR_CACHE_TIER_OPTION for an option that has no meaning */
export function memcachedSettings(options: MemcachedOptions): MemcachedSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: MemcachedSettings = { ...DEFAULTS, ...Object.fromEntries(given) };
  const { deadlineMs, deadNodes, maxItemBytes, connectionsPerNode } = settings;
  const { connectTimeoutMs } = options;
  const wrong = (name: string, needs: string, got: unknown) =>
    new MemcachedError('ERR_CACHE_TIER_OPTION', `'${name}' needs ${needs}, got ${got}`);
  const isTime = (ms: number) => ms > 0 && ms <= 2 ** 31 - 1;
  if (!isTime(deadlineMs)) throw wrong('deadlineMs', 'a number of milliseconds above 0', deadlineMs);
  if (connectTimeoutMs !== undefined && !isTime(connectTimeoutMs)) {
    throw wrong('connectTimeoutMs', 'a number of milliseconds above 0', connectTimeoutMs);
  }
  if (!DEAD_NODES.includes(deadNodes)) throw wrong('deadNodes', `to be one of ${DEAD_NODES.join(', ')}`, deadNodes);
  if (!(Number.isInteger(maxItemBytes) && maxItemBytes >= 1024)) {
    throw wrong('maxItemBytes', 'a whole number of 1024 or more', maxItemBytes);
  }
  if (!(Number.isInteger(connectionsPerNode) && connectionsPerNode >= 1 && connectionsPerNode <= 64)) {
    throw wrong('connectionsPerNode', 'a whole number from 1 to 64', connectionsPerNode);
  }
  return settings;
}
