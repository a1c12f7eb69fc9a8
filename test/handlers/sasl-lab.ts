import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { RotationVariable } from 'cache-tier/link';
import { NO_PASSWORD, SaslRotationVariable } from '../../lib/catalog/sasl-password-rotation';
import { ContainerVariable } from '../../lib/self-managed/memcached-command';
import {
  ACCEPTED,
  COMMAND,
  login,
  type NodePlace,
  REFUSED,
  type RunningNode,
  startNode,
  USER,
} from '../self-managed/running-node';
import { type Certificate, makeCertificate } from '../servers/certificate';
import { freePorts } from '../servers/free-ports';
import type { Fault } from './aws-stand-in';
import { LambdaHost, type Outcome } from './lambda-host';
import { newPassword, STEPS } from './rotation-lab';
import { SecretsStandIn } from './secrets-stand-in';
import { ServiceError } from './service-error';

/** Addresses of this machine alone: every node has the same port. */
const HOSTS = ['127.0.0.1', '127.0.0.2'];

/** A service of one task, which is a real memcached as the construct starts it. */
class NodeService {
  desiredCount = 1;
  node?: RunningNode;
  /** How often a task was started. */
  starts = 0;
  private busy = Promise.resolve();
  private deploying = 0;

  constructor(
    readonly place: NodePlace,
    private readonly variables: () => { readonly [name: string]: string },
  ) {}

  /**
   * A new deployment: the old task ends before the new one reads the secrets and starts.
   *
   * @param read what it has read while they were changing
   */
  restart(read: { readonly [name: string]: string } = {}): Promise<void> {
    this.deploying += 1;
    this.busy = this.busy.then(async () => {
      await this.node?.stop();
      this.node = undefined;
      const variables = { ...this.variables(), ...read };
      const tls = ContainerVariable.CERTIFICATE in variables;
      this.node = await startNode(variables, { ...COMMAND, tls }, this.place);
      this.starts += 1;
      this.deploying -= 1;
    });
    return this.busy;
  }

  /** Whether what is under way has come to its end. */
  get settled(): Promise<void> {
    return this.busy;
  }

  describe(): object {
    const done = { status: 'PRIMARY', rolloutState: 'COMPLETED' };
    const deployments = this.deploying > 0 ? [{ ...done, rolloutState: 'IN_PROGRESS' }, done] : [done];
    return {
      status: 'ACTIVE',
      desiredCount: this.desiredCount,
      runningCount: this.node === undefined ? 0 : 1,
      deployments,
    };
  }

  async stop(): Promise<void> {
    await this.busy;
    await this.node?.stop();
  }
}

/** Two nodes, Secrets Manager with their two secrets, ECS that restarts them, the function, and clients meanwhile. */
export class SaslLab {
  readonly current = new SecretsStandIn();
  readonly upcoming = Object.assign(new SecretsStandIn(), { arn: `${new SecretsStandIn().arn}-upcoming` });
  readonly services: { readonly [name: string]: NodeService };
  /** What has been called since the list was emptied. */
  readonly calls: string[] = [];
  /** What clients were refused that should have worked, and when no node answered at all. */
  readonly violations: string[] = [];
  readonly log: string[] = [];
  readonly passwords = new Set<string>();
  fault: Fault = () => false;
  variables: { [name: string]: string };
  private watched = false;
  private watching?: Promise<void>;

  private constructor(
    private readonly http: ReturnType<typeof createServer>,
    readonly host: LambdaHost,
    port: number,
    probes: readonly number[],
    private readonly certificate?: Certificate,
  ) {
    const places = HOSTS.map((address, index) => ({ host: address, ports: { clients: port, probe: probes[index] } }));
    this.services = Object.fromEntries(
      places.map((place, index) => [`service-${index + 1}`, new NodeService(place, () => this.injected())]),
    );
    for (const secret of [this.current, this.upcoming]) {
      const text = this.text({
        password: newPassword(),
        ...(secret === this.upcoming && { previousPassword: NO_PASSWORD, olderPassword: NO_PASSWORD }),
      });
      secret.versions = { [randomUUID()]: { text, stages: ['AWSCURRENT'] } };
    }
    this.variables = {
      [RotationVariable.SECRET_ARN]: this.current.arn,
      [RotationVariable.SECRET_FIELD]: 'password',
      [RotationVariable.USER_NAME]: USER,
      [RotationVariable.PORT]: `${port}`,
      [RotationVariable.RETIRE_PREVIOUS]: 'at-next-rotation',
      [SaslRotationVariable.UPCOMING_SECRET_ARN]: this.upcoming.arn,
      [SaslRotationVariable.CLUSTER]: 'cluster',
      [SaslRotationVariable.SERVICES]: Object.keys(this.services).join(','),
      [SaslRotationVariable.HOSTS]: HOSTS.join(','),
      [SaslRotationVariable.TLS]: String(certificate !== undefined),
      ...(certificate && { [SaslRotationVariable.CA_CERTIFICATE]: certificate.ca }),
    };
  }

  static async start({ tls = false } = {}): Promise<SaslLab> {
    const certificate = tls ? await makeCertificate(HOSTS.slice(1)) : undefined;
    const http = createServer((request, response) => void lab.handle(request, response));
    http.listen(0, '127.0.0.1').unref();
    await once(http, 'listening');
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const host = new LambdaHost('rotate-sasl-password', {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
      AWS_ENDPOINT_URL_ECS: url,
      NODE_NO_WARNINGS: '1',
    });
    const [port, ...probes] = await freePorts(3);
    const lab: SaslLab = new SaslLab(http, host, port, probes, certificate);
    await Promise.all(lab.nodes.map((service) => service.restart()));
    return lab;
  }

