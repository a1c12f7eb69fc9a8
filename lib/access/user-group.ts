import { CfnUser, CfnUserGroup, type IUserGroupRef } from 'aws-cdk-lib/aws-elasticache';
import { Annotations, type IResource, Lazy, Resource } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Engine } from '../catalog/engine-version';
import { enforce, WARNING_PREFIX } from '../policy/enforce';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { USER_GROUP_WORDS } from './access-words';
import { outermostStack } from './outermost-stack';
import type { IUser } from './user';
import { accessArn, environmentProblems, givenId, uniqueId } from './user-id';

/** The users of one cache or of several, defined in this app or elsewhere. */
export interface IUserGroup extends IResource, IUserGroupRef {
  /** The id by which caches name the group, in lower case. */
  readonly userGroupId: string;
  /** The ARN. */
  readonly userGroupArn: string;
}

/** What can be said about a user group. */
export interface UserGroupProps {
  /**
   * The engine. A Valkey cache takes both; a Redis OSS cache takes a Redis OSS group alone, and such a group takes
   * Redis OSS users alone. It never follows the cache: one that was migrated to Valkey keeps its group. It is part of
   * the id: another engine is another group.
   *
   * @default Engine.VALKEY
   */
  readonly engine?: Engine;
  /**
   * Its users. A user of another stack works: that stack is deployed first, and deleted last.
   *
   * @default - none yet: `addUser` adds them; the service wants at least one
   */
  readonly users?: IUser[];
  /**
   * A fixed id: lower-case letters, digits and hyphens. CloudFormation cannot replace a group that has one.
   *
   * @default - made from the path, the name of the stack and the engine
   */
  readonly userGroupId?: string;
}

/**
 * The users of a cache. A Redis OSS group gets a user `default` of its own, which can do nothing: the service demands one
 * of that name, and the one it offers lets in everybody. A Valkey group needs none.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
export class UserGroup extends Resource implements IUserGroup {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.UserGroup';

  /**
   * A user group that exists already. Its users cannot be changed here.
   *
   * @throws InvalidCacheError if no group can have that id
   */
  public static fromUserGroupId(scope: Construct, id: string, userGroupId: string): IUserGroup {
    class Import extends Resource implements IUserGroup {
      public readonly userGroupId = givenId(this, 'userGroupId', userGroupId);
      public readonly userGroupArn = accessArn(this, 'usergroup', this.userGroupId);
      public readonly userGroupRef = { userGroupId: this.userGroupId, userGroupArn: this.userGroupArn };
    }
    return new Import(scope, id);
  }

  public readonly userGroupId: string;
  public readonly userGroupArn: string;
  public readonly userGroupRef: IUserGroup['userGroupRef'];
  /** The engine of the group. */
  public readonly engine: Engine;
  /** Everybody in it, the disabled `default` included. @internal */
  public readonly _members: (IUser | CfnUser)[] = [];
  private readonly ids: string[] = [];
  private readonly resource: CfnUserGroup;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: UserGroupProps = {}) {
    super(scope, id);
    props = injected(scope, UserGroup.PROPERTY_INJECTION_ID, id, props);
    this.engine = props.engine ?? Engine.VALKEY;
    this.userGroupId = props.userGroupId ?? uniqueId(this, this.engine);
    this.userGroupArn = accessArn(this, 'usergroup', this.userGroupId);
    this.userGroupRef = { userGroupId: this.userGroupId, userGroupArn: this.userGroupArn };
    this.resource = new CfnUserGroup(
      this,
      'Resource',
      supported(CfnUserGroup, {
        userGroupId: this.userGroupId,
        engine: this.engine,
        // Not known as long as it is empty: users may come later.
        userIds: Lazy.list({ produce: () => this.ids }),
      }),
    );
    if (this.engine === Engine.REDIS) this.join(disabledDefaultUser(this));
    for (const user of props.users ?? []) this.addUser(user);
    enforce(this, this.resource, { say: USER_GROUP_WORDS, around: () => this._members });
    this.node.addValidation({ validate: () => (this.ids.length > 0 ? [] : [EMPTY]) });
  }

  /** The users that were added, without the disabled `default` of a Redis OSS group. */
  public get users(): IUser[] {
    return this._members.filter((member): member is IUser => !(member instanceof CfnUser));
  }

  /**
   * Adds a user. What the service refuses of the whole is said at synthesis.
   *
   * @throws InvalidCacheError if another user of the group has that id or name, or the user is of another account or
   * Region
   */
  public addUser(user: IUser): void {
    const there = this.users.find(({ userId }) => userId === user.userId);
    if (there !== undefined && (there === user || !isMade(there) || !isMade(user))) return;
    const problems = environmentProblems('users', user, this);
    if (there !== undefined) {
      problems.push(
        `'users' needs an id for each user, got '${user.userId}' twice; leave userId out of one of them, or give it another`,
      );
    } else if (this.users.some(({ userName }) => userName === user.userName)) {
      problems.push(
        `'users' needs a name for each user of a group, got '${user.userName}' twice; give one of them another userName`,
      );
    }
    if (problems.length > 0) throw new InvalidCacheError(this.node.path, problems);
    if (isMade(user) && outermostStack(user) !== outermostStack(this)) {
      Annotations.of(this).addWarningV2(
        `${WARNING_PREFIX}user-of-another-stack`,
        `'users' needs the users before the group, got '${user.node.path}' of another stack; deploy that stack first and delete it last (${PAGE})`,
      );
    }
    this.join(user);
  }

  private join(member: IUser | CfnUser): void {
    this._members.push(member);
    this.ids.push(member.userId);
    this.resource.userIds = [...this.ids];
    const made = member instanceof CfnUser ? member : member.node.defaultChild;
    // The ids are literal: without this, group and users would be made at the same time.
    if (made !== undefined) this.resource.node.addDependency(made);
  }
}

/** Whether the user is made in this app, and not imported. */
function isMade(user: IUser): boolean {
  return user.node.defaultChild !== undefined;
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html';

const EMPTY =
  "'users' needs at least 1 user, got none; add one with addUser, or connect a client " +
  '(https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)';

/** A user `default` that is off: whoever connects without a name is refused. */
function disabledDefaultUser(group: Construct): CfnUser {
  const scope = new Construct(group, 'DefaultUser');
  return new CfnUser(
    scope,
    'Resource',
    supported(CfnUser, {
      userId: uniqueId(scope, Engine.REDIS),
      userName: 'default',
      engine: Engine.REDIS,
      accessString: 'off ~* -@all',
      authenticationMode: { Type: 'no-password-required' },
    }),
  );
}
