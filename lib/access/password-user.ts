import { CfnUser } from 'aws-cdk-lib/aws-elasticache';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Aws, Resource, Stack } from 'aws-cdk-lib/core';
import { AuthKind, RotationVariable, SECRET_PASSWORD } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { Engine } from '../catalog/engine-version';
import { enforce } from '../policy/enforce';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import type { RotationOptions } from '../rotation/rotation-options';
import type { RotationTarget } from '../rotation/rotation-target';
import { SecretRotation } from '../rotation/secret-rotation';
import { AccessString } from './access-string';
import { USER_WORDS } from './access-words';
import { type GeneratedSecretOptions, generatedSecret } from './generated-secret';
import type { UserOptions } from './iam-user';
import type { IUser } from './user';
import { accessArn, givenId, uniqueId } from './user-id';

/** What can be said about a user with a password. */
export interface PasswordUserProps extends UserOptions, GeneratedSecretOptions {
  /**
   * The name with which the client connects; unique in each group. CloudFormation refuses a later change, because the id
   * stays: make another user.
   *
   * @default - the id
   */
  readonly userName?: string;
  /**
   * A secret that exists: a JSON object with the field `password`. It stands without what is said of a generated one.
   *
   * @default - a secret is generated
   */
  readonly secret?: ISecret;
  /**
   * Whether the user has a second generated password, for clients that are moved from one to the other by hand. A user
   * with two cannot be rotated, which needs the place of the second.
   *
   * @default false
   */
  readonly secondPassword?: boolean;
}

/** What is known of a user with a password that exists already. */
export interface PasswordUserAttributes {
  /** Its id. */
  readonly userId: string;
  /**
   * The name with which the client connects.
   *
   * @default - the id
   */
  readonly userName?: string;
  /**
   * The secret with its password: a JSON object with the field `password`.
   *
   * @default - not known: nobody can be connected as this user
   */
  readonly secret?: ISecret;
}

/**
 * A user with a generated password in a secret. Where the engine can, an `IamUser` is better: it has nothing to lose.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
export class PasswordUser extends Resource implements IUser {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.PasswordUser';

  /**
   * A user with a password that exists already.
   *
   * @throws InvalidCacheError if no user can have that id
   */
  public static fromPasswordUserAttributes(scope: Construct, id: string, attributes: PasswordUserAttributes): IUser {
    class Import extends Resource implements IUser {
      public readonly userId = givenId(this, 'userId', attributes.userId);
      public readonly userName = attributes.userName ?? this.userId;
      public readonly userArn = accessArn(this, 'user', this.userId);
      public readonly userRef = { userName: this.userName, userArn: this.userArn };
      public readonly authentication = AuthKind.PASSWORD;
      public readonly secret = attributes.secret;
    }
    return new Import(scope, id);
  }

  public readonly userId: string;
  public readonly userName: string;
  public readonly userArn: string;
  public readonly userRef: IUser['userRef'];
  public readonly authentication = AuthKind.PASSWORD;
  public readonly engine: Engine;
  /** What the user may do. */
  public readonly accessString: AccessString;
  /** The secret with the password: a JSON object with `username`, `user_arn` and `password`. */
  public readonly secret: ISecret;
  /** The secret with the second password, where there is one. */
  public readonly secondSecret?: ISecret;
  private target?: RotationTarget;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: PasswordUserProps = {}) {
    super(scope, id);
    props = injected(scope, PasswordUser.PROPERTY_INJECTION_ID, id, props);
    this.engine = props.engine ?? Engine.VALKEY;
    this.accessString = props.accessString ?? AccessString.readWrite();
    this.userId = props.userId ?? uniqueId(this, this.engine);
    this.userName = props.userName ?? this.userId;
    this.userArn = accessArn(this, 'user', this.userId);
    this.userRef = { userName: this.userName, userArn: this.userArn };
    this.secret = props.secret ?? this.generated('Secret', props);
    this.secondSecret = props.secondPassword === true ? this.generated('SecondSecret', props) : undefined;
    const secrets = [this.secret, ...(this.secondSecret === undefined ? [] : [this.secondSecret])];
    const resource = new CfnUser(
      this,
      'Resource',
      supported(CfnUser, {
        userId: this.userId,
        userName: this.userName,
        engine: this.engine,
        accessString: this.accessString.value,
        // Typed `any` by the L1, which passes it on as it is.
        authenticationMode: {
          Type: 'password',
          Passwords: secrets.map((secret) => secret.secretValueFromJson(SECRET_PASSWORD).unsafeUnwrap()),
        },
      }),
    );
    enforce(this, resource, { say: USER_WORDS, problems: contradictions(props) });
  }

  /**
   * Rotates the password: a function of its own gives the user a new one beside the old one, tries it on the cache, and
   * makes it the current one. The previous password works until the next rotation. Of a user that no cache of this app
   * has, the new password is not tried.
   *
   * @throws InvalidCacheError if the user has two passwords: the rotation needs the place of the second
   */
  public addRotation(options: RotationOptions = {}): SecretRotation {
    const { target } = this;
    if (this.secondSecret !== undefined) {
      throw new InvalidCacheError(this.node.path, [
        "'addRotation' needs a user with one password, got two; leave out secondPassword",
      ]);
    }
    // The user may be made before the cache, in another stack: its rotation needs both.
    const near = target === undefined || Stack.of(target.cache) === Stack.of(this);
    return new SecretRotation(near ? this : target.cache, near ? 'Rotation' : `Rotation-${this.node.id}`, {
      ...options,
      secret: this.secret,
      handler: 'rotate-user-password',
      vpc: target?.vpc,
      cache: target,
      environment: {
        [RotationVariable.USER_ID]: this.userId,
        [RotationVariable.USER_NAME]: this.userName,
        [RotationVariable.SECRET_FIELD]: SECRET_PASSWORD,
        ...(target && {
          [RotationVariable.ENDPOINT]: target.hostname,
          [RotationVariable.PORT]: String(target.port),
        }),
      },
      statements: [
        new PolicyStatement({
          actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'],
          resources: [this.userArn],
        }),
      ],
      dependencies: [this, ...(target ? [target.cache] : [])],
    });
  }

  /** Tells on which cache a new password is tried. @internal */
  public _attach(target: RotationTarget): void {
    this.target ??= target;
  }

  private generated(id: string, { encryptionKey, replicaRegions, removalPolicy }: PasswordUserProps): ISecret {
    // Whatever changes in these fields makes CloudFormation generate a new password, which the user does not have. So the
    // ARN does not follow an `env` that is stated later.
    const arn = `arn:${Aws.PARTITION}:elasticache:${Aws.REGION}:${Aws.ACCOUNT_ID}:user:${this.userId}`;
    const fields = { username: this.userName, user_arn: arn };
    const options = { encryptionKey, replicaRegions, removalPolicy };
    // Another engine is another user. A secret of the same id would get another password while the clients of the old user,
    // who is deleted last, still read it; and a third one if the update is rolled back.
    const own = this.engine === Engine.VALKEY ? id : `${id}-${this.engine}`;
    return generatedSecret(this, own, `Password of the cache user ${this.userName}`, fields, options);
  }
}

function contradictions(props: PasswordUserProps): string[] {
  const ofGenerated = (['encryptionKey', 'replicaRegions', 'removalPolicy'] as const).filter(
    (name) => props[name] !== undefined,
  );
  if (props.secret === undefined || props.secondPassword === true || ofGenerated.length === 0) return [];
  const names = ofGenerated.map((name) => `'${name}'`).join(' and ');
  return [`'secret' needs to stand without ${names}, got both; set these on the secret that exists`];
}
