import { createHash } from 'node:crypto';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsCredentials } from '../../../runtime/lib/aws/aws-credentials';
import type { RunningApplication } from '../../end-to-end/running-application';
import type { Emulator } from '../emulator/emulator';
import type { RealServers } from './real-servers';

/** A stack after its deployment. */
export class DeployedStack {
  private constructor(
    readonly emulator: Emulator,
    readonly name: string,
    readonly outputs: { readonly [name: string]: string },
    private readonly resources: readonly StackResource[],
  ) {}

  static async of(emulator: Emulator, name: string): Promise<DeployedStack> {
    const client = new CloudFormationClient(emulator.client);
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
    const outputs = (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
    return new DeployedStack(emulator, name, Object.fromEntries(outputs), StackResources);
  }

  /** The physical id of the one resource of a type whose logical id looks like this. */
  id(type: string, logicalId: RegExp): string {
    const found = this.resources.filter(
      ({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && logicalId.test(LogicalResourceId),
    );
    if (found.length !== 1) throw new Error(`${this.name} has ${found.length} of ${type} like ${logicalId}`);
    return found[0].PhysicalResourceId ?? '';
  }

  /** The text of a secret, under a label. */
  async secret(id: string, stage = 'AWSCURRENT'): Promise<string> {
    const client = new SecretsManagerClient(this.emulator.client);
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage }));
    return SecretString;
  }

  /** Its application, at its function URL. */
  get application(): RunningApplication {
    const [, id] = /^https:\/\/(\w+)\.lambda-url\./.exec(this.outputs['Url'] ?? '') ?? [];
    const url = `${this.emulator.url}/_aws/lambda-url/${id}`;
    return {
      ask: async (method, path, body, cookie) => {
        const headers = {
          ...this.signed('lambda'),
          ...(body && { 'content-type': 'application/json' }),
          ...(cookie && { cookie }),
        };
        const response = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
        const text = await response.text();
        const cookies = response.headers.getSetCookie();
        return { status: response.status, headers: Object.fromEntries(response.headers), cookies, body: parsed(text) };
      },
      log: () => '',
      stop: async () => 0,
    };
  }

  /** What a caller who does not sign is answered. */
  async unsigned(): Promise<number> {
    const [, id] = /^https:\/\/(\w+)\.lambda-url\./.exec(this.outputs['Url'] ?? '') ?? [];
    return (await fetch(`${this.emulator.url}/_aws/lambda-url/${id}/health`)).status;
  }

  /** Makes the master user of its database as RDS would: with the password of the secret that the deployment has made. */
  async openDatabase({ sql }: RealServers, database: string): Promise<void> {
    const { username, password } = JSON.parse(await this.secret(this.outputs['DatabaseSecretArn']));
    await sql('postgres', `create role ${username} login password '${password}' in role password_required`);
    await sql('postgres', `create database ${database} owner ${username}`);
  }

  /** Lets the role of its application in as the user of an access by IAM, if its policies do. */
  async openGate({ gate, told }: RealServers, access: string): Promise<void> {
    const user = this.id('AWS::ElastiCache::User', new RegExp(`CacheUser${access}`));
    const name = this.id('AWS::Lambda::Function', /^ApplicationFunction/);
    const { Configuration } = await new LambdaClient(this.emulator.client).send(
      new GetFunctionCommand({ FunctionName: name }),
    );
    const { Role = '', FunctionArn = '' } = Configuration ?? {};
    const { account, region } = this.emulator;
    const userArn = `arn:aws:elasticache:${region}:${account}:user:${user}`;
    const decisions = await Promise.all([this.outputs['Arn'], userArn].map((arn) => this.mayConnect(Role, arn)));
    if (decisions.includes(false)) return;
    const cacheName = this.outputs['Arn'].split(':').at(-1) ?? '';
    gate?.guests.push({ user, cacheName, password: told.iam, credentials: credentialsOf(FunctionArn, Role) });
  }

  private async mayConnect(role: string, resource: string): Promise<boolean> {
    const body = new URLSearchParams({
      Action: 'SimulatePrincipalPolicy',
      Version: '2010-05-08',
      PolicySourceArn: role,
      'ActionNames.member.1': 'elasticache:Connect',
      'ResourceArns.member.1': resource,
    });
    const response = await fetch(this.emulator.url, { method: 'POST', headers: this.signed('iam'), body });
    return (await response.text()).includes('<EvalDecision>allowed</EvalDecision>');
  }

  /** Whoever has the key of the account: the emulator asks for a name, and looks at no signature. */
  private signed(service: string): { readonly [header: string]: string } {
    const { account, region } = this.emulator;
    const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${account}/${now.slice(0, 8)}/${region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`;
    return { authorization, 'x-amz-date': now };
  }
}

/** What the emulator gives a function for its role, where it enforces policies; it makes them of both names. */
function credentialsOf(functionArn: string, role: string): AwsCredentials {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const digest = hash(`${functionArn}:${role}`);
  return {
    accessKeyId: `ASIA${digest.slice(0, 16).toUpperCase()}`,
    secretAccessKey: hash(`secret:${digest}`),
    sessionToken: hash(`token:${digest}`),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
