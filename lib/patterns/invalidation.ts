import type { Duration } from 'aws-cdk-lib/core';
import { InvalidationKind } from 'cache-tier/link';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { secondsProblems } from './time-to-live';

/** How old a cached answer may be. */
export interface InvalidationOptions {
  /** What any cached answer lives at most, whatever a rule or the application says; whole seconds, at most 180 days. */
  readonly maxTtl: Duration;
}

/**
 * How cached answers follow the database that they were read from. A choice without a default: only who knows the writers
 * of the database can make it. A strategy that reads the changes of the database itself will be a further factory.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Strategies.html
 */
export class Invalidation {
  /**
   * By time alone. Nothing is dropped when the database changes: an answer is as old as `maxTtl` at most, whoever writes.
   *
   * @throws InvalidCacheError if the time is not whole seconds, 1 or more and at most 180 days
   */
  public static ttl(options: InvalidationOptions): Invalidation {
    return new Invalidation('ttl', InvalidationKind.TTL, options.maxTtl);
  }

  /**
   * By writes through the pool that `cache-tier` wraps: a committed write drops what it changes at once. `maxTtl` bounds how
   * long an answer can miss what others write, such as a migration, a job in another language or a person with a console.
   * Needs PostgreSQL, because node-postgres is what the library wraps.
   *
   * @throws InvalidCacheError if the time is not whole seconds, 1 or more and at most 180 days
   */
  public static onWrites(options: InvalidationOptions): Invalidation {
    return new Invalidation('onWrites', InvalidationKind.WRITES, options.maxTtl);
  }

  private constructor(
    /** The name of the factory that made it. */
    private readonly factory: string,
    /** How it is called in the environment of the application. */
    public readonly kind: InvalidationKind,
    /** What any cached answer lives at most. */
    public readonly maxTtl: Duration,
  ) {
    const problems = secondsProblems('maxTtl', maxTtl, 'Duration.minutes(5)');
    if (problems.length > 0) throw new InvalidCacheError(`Invalidation.${factory}`, problems);
  }

  /** As it is written in code. */
  public toString(): string {
    return `Invalidation.${this.factory}()`;
  }
}
