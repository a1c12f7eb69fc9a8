import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { AuthKind } from 'cache-tier/link';
import { type RunningPostgres, startPostgres } from '../../runtime/test/servers/postgres';
import { initialisedCluster } from '../../runtime/test/servers/postgres-cluster';
import { type Certificate, makeCertificate, writeCertificate } from '../servers/certificate';
import { freePorts } from '../servers/free-ports';
import { type RunningServer, startServer } from '../servers/redis-server';
import { type AwsOfApplication, startAwsOfApplication } from './aws-of-application';
import { type IamGate, startIamGate } from './iam-gate';
import { type RunningApplication, startInContainer, startOnLambda } from './running-application';
import { type Deployed, deployed } from './told-environment';

/** Servers of this machine in the place of what a stack makes. */
export interface Stage {
  readonly redis: RunningServer;
  readonly gate: IamGate;
  readonly aws: AwsOfApplication;
  readonly certificate: Certificate;
  /** Starts the application of a stack with what its template tells it. It ends with the test. */
  start(name: string, stack: Stack): Promise<RunningApplication>;
  /** What a deployment of a stack would say. */
  deployed(stack: Stack): Deployed;
  /** Starts PostgreSQL with TLS. */
  postgres(): Promise<RunningPostgres>;
  /** Runs when the tests have ended. */
  atEnd(end: () => Promise<unknown>): void;
}

/** The variables of a template that are replaced: a port of this machine, by the end of the name. */
export type Ports = { readonly [connection: string]: number };

/** The endpoint of everything: the certificate is for it. */
const HERE = 'localhost';

/** What stands on the stage. */
export interface StageOptions {
  /** Whether the cache is in cluster mode: one node that has all slots. @default false */
  readonly clusterMode?: boolean;
  /** The port of the database. @default - there is none */
  readonly databasePort?: () => number;
}

export function useStage({ clusterMode = false, databasePort = () => 0 }: StageOptions = {}): Stage {
  const stage = {} as { -readonly [name in keyof Stage]: Stage[name] };
  const ends: (() => Promise<unknown>)[] = [];
  const running: RunningApplication[] = [];
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cache-tier-stage-'));
    const certificate = await makeCertificate();
    writeCertificate(folder, certificate);
    const server = clusterMode ? startNode(certificate) : startServer({ certificate });
    const [redis, aws] = await Promise.all([server, startAwsOfApplication()]);
    const gate = await startIamGate(redis.port, certificate);
    Object.assign(stage, { redis, aws, gate, certificate });
    ends.push(redis.stop, aws.stop, gate.stop);
  }, 60_000);
  afterEach(async () => {
    for (const application of running.splice(0)) await application.stop();
    await stage.redis.command('FLUSHALL');
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  });
  stage.atEnd = (end) => void ends.push(end);
  stage.postgres = async () => {
    const { identity } = initialisedCluster();
    if (identity)
      for (const path of ['', 'server.key', 'server.pem']) chownSync(join(folder, path), identity.uid, identity.gid);
    const files = { ssl_cert_file: join(folder, 'server.pem'), ssl_key_file: join(folder, 'server.key') };
    const postgres = await startPostgres({ settings: { ssl: 'on', ...files } });
    ends.push(postgres.stop);
    return postgres;
  };
  stage.deployed = (stack) => deployed(stack, known);
  stage.start = async (name, stack) => {
    const of = stage.deployed(stack);
    const told = Object.entries(of.environment).find(([name]) => name.endsWith('_CLUSTER_MODE'))?.[1];
    if (told !== `${clusterMode}`) throw new Error(`The cache of the stack has cluster mode: ${told}`);
    const cachePort = await openCache(of, stage);
    // Of itself a node says where clients come in.
    if (clusterMode) await stage.redis.command('CONFIG', 'SET', 'cluster-announce-port', `${cachePort}`);
    const ports = Object.keys(of.environment).filter((variable) => /^CACHE_TIER_.*_PORT$/.test(variable));
    const replaced = ports.map((variable) => [
      variable,
      `${variable.includes('DATABASE') ? databasePort() : cachePort}`,
    ]);
    const onLambda = Object.keys(of.resources('AWS::ECS::Service')).length === 0;
    const environment = {
      ...Object.fromEntries(Object.entries(of.environment).map(([name, value]) => [name, resolved(value, stage)])),
      ...Object.fromEntries(replaced),
      ...(onLambda ? stage.aws.inLambda : stage.aws.inContainer),
      NODE_EXTRA_CA_CERTS: stage.redis.caFile,
    };
    const application = await (onLambda ? startOnLambda : startInContainer)(name, environment);
    running.push(application);
    return application;
  };
  return stage;
}

