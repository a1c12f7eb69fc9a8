import { Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';

/**
 * Commands that belong together, as the engine groups them. A command is in several of them.
 *
 * @see https://valkey.io/topics/acl/
 */
export class CommandCategory {
  /** Every command, those of tomorrow included. */
  public static readonly ALL = new CommandCategory('all');
  /** To operate the server: `config`, `monitor`, `cluster|failover`. All of it is in `DANGEROUS` as well. */
  public static readonly ADMIN = new CommandCategory('admin');
  /** On bitmaps. */
  public static readonly BITMAP = new CommandCategory('bitmap');
  /** Which may keep the client waiting: `blpop`. */
  public static readonly BLOCKING = new CommandCategory('blocking');
  /** On Bloom filters. Needs Valkey 8.1. */
  public static readonly BLOOM = new CommandCategory('bloom');
  /** On the connection: `auth`, `hello`, `ping`, `select`, `client`. */
  public static readonly CONNECTION = new CommandCategory('connection');
  /** Which can harm, block or spy on others: `flushall`, `keys`, `sort`, `info`, `client|kill`. */
  public static readonly DANGEROUS = new CommandCategory('dangerous');
  /** Which take the same time whatever the data. */
  public static readonly FAST = new CommandCategory('fast');
  /** On places. */
  public static readonly GEO = new CommandCategory('geo');
  /** On hashes. */
  public static readonly HASH = new CommandCategory('hash');
  /** On HyperLogLogs. */
  public static readonly HYPERLOGLOG = new CommandCategory('hyperloglog');
  /** On JSON documents. Needs Redis OSS 6.2 or Valkey 7.2. */
  public static readonly JSON = new CommandCategory('json');
  /** On keys of any type: `del`, `expire`, `scan`, and the dangerous `flushall` and `keys`. */
  public static readonly KEYSPACE = new CommandCategory('keyspace');
  /** On lists. */
  public static readonly LIST = new CommandCategory('list');
  /** To publish and to subscribe. */
  public static readonly PUBSUB = new CommandCategory('pubsub');
  /** Which read keys. */
  public static readonly READ = new CommandCategory('read');
  /** Scripts and functions. What a script calls, the user must be allowed too. */
  public static readonly SCRIPTING = new CommandCategory('scripting');
  /** On search indexes. Needs Valkey 8.2. */
  public static readonly SEARCH = new CommandCategory('search');
  /** On sets. */
  public static readonly SET = new CommandCategory('set');
  /** Which are not `FAST`. */
  public static readonly SLOW = new CommandCategory('slow');
  /** On sorted sets. */
  public static readonly SORTEDSET = new CommandCategory('sortedset');
  /** On streams. */
  public static readonly STREAM = new CommandCategory('stream');
  /** On strings. */
  public static readonly STRING = new CommandCategory('string');
  /** `multi`, `exec`, `watch`. */
  public static readonly TRANSACTION = new CommandCategory('transaction');
  /** Which write keys. */
  public static readonly WRITE = new CommandCategory('write');

  /**
   * A category that the engine has got since this library was released.
   *
   * @param name without the `@`
   * @throws InvalidCacheError if it is more than letters, digits, hyphens and underscores
   */
  public static of(name: string): CommandCategory {
    if (!Token.isUnresolved(name) && !/^[a-z][a-z0-9_-]*$/i.test(name)) {
      throw new InvalidCacheError('CommandCategory.of', [
        `'name' needs letters, digits, hyphens and underscores, got '${name}'; write the category without '@'`,
      ]);
    }
    return new CommandCategory(name);
  }

  private constructor(
    /** Its name, without the `@`. */
    public readonly name: string,
  ) {}

  /** The category as the language writes it, such as `@read`. */
  public toString(): string {
    return `@${this.name}`;
  }
}
