import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Credentials } from 'aws-cdk-lib/aws-rds';
import { Duration, SecretValue, Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';

/** The name of the master user; that which everybody tries first is another. */
const DEFAULT_USER = 'dbowner';

/** A master secret of any kind. */
export interface ManagedCredentialsOptions {
  /**
   * The name of the master user. A later change replaces the database.
   *
   * @default 'dbowner'
   */
  readonly username?: string;
  /**
   * The key that encrypts the secret.
   *
   * @default - the key of Secrets Manager
   */
  readonly encryptionKey?: IKey;
}

/** A master secret that this app makes and rotates. */
export interface GeneratedCredentialsOptions extends ManagedCredentialsOptions {
  /**
   * How often it is rotated, in whole days, 1 to 1000.
   *
   * @default Duration.days(30)
   */
  readonly every?: Duration;
}

/**
 * The user that owns a database, and its password. To change from one kind to the other is done in place, and gives the
 * clients another secret.
 */
export class MasterCredentials {
  /**
   * RDS makes the secret and rotates it every 7 days. It needs no function and no way to Secrets Manager; the secret goes
   * with the database. Not for read replicas, Blue/Green deployments and Global Databases.
   *
   * @throws InvalidCacheError if the name of the user cannot be one
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
   */
  public static managed(options: ManagedCredentialsOptions = {}): MasterCredentials {
    const problems = nameProblems(options.username);
    if (problems.length > 0) throw new InvalidCacheError('MasterCredentials.managed', problems);
    return new MasterCredentials(true, options);
  }

  /**
   * A secret of this app, rotated by a function that `aws-rds` brings, in the subnets of the database. The function has to
   * reach Secrets Manager: by a way out, or by an interface endpoint.
   *
   * @throws InvalidCacheError if the name of the user cannot be one, or `every` is no time between rotations
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_turn-on-for-db.html
   */
  public static generated(options: GeneratedCredentialsOptions = {}): MasterCredentials {
    const problems = [...nameProblems(options.username), ...timeProblems(options.every)];
    if (problems.length > 0) throw new InvalidCacheError('MasterCredentials.generated', problems);
    return new MasterCredentials(false, options, options.every ?? Duration.days(30));
  }

  /** The name of the master user. */
  public readonly username: string;
  /** The key that encrypts the secret; undefined for the key of Secrets Manager. */
  public readonly encryptionKey?: IKey;

  private constructor(
    /** Whether RDS makes the secret. */
    public readonly isManaged: boolean,
    options: ManagedCredentialsOptions,
    /** How often this app rotates it; undefined if RDS does. */
    public readonly every?: Duration,
  ) {
    this.username = options.username ?? DEFAULT_USER;
    this.encryptionKey = options.encryptionKey;
  }

  /**
   * What `aws-rds` is given. A managed secret is an affair of the L1, because the oldest release that this library works
   * with knows no other way: the password that stands here is taken out again.
   *
   * @internal
   */
  public _render(): Credentials {
    const { username, encryptionKey } = this;
    if (!this.isManaged) return Credentials.fromGeneratedSecret(username, { encryptionKey });
    return Credentials.fromPassword(username, SecretValue.unsafePlainText('managed by RDS'));
  }
}

function nameProblems(username: string | undefined): string[] {
  if (username === undefined || Token.isUnresolved(username)) return [];
  if (/^rds/i.test(username) || !/^[a-z]\w{0,15}$/i.test(username)) {
    return [
      `'username' needs letters, digits and '_', a letter first, at most 16, and not 'rds' first, got '${username}'; choose another name, or leave it out (https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html)`,
    ];
  }
  return [];
}

function timeProblems(every: Duration | undefined): string[] {
  const days = every?.toDays({ integral: false });
  if (days === undefined || Token.isUnresolved(days) || (Number.isInteger(days) && days >= 1 && days <= 1000))
    return [];
  return [
    `'every' needs whole days, 1 to 1000, got ${days} days; choose Duration.days(n) (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html)`,
  ];
}