/** A node that is a cluster by itself. */
async function startNode(certificate: Certificate): Promise<RunningServer> {
  const [bus] = await freePorts(1);
  const server = await startServer({ certificate, args: ['--cluster-enabled', 'yes', '--cluster-port', `${bus}`] });
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await until('the node serves', async () => `${await server.command('CLUSTER', 'INFO')}`.includes('cluster_state:ok'));
  return server;
}

/** What a deployment would give: the servers of this machine, and names that follow from logical ids. */
function known(logicalId: string, attribute: string | undefined): string {
  if (/(^|\.)(Address|HostName)$|EndPoint\.Address$|Endpoint\.Address$/.test(attribute ?? '')) return HERE;
  if (attribute === 'MasterUserSecret.SecretArn') return secretArn(logicalId);
  // A parameter of a stack in front of a database that exists.
  if (logicalId === 'DatabaseEndpoint') return HERE;
  if (attribute === undefined) return /Secret/.test(logicalId) ? secretArn(logicalId) : logicalId.toLowerCase();
  return `${logicalId}.${attribute}`;
}

/** What CloudFormation reads from a secret when it deploys. */
function resolved(value: string, { aws }: Stage): string {
  const [, arn, field] = /^\{\{resolve:secretsmanager:(.+):SecretString:(\w+)::\}\}$/.exec(value) ?? [];
  return arn === undefined || field === undefined ? value : JSON.parse(`${aws.secrets.get(arn)}`)[field];
}

/** The ARN of a secret by the logical id of its owner. */
export function secretArn(logicalId: string): string {
  return `arn:aws:secretsmanager:us-east-1:111122223333:secret:${logicalId}-AbCdEf`;
}

/**
 * Gives the server the users of the template, with the access that stands there, and the credentials that the service
 * would take.
 *
 * @returns the port at which the cache of the stack answers
 */
async function openCache({ environment, resources }: Deployed, stage: Stage): Promise<number> {
  const { redis, gate, aws } = stage;
  const field = (end: string) =>
    Object.entries(environment).find(([name]) => isOfCache(name) && name.endsWith(end))?.[1] ?? '';
  const password = 'correct-horse-battery-staple';
  if (field('_AUTH') === AuthKind.AUTH_TOKEN) {
    await redis.command('ACL', 'SETUSER', 'default', 'reset', 'on', `>${password}`, '~*', '&*', '+@all');
    aws.secrets.set(field('_SECRET_ARN'), password);
    return redis.tlsPort;
  }
  // Whoever gives no name is nobody.
  await redis.command('ACL', 'SETUSER', 'default', 'off');
  const name = field('_USER');
  const user = Object.values(resources('AWS::ElastiCache::User')).find(({ UserName }) => UserName === name);
  if (user === undefined) throw new Error(`The template has no user '${name}' for '${field('_AUTH')}'`);
  await redis.command('ACL', 'SETUSER', name, 'reset', `>${password}`, ...user['AccessString'].split(' '));
  if (field('_AUTH') === AuthKind.IAM) {
    const cacheName = field('_ARN').split(':').at(-1) ?? '';
    gate.guests.splice(0, gate.guests.length, { user: name, cacheName, password });
    return gate.port;
  }
  aws.secrets.set(field('_SECRET_ARN'), JSON.stringify({ username: name, password }));
  return redis.tlsPort;
}

function isOfCache(variable: string): boolean {
  return variable.startsWith('CACHE_TIER_') && !variable.startsWith('CACHE_TIER_DATABASE_');
}

/** Waits for what nobody tells of. */
export async function until(what: string, holds: () => Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = Date.now() + seconds * 1_000; !(await holds()); await new Promise((go) => setTimeout(go, 20))) {
    if (Date.now() > end) throw new Error(`Not after ${seconds} seconds: ${what}`);
  }
}