  async stop(): Promise<void> {
    await this.rest();
    this.host.stop();
    await Promise.all(this.nodes.map((service) => service.stop()));
    this.http.closeAllConnections();
    this.http.close();
  }

  get nodes(): readonly NodeService[] {
    return Object.values(this.services);
  }

  /** How often each node was started. */
  async starts(): Promise<readonly number[]> {
    await Promise.all(this.nodes.map(({ settled }) => settled));
    return this.nodes.map(({ starts }) => starts);
  }

  /** The password under a label. */
  password(stage: string, secret = this.current): string {
    const { password } = JSON.parse(secret.text(stage) ?? '{}');
    this.passwords.add(password);
    return password;
  }

  /** What each node says to a password. */
  answers(password: string): Promise<readonly (number | string)[]> {
    return Promise.all(this.nodes.map((service) => this.answer(service, password)));
  }

  /** RotateSecret: a new version, and the four steps until one fails. */
  rotate(remaining?: number): Promise<Outcome> {
    return this.attempt(this.current.announce(), remaining);
  }

  /** The four steps for a version, as Secrets Manager repeats them after a failure. */
  async attempt(version: string, remaining?: number): Promise<Outcome> {
    for (const step of STEPS) {
      const outcome = await this.step(step, version, remaining);
      if (outcome.error !== undefined) return outcome;
    }
    return { log: [] };
  }

  async step(step: string, version: string, remaining?: number): Promise<Outcome> {
    const event = { Step: step, SecretId: this.current.arn, ClientRequestToken: version };
    const outcome = await this.host.invoke(event, this.variables, remaining);
    this.log.push(...outcome.log);
    return outcome;
  }

  /** From now on clients log in all the time, with what Secrets Manager gives them. */
  watch(): void {
    this.watched = true;
    this.watching ??= this.logInAllTheTime();
  }

  async rest(): Promise<void> {
    this.watched = false;
    await this.watching;
    this.watching = undefined;
  }

  private text(fields: object): string {
    return JSON.stringify({ username: USER, ...fields });
  }

  private injected(): { readonly [name: string]: string } {
    const { password, previousPassword, olderPassword } = JSON.parse(this.upcoming.text('AWSCURRENT') ?? '{}');
    for (const each of [password, previousPassword, olderPassword]) if (each !== NO_PASSWORD) this.passwords.add(each);
    return {
      [ContainerVariable.PASSWORD]: this.password('AWSCURRENT'),
      [ContainerVariable.UPCOMING_PASSWORD]: password,
      [ContainerVariable.PREVIOUS_PASSWORD]: previousPassword,
      [ContainerVariable.OLDER_PASSWORD]: olderPassword,
      ...(this.certificate && {
        [ContainerVariable.CERTIFICATE]: this.certificate.cert,
        [ContainerVariable.PRIVATE_KEY]: this.certificate.key,
      }),
    };
  }

  private answer({ place }: NodeService, password: string): Promise<number | string> {
    return login(place.ports.clients, password, { host: place.host, ca: this.certificate?.ca });
  }

  /**
   * Some clients have read the secret just now, others before the last rotation. A refusal counts if the password had to work
   * before and after the attempt; a node that is away is no refusal.
   */
  private async logInAllTheTime(): Promise<void> {
    while (this.watched) {
      for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
        if (this.current.text(stage) === undefined) continue;
        const password = this.password(stage);
        const answers = await this.answers(password);
        const failed = answers.includes(REFUSED) || !answers.includes(ACCEPTED);
        if (!failed || this.password(stage) !== password) continue;
        this.violations.push(`${stage} after ${this.calls.at(-1)}: ${answers}`);
      }
      await pause(20);
    }
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [service, action] = `${request.headers['x-amz-target']}`.split('.');
    const call = this.calls.push(action) - 1;
    const fault = this.fault('before', call, action);
    if (fault === true) return void request.socket.destroy();
    let answer: object;
    let status = 200;
    try {
      if (fault instanceof ServiceError) throw fault;
      const input = JSON.parse(Buffer.concat(chunks).toString());
      answer =
        service === 'secretsmanager' ? this.secretOf(input.SecretId).answer(action, input) : this.ecs(action, input);
    } catch (error) {
      const { code = 'InternalFailure', message } = error as ServiceError;
      [status, answer] = [400, { __type: code, message }];
    }
    if (this.fault('after', call, action) === true) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  }

  private secretOf(arn: string): SecretsStandIn {
    return arn === this.upcoming.arn ? this.upcoming : this.current;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the body of a request is whatever the client sends.
  private ecs(action: string, input: any): object {
    if (input.cluster !== 'cluster') throw new ServiceError('ClusterNotFoundException', 'no such cluster');
    if (action === 'DescribeServices') {
      const found = input.services.map((name: string) => this.services[name]).filter(Boolean);
      return { services: found.map((service: NodeService) => service.describe()), failures: [] };
    }
    if (action !== 'UpdateService' || input.forceNewDeployment !== true || Object.keys(input).length !== 3) {
      throw new ServiceError('AccessDeniedException', `not authorized to perform ecs:${action}`);
    }
    void this.services[input.service].restart();
    return { service: this.services[input.service].describe() };
  }
}

export { ACCEPTED, REFUSED };
