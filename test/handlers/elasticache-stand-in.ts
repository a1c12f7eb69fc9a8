import { setTimeout as pause } from 'node:timers/promises';
import type { RunningServer } from '../servers/redis-server';
import { ServiceError } from './service-error';

/** The parameters of a request: `AuthenticationMode.Passwords.member.1` and so on. */
export type Parameters = { readonly [name: string]: string };

/**
 * What ROTATE does with a token that the group has already. The service does not say, so the handler has to live with
 * each: it counts as one more, which drops the other one; it becomes the newest; it is left where it is; it is refused.
 */
export type Duplicates = 'counted' | 'moved' | 'ignored' | 'refused';

const TOKEN = /^[A-Za-z0-9!&#$^<>-]{16,128}$/;
const PASSWORD = /^[!-~]{16,128}$/;

/**
 * ElastiCache with one replication group and one user, as far as its API reference describes them, and no kinder. What
 * it is asked for reaches a real server a moment later, as with the service.
 */
export class ElastiCacheStandIn {
  readonly group = { id: 'group', status: 'available', tokens: [] as readonly string[], rotated: '', pending: '' };
  readonly user = { id: 'user', name: 'reader', status: 'active', state: 'on', passwords: [] as readonly string[] };
  duplicates: Duplicates = 'counted';
  /** How long a change takes until it reaches the server, and again until the service says so, in milliseconds. */
  phase = 2;
  private work: Promise<unknown> = Promise.resolve();
  private held: Promise<void> = Promise.resolve();
  /** Lets the changes go on that are held. */
  release = () => {};

  constructor(private readonly server: RunningServer) {}

  /** What the service answers to a call: the inside of the result in XML. */
  answer(action: string, parameters: Parameters): string {
    switch (action) {
      case 'DescribeReplicationGroups':
        return `<ReplicationGroups>${this.describeGroup(parameters)}</ReplicationGroups>`;
      case 'ModifyReplicationGroup':
        this.modifyGroup(parameters);
        return this.describeGroup(parameters);
      case 'DescribeUsers':
        return `<Users><member>${this.describeUser(parameters)}</member></Users>`;
      case 'ModifyUser':
        this.modifyUser(parameters);
        return this.describeUser(parameters);
      default:
        throw new ServiceError('AccessDenied', `not authorized to perform elasticache:${action}`);
    }
  }

  /** Holds every change from now on, as a service that takes its time. */
  hold(): void {
    this.held = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    await this.work;
  }

  /** Puts the group into a state at once, as if it had been there for long; the last token is the newest. */
  async holdTokens(...tokens: readonly string[]): Promise<void> {
    await this.idle();
    Object.assign(this.group, { id: 'group', status: 'available', tokens, rotated: tokens[1] ?? '', pending: '' });
    await this.applyTokens();
  }

  /** Puts the user into a state at once, as if it had been there for long. */
  async holdPasswords(...passwords: readonly string[]): Promise<void> {
    await this.idle();
    Object.assign(this.user, { id: 'user', name: 'reader', status: 'active', state: 'on', passwords });
    await this.applyPasswords();
  }

  private describeGroup({ ReplicationGroupId: id }: Parameters): string {
    const { status, pending } = this.group;
    if (id !== this.group.id || status === 'gone') throw new ServiceError('ReplicationGroupNotFoundFault', `no ${id}`);
    const values = pending && `<AuthTokenStatus>${pending}</AuthTokenStatus>`;
    return `<ReplicationGroup><ReplicationGroupId>${id}</ReplicationGroupId><Status>${status}</Status><PendingModifiedValues>${values}</PendingModifiedValues></ReplicationGroup>`;
  }

  private modifyGroup(parameters: Parameters): void {
    const { AuthToken: token, AuthTokenUpdateStrategy: strategy, ApplyImmediately: now } = parameters;
    this.describeGroup(parameters);
    if (this.group.status !== 'available' || this.group.pending) {
      throw new ServiceError('InvalidReplicationGroupState', `the group is ${this.group.status}`);
    }
    // A change without it waits for the maintenance window, in which no function lives.
    if (now !== 'true') throw new ServiceError('InvalidParameterCombination', 'needs ApplyImmediately');
    if (!TOKEN.test(token)) throw new ServiceError('InvalidParameterValue', 'Invalid AuthToken provided.');
    const tokens = strategy === 'SET' ? this.tokensAfterSet(token) : this.tokensAfterRotate(token, strategy);
    this.group.status = 'modifying';
    this.group.pending = strategy === 'SET' ? 'SETTING' : 'ROTATING';
    this.begin(
      () => {
        Object.assign(this.group, { tokens, rotated: token });
        return this.applyTokens();
      },
      () => Object.assign(this.group, { status: 'available', pending: '' }),
    );
  }

  private tokensAfterSet(token: string): readonly string[] {
    if (token !== this.group.rotated)
      throw new ServiceError('InvalidParameterValue', 'SET is allowed only after ROTATE');
    return [token];
  }

  private tokensAfterRotate(token: string, strategy: string): readonly string[] {
    if (strategy !== 'ROTATE') throw new ServiceError('InvalidParameterValue', 'Invalid AuthTokenUpdateStrategy');
    const { tokens } = this.group;
    if (!tokens.includes(token) || this.duplicates === 'counted') return [...tokens, token].slice(-2);
    if (this.duplicates === 'refused') throw new ServiceError('InvalidParameterValue', 'the token is in use already');
    return this.duplicates === 'ignored' ? tokens : [...tokens.filter((other) => other !== token), token];
  }

  private describeUser({ UserId: id }: Parameters): string {
    const { status, name, passwords } = this.user;
    if (id !== this.user.id || status === 'gone') throw new ServiceError('UserNotFound', `no ${id}`);
    return `<UserId>${id}</UserId><UserName>${name}</UserName><Status>${status}</Status><Authentication><Type>password</Type><PasswordCount>${passwords.length}</PasswordCount></Authentication>`;
  }

  private modifyUser(parameters: Parameters): void {
    this.describeUser(parameters);
    if (this.user.status !== 'active') throw new ServiceError('InvalidUserState', `the user is ${this.user.status}`);
    const passwords = Object.keys(parameters)
      .filter((name) => name.startsWith('AuthenticationMode.Passwords.member.'))
      .sort()
      .map((name) => parameters[name]);
    if (parameters['AuthenticationMode.Type'] !== 'password') throw new ServiceError('InvalidParameterValue', 'Type');
    if (passwords.length < 1 || passwords.length > 2 || new Set(passwords).size !== passwords.length) {
      throw new ServiceError('InvalidParameterValue', 'a user has one or two passwords that differ');
    }
    if (passwords.some((password) => !PASSWORD.test(password) || /[,"/@]/.test(password))) {
      throw new ServiceError('InvalidParameterValue', 'Invalid password provided.');
    }
    this.user.status = 'modifying';
    this.begin(
      () => {
        this.user.passwords = passwords;
        return this.applyPasswords();
      },
      () => Object.assign(this.user, { status: 'active' }),
    );
  }

  private begin(apply: () => Promise<unknown>, end: () => void): void {
    this.work = pause(this.phase)
      .then(() => this.held)
      .then(apply)
      .then(() => pause(this.phase))
      .then(end);
  }

  private applyTokens(): Promise<unknown> {
    return this.acl('default', 'on', this.group.tokens);
  }

  private applyPasswords(): Promise<unknown> {
    return this.acl(this.user.name, this.user.state, this.user.passwords);
  }

  private acl(user: string, state: string, passwords: readonly string[]): Promise<unknown> {
    const words = [state, 'resetpass', '~*', '+@all', ...passwords.map((password) => `>${password}`)];
    return this.server.command('ACL', 'SETUSER', user, ...words);
  }
}
