import { Annotations } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { Construct, IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { RotationOptions } from '../rotation/rotation-options';
import type { RotationTarget } from '../rotation/rotation-target';
import type { SecretRotation } from '../rotation/secret-rotation';
import { Access } from './access';
import { BoundAuth } from './bound-auth';
import type { ClientIdentity, IdentityOptions } from './client-identity';
import { IamUser } from './iam-user';
import { outermostStack } from './outermost-stack';
import { PasswordUser } from './password-user';
import type { IUser } from './user';
import { type IUserGroup, UserGroup } from './user-group';

/** A cache with users. */
export class UserAuth extends BoundAuth {
  private readonly made = new Map<string, { readonly access: Access; readonly user: IUser }>();
  private target?: RotationTarget;
  private rotation?: RotationOptions;

  /**
   * @param kind the kind of the users that are made for an access
   * @param userGroup the group; undefined if nothing is known of it
   */
  constructor(
    private readonly scope: Construct,
    public readonly kind: AuthKind,
    public override readonly userGroup?: IUserGroup,
  ) {
    super(scope.node.path);
  }

  public render() {
    return { userGroupIds: this.userGroup && [this.userGroup.userGroupId] };
  }

  public override around(): IConstruct[] {
    return this.userGroup instanceof UserGroup ? [this.userGroup, ...this.userGroup._members] : [];
  }

  public override attach(target: RotationTarget): void {
    this.target = target;
    if (!(this.userGroup instanceof UserGroup)) return;
    for (const user of this.userGroup.users) if (user instanceof PasswordUser) user._attach(target);
  }

  public override addRotation(options: RotationOptions): SecretRotation[] {
    if (this.kind !== AuthKind.PASSWORD) return super.addRotation(options);
    if (!(this.userGroup instanceof UserGroup) || this.isElsewhere) {
      throw new InvalidCacheError(this.where, [
        "'addRotation' needs users that the cache makes for an access, got a user group of another stack or an imported one; call addRotation of each PasswordUser where it is made",
      ]);
    }
    if (this.rotation !== undefined) {
      throw new InvalidCacheError(this.where, ["'addRotation' needs one call, got two; say everything in one"]);
    }
    this.rotation = options;
    const users = [...this.made.values()].map(({ user }) => user);
    const others = this.userGroup.users.filter((user) => user instanceof PasswordUser && !users.includes(user));
    if (others.length > 0) {
      const names = others.map(({ node }) => `'${node.path}'`).join(' and ');
      Annotations.of(this.scope).addWarningV2(
        `${WARNING_PREFIX}rotation-users`,
        `'addRotation' needs users that the cache makes for an access, got ${names} as well, which it leaves alone; call addRotation of each`,
      );
    }
    return users.flatMap((user) => (user instanceof PasswordUser ? [user.addRotation(options)] : []));
  }

  public override addUser(user: IUser): void {
    if (!(this.userGroup instanceof UserGroup)) {
      throw new InvalidCacheError(this.where, [
        "'auth' needs a user group of this app for addUser, got one that is imported; add the user where the group is made",
      ]);
    }
    if (
      user.node.defaultChild !== undefined &&
      this.isElsewhere &&
      outermostStack(user) === outermostStack(this.scope)
    ) {
      throw new InvalidCacheError(this.where, [this.needsUserThere(`'${user.node.path}' of the stack of the cache`)]);
    }
    this.userGroup.addUser(user);
    if (this.target !== undefined && user instanceof PasswordUser) user._attach(this.target);
  }

  public identityOf({ access, user }: IdentityOptions): ClientIdentity {
    if (access !== undefined && user !== undefined) {
      throw new InvalidCacheError(this.where, [
        "'user' needs to stand without 'access', got both; the user has an access of its own",
      ]);
    }
    const client = user ?? this.userOf(access ?? Access.READ_WRITE);
    // A user that is known to be in an imported group may be named; in a group of ours it is put.
    const userGroup = this.userGroup instanceof UserGroup ? this.userGroup : undefined;
    if (user !== undefined && userGroup !== undefined) this.addUser(user);
    return { kind: client.authentication, user: client, userGroup, secret: client.secret };
  }

  /** Whether the group is of another stack: it is made before the cache, and after every user of it. */
  private get isElsewhere(): boolean {
    return this.userGroup !== undefined && outermostStack(this.userGroup) !== outermostStack(this.scope);
  }

  private needsUserThere(got: string): string {
    return `'user' needs a user that is made before the user group '${this.userGroup?.node.path}', whose stack is deployed before that of the cache, got ${got}; make one in the stack of the group, and name it`;
  }

  /** The user of an access, made when it is asked for first. */
  private userOf(access: Access): IUser {
    const made = this.made.get(access.name);
    if (made !== undefined) {
      if (made.access.accessString.value === access.accessString.value) return made.user;
      throw new InvalidCacheError(this.where, [
        `'access' needs one access string for each name, got two for '${access.name}'; give one of them another name`,
      ]);
    }
    if (!(this.userGroup instanceof UserGroup)) {
      throw new InvalidCacheError(this.where, [
        "'user' needs a user of the cache, whose user group is imported, got none; name one, such as IamUser.fromUserId()",
      ]);
    }
    if (this.isElsewhere) throw new InvalidCacheError(this.where, [this.needsUserThere('none')]);
    const id = `User-${access.name}`;
    const props = { accessString: access.accessString, engine: this.userGroup.engine };
    const user =
      this.kind === AuthKind.IAM ? new IamUser(this.scope, id, props) : new PasswordUser(this.scope, id, props);
    this.made.set(access.name, { access, user });
    this.addUser(user);
    if (this.rotation !== undefined && user instanceof PasswordUser) user.addRotation(this.rotation);
    return user;
  }
}
