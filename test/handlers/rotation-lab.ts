import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { RotationVariable } from 'cache-tier/link';
import { type RunningServer, startServer } from '../servers/redis-server';
import { signIn } from '../servers/sign-in';
import { type AwsStandIn, startAws } from './aws-stand-in';
import { LambdaHost, type Outcome } from './lambda-host';
import { ServiceError } from './service-error';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** The calls that change something; all others read. */
export const CHANGES = ['PutSecretValue', 'UpdateSecretVersionStage', 'ModifyReplicationGroup', 'ModifyUser'];

export type Handler = 'rotate-auth-token' | 'rotate-user-password';

/** What a rotation starts from. */
export interface Setting {
  /** The secret is a JSON object, or one plain string. */
  readonly shape?: 'field' | 'plain';
  readonly retire?: 'at-next-rotation' | 'immediately';
  /** Whether the secret was rotated before. */
  readonly rotated?: boolean;
  /** The current credential. */
  readonly password?: string;
}

/** A real server, the two services that change it, the function that calls them, and clients that connect meanwhile. */
export class RotationLab {
  /** What a client was refused that should have worked. */
  readonly violations: string[] = [];
  /** Everything that any invocation logged. */
  readonly log: string[] = [];
  /** Every token or password there was. */
  readonly passwords = new Set<string>();
  /** True while the previous credential has to work: from the end of a rotation to the start of the next. */
  previousHolds = false;
  private watching?: Promise<void>;
  private watched = true;
  /** The environment of the function; a test may change it. */
  variables: { [name: string]: string } = {};
  /** What the last reset asked for. */
  shape = 'field';
  retire = 'at-next-rotation';

  private constructor(
    readonly handler: Handler,
    readonly server: RunningServer,
    readonly aws: AwsStandIn,
    readonly host: LambdaHost,
  ) {}

