import type { ConnectionOptions } from 'node:tls';
import type { AwsCredentialProvider } from '../aws/aws-credentials';
import type { CacheDriver } from '../drivers/driver';
import type { OpenTelemetry } from '../metrics/open-telemetry';
import type { WrapMode } from '../pg/wrap-context';

/** What the cache is used for. Writes are told to it in every mode. */
export type Mode = WrapMode;

/** The package that speaks to the cache. */
export type CacheClient = 'ioredis' | 'node-redis' | 'valkey-glide';

/** How a `CacheTier` works. Every default is meant for production. */
export interface CacheTierOptions {
  /**
   * What the cache is used for, from the start; `tier.mode` changes it.
   *
   * @default - the environment variable CACHE_TIER_MODE, or else `on`
   */
  readonly mode?: Mode;
  /**
   * The name of the application. Applications with different names do not share entries; they share invalidation.
   *
   * @default 'app'
   */
  readonly application?: string;
  /** Another version finds no entry of this one: for a change in what cached values look like. @default '1' */
  readonly schemaVersion?: string;
  /** The client package, which the application installs. @default 'ioredis' */
  readonly client?: CacheClient;
  /** Options for TLS, such as `ca`. @default - those of Node.js */
  readonly tls?: ConnectionOptions;
  /** Where AWS credentials come from. @default - the environment variables, or else the chain of the AWS SDK */
  readonly credentials?: AwsCredentialProvider;
  /** Reads a secret by its ARN. @default - `@aws-sdk/client-secrets-manager` does */
  readonly readSecret?: (arn: string) => Promise<string>;
  /** Milliseconds that a read may wait for the cache. @default 40 */
  readonly deadlineMs?: number;
  /** Milliseconds that a write may wait for the cache: once before and once after it. @default 50 */
  readonly writeDeadlineMs?: number;
  /** Whether a write is refused that the cache does not acknowledge, before it is committed. @default false */
  readonly strictWrites?: boolean;
  /** Milliseconds after which another process may load what the first one has not brought. @default 5,000 */
  readonly leaseMs?: number;
  /** Milliseconds that a caller waits for the load of another process. @default 5,000 */
  readonly waitMs?: number;
  /** By how much a time to live is shortened at random, as a share of it. @default 0.1 */
  readonly jitter?: number;
  /** How eagerly an entry is renewed before its time, in multiples of the time its load took; 0 for never. @default 1 */
  readonly earlyFactor?: number;
  /** Bytes from which on an entry is compressed. @default 8,192 */
  readonly compressFrom?: number;
  /** Bytes that an entry may have before compression. @default 1,048,576 */
  readonly maxBytes?: number;
  /** 32 bytes by which entries are encrypted (AES-256-GCM). @default - they are not */
  readonly encryptionKey?: Buffer;
  /**
   * A secret from which the names of entries and rows are made, so that nobody guesses a parameter from a key. It has to
   * be the same in all applications that use a database.
   *
   * @default - made from the identity of the database, which the cache does not know
   */
  readonly hashKey?: string;
  /** Milliseconds that a table stays uncached after the process died that was writing it. @default 30,000 */
  readonly intentMs?: number;
  /** Milliseconds that a table stays uncached after a write of unknown outcome. @default 60,000 */
  readonly uncertainMs?: number;
  /** In mode `verify`: the share of hits that is compared with the database, from 0 to 1. @default 0.01 */
  readonly verifyShare?: number;
  /** Milliseconds after which the schema of a database is looked at again. @default 30,000 */
  readonly schemaRefreshMs?: number;
  /** Whether work may go on after an answer was given. @default - not in AWS Lambda, which freezes it */
  readonly background?: boolean;
  /**
   * Told of each problem that does not reach a caller, such as no credential or no connection; of the same one once a
   * minute.
   *
   * @default - nobody is
   */
  readonly onProblem?: (error: Error) => void;
  /** The API of OpenTelemetry, for counts and spans: `import * as api from '@opentelemetry/api'`. @default - none */
  readonly openTelemetry?: OpenTelemetry;
  /** A driver of your own. @default - one over `client` */
  readonly driver?: CacheDriver;
}

const CLIENTS: readonly string[] = ['ioredis', 'node-redis', 'valkey-glide'];

/** An option that has no meaning. */
export class CacheTierOptionError extends TypeError {
  public override readonly name = 'CacheTierOptionError';
  public readonly code = 'ERR_CACHE_TIER_OPTION';
}

/** Every default is meant for production. */
export const TIER_DEFAULTS = {
  mode: 'on',
  application: 'app',
  schemaVersion: '1',
  client: 'ioredis',
  verifyShare: 0.01,
  schemaRefreshMs: 30_000,
} as const satisfies CacheTierOptions;

const ABOVE_ZERO = [
  ...['deadlineMs', 'writeDeadlineMs', 'leaseMs', 'waitMs', 'intentMs', 'uncertainMs', 'schemaRefreshMs'],
  ...['maxBytes', 'compressFrom'],
] as (keyof CacheTierOptions)[];
const SHARES = ['jitter', 'verifyShare'] as const;

/** @throws CacheTierOptionError for an option that has no meaning */
export function checkOptions(options: CacheTierOptions): void {
  if (options.client !== undefined) oneOf(CLIENTS, options.client, "'client'");
  for (const name of ABOVE_ZERO) {
    need(
      name,
      'a number above 0',
      options[name],
      (value) => typeof value === 'number' && value > 0 && value < Infinity,
    );
  }
  for (const name of SHARES) {
    need(name, 'a number from 0 to 1', options[name], (value) => typeof value === 'number' && value >= 0 && value <= 1);
  }
  const { encryptionKey, hashKey, earlyFactor } = options;
  need('earlyFactor', 'a number of 0 or more', earlyFactor, (value) => Number.isFinite(value) && Number(value) >= 0);
  if (encryptionKey !== undefined && !(Buffer.isBuffer(encryptionKey) && encryptionKey.length === 32)) {
    // The key itself stands in no message.
    throw new CacheTierOptionError("'encryptionKey' needs a Buffer of 32 bytes");
  }
  if (hashKey === '') throw new CacheTierOptionError("'hashKey' needs a text");
  for (const name of ['application', 'schemaVersion'] as const) {
    // Braces in a key decide where it lies in a cluster.
    need(name, 'a text without braces', options[name], (value) => /^[^{}]+$/.test(`${value}`));
  }
}

function need(name: string, what: string, value: unknown, holds: (value: unknown) => boolean): void {
  if (value !== undefined && !holds(value))
    throw new CacheTierOptionError(`'${name}' needs ${what}, got ${shown(value)}`);
}

/** @throws CacheTierOptionError for a value that is none of those */
export function oneOf(allowed: readonly string[], value: unknown, source: string): string {
  if (allowed.includes(value as string)) return value as string;
  throw new CacheTierOptionError(`${source} needs to be one of ${allowed.join(', ')}, got ${shown(value)}`);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : `${value}`;
}
