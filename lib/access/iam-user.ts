import { CfnUser } from 'aws-cdk-lib/aws-elasticache';
import { Resource } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { Engine } from '../catalog/engine-version';
import { enforce } from '../policy/enforce';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { AccessString } from './access-string';
import { USER_WORDS } from './access-words';
import type { IUser } from './user';
import { accessArn, givenId, uniqueId } from './user-id';

/** What every user says of itself. */
export interface UserOptions {
  /**
   * What the user may do.
   *
   * @default AccessString.readWrite()
   */
  readonly accessString?: AccessString;
  /**
   * The engine. It says which groups take the user, and never follows the cache: a Valkey cache that was migrated from
   * Redis OSS keeps its Redis OSS group. It is part of the id: another engine is another user.
   *
   * @default Engine.VALKEY
   */
  readonly engine?: Engine;
  /**
   * A fixed id: lower-case letters, digits and hyphens. CloudFormation cannot replace a user that has the same one.
   *
   * @default - made from the path, the name of the stack and the engine
   */
  readonly userId?: string;
}

/** What can be said about an IAM user. */
export interface IamUserProps extends UserOptions {}

/**
 * A user that proves who it is with its IAM role: no password exists. Whose role that is, a grant says:
 * `cache.connect(fn)` or `cache.grants.connect(role, user)`. Its name is its id, as the service demands.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export class IamUser extends Resource implements IUser {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.IamUser';

  /**
   * An IAM user that exists already; grants on it name the ARN of the account and Region of the scope.
   *
   * @throws InvalidCacheError if no user can have that id
   */
  public static fromUserId(scope: Construct, id: string, userId: string): IUser {
    class Import extends Resource implements IUser {
      public readonly userId = givenId(this, 'userId', userId);
      public readonly userName = this.userId;
      public readonly userArn = accessArn(this, 'user', this.userId);
      public readonly userRef = { userName: this.userName, userArn: this.userArn };
      public readonly authentication = AuthKind.IAM;
    }
    return new Import(scope, id);
  }

  public readonly userId: string;
  public readonly userName: string;
  public readonly userArn: string;
  public readonly userRef: IUser['userRef'];
  public readonly authentication = AuthKind.IAM;
  public readonly engine: Engine;
  /** What the user may do. */
  public readonly accessString: AccessString;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: IamUserProps = {}) {
    super(scope, id);
    props = injected(scope, IamUser.PROPERTY_INJECTION_ID, id, props);
    this.engine = props.engine ?? Engine.VALKEY;
    this.accessString = props.accessString ?? AccessString.readWrite();
    this.userId = props.userId ?? uniqueId(this, this.engine);
    this.userName = this.userId;
    this.userArn = accessArn(this, 'user', this.userId);
    this.userRef = { userName: this.userName, userArn: this.userArn };
    const resource = new CfnUser(
      this,
      'Resource',
      supported(CfnUser, {
        userId: this.userId,
        userName: this.userName,
        engine: this.engine,
        accessString: this.accessString.value,
        // Typed `any` by the L1, which passes it on as it is.
        authenticationMode: { Type: 'iam' },
      }),
    );
    enforce(this, resource, { say: USER_WORDS });
  }
}