  static async start(handler: Handler, environment: { readonly [name: string]: string } = {}): Promise<RotationLab> {
    const server = await startServer();
    const aws = await startAws(server);
    const host = new LambdaHost(handler, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
      AWS_ENDPOINT_URL_ELASTICACHE: aws.url,
      NODE_EXTRA_CA_CERTS: server.caFile,
      NODE_NO_WARNINGS: '1',
      ...environment,
    });
    return new RotationLab(handler, server, aws, host);
  }

  async stop(): Promise<void> {
    await this.rest();
    this.host.stop();
    await this.aws.stop();
    await this.server.stop();
  }

  get isToken(): boolean {
    return this.handler === 'rotate-auth-token';
  }

  /** Begins anew. */
  async reset(setting: Setting = {}): Promise<void> {
    const { shape = 'field', retire = 'at-next-rotation', rotated = true, password = newPassword() } = setting;
    const { elasticache, secrets } = this.aws;
    await this.rest();
    elasticache.release();
    await elasticache.idle();
    Object.assign(this, { shape, retire });
    this.aws.fault = () => false;
    this.violations.length = 0;
    Object.assign(elasticache, { phase: 2, duplicates: 'counted' });
    const previous = newPassword();
    const passwords = rotated && retire === 'at-next-rotation' ? [previous, password] : [password];
    await (this.isToken ? elasticache.holdTokens(...passwords) : elasticache.holdPasswords(...passwords));
    secrets.versions = {
      ...(rotated && { [randomUUID()]: { text: this.text(previous), stages: ['AWSPREVIOUS'] } }),
      [randomUUID()]: {
        text: this.text(password),
        stages: rotated && this.isToken ? ['AWSCURRENT', 'CacheTierApplied'] : ['AWSCURRENT'],
      },
    };
    this.previousHolds = passwords.length === 2;
    this.variables = {
      [RotationVariable.SECRET_ARN]: secrets.arn,
      [RotationVariable.SECRET_FIELD]: shape === 'field' ? 'password' : '',
      [RotationVariable.REPLICATION_GROUP_ID]: 'group',
      [RotationVariable.USER_ID]: 'user',
      [RotationVariable.USER_NAME]: 'reader',
      [RotationVariable.ENDPOINT]: this.server.host,
      [RotationVariable.PORT]: `${this.server.tlsPort}`,
      [RotationVariable.RETIRE_PREVIOUS]: retire,
    };
    this.aws.calls.length = 0;
  }

  /** The calls that changed something. */
  get changes(): readonly string[] {
    return this.aws.calls.filter((call) => CHANGES.includes(call));
  }

  /** The secret with another password. */
  text(password: string): string {
    this.passwords.add(password);
    if (this.shape === 'plain') return password;
    return JSON.stringify({ host: 'kept', username: 'reader', password, port: 6379 });
  }

  /** The credential under a label. */
  password(stage: string): string | undefined {
    const text = this.aws.secrets.text(stage);
    const password = text !== undefined && this.shape === 'field' ? JSON.parse(text).password : text;
    if (password !== undefined) this.passwords.add(password);
    return password;
  }

  /** RotateSecret: a new version, and the four steps until one fails. */
  async rotate(): Promise<Outcome> {
    return this.attempt(this.aws.secrets.announce());
  }

  /** The four steps for a version, as Secrets Manager repeats them after a failure. */
  async attempt(version: string): Promise<Outcome> {
    let outcome: Outcome = { log: [] };
    for (const step of STEPS) {
      outcome = await this.step(step, version);
      this.password('AWSPENDING');
      if (outcome.error !== undefined) return outcome;
    }
    this.previousHolds = this.retire === 'at-next-rotation';
    return outcome;
  }

  async step(step: string, version: string, remaining?: number): Promise<Outcome> {
    if (step === 'createSecret') this.previousHolds = false;
    const event = { Step: step, SecretId: this.aws.secrets.arn, ClientRequestToken: version };
    const outcome = await this.host.invoke(event, this.variables, remaining);
    this.log.push(...outcome.log);
    return outcome;
  }

  /**
   * What CloudFormation does with a dynamic reference: it reads AWSCURRENT, and gives it to the service, which may have to
   * become available before.
   */
  async updateStack(password = this.password('AWSCURRENT') ?? ''): Promise<void> {
    this.previousHolds = false;
    const { elasticache } = this.aws;
    for (;;) {
      try {
        if (this.isToken) {
          const change = { AuthToken: password, AuthTokenUpdateStrategy: 'ROTATE', ApplyImmediately: 'true' };
          elasticache.answer('ModifyReplicationGroup', { ReplicationGroupId: 'group', ...change });
        } else {
          const mode = { 'AuthenticationMode.Type': 'password', 'AuthenticationMode.Passwords.member.1': password };
          elasticache.answer('ModifyUser', { UserId: 'user', ...mode });
        }
        return await elasticache.idle();
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.code === 'InvalidParameterValue') return;
        await pause(1);
      }
    }
  }

  /** What a new connection with a credential is answered. */
  connect(password: string): Promise<string> {
    return signIn(this.server, password, this.isToken ? undefined : this.aws.elasticache.user.name);
  }

  /** True if a new connection with the credential under a label succeeds. */
  async works(stage: string): Promise<boolean> {
    const password = this.password(stage);
    return password !== undefined && (await this.connect(password)) === '+OK';
  }

  /** From now on clients connect all the time, with what Secrets Manager gives them. */
  watch(): void {
    this.watched = true;
    this.watching ??= this.connectAllTheTime();
  }

  /** The clients rest. */
  async rest(): Promise<void> {
    this.watched = false;
    await this.watching;
    this.watching = undefined;
  }

  private async connectAllTheTime(): Promise<void> {
    while (this.watched) {
      await this.connectOnce('AWSCURRENT', () => true);
      await this.connectOnce('AWSPREVIOUS', () => this.previousHolds);
      await pause(8);
    }
  }

  /** A refusal counts if the credential had to work before and after the attempt. */
  private async connectOnce(stage: string, holds: () => boolean): Promise<void> {
    const password = this.password(stage);
    if (password === undefined || !holds()) return;
    const answer = await this.connect(password);
    if (answer === '+OK' || !holds() || this.password(stage) !== password) return;
    this.violations.push(`${stage} after call ${this.aws.calls.length} (${this.aws.calls.at(-1)}): ${answer}`);
  }
}

export function newPassword(): string {
  return `${randomUUID()}${randomUUID()}`.replaceAll('-', '').slice(0, 64);
}
