import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Emulator } from '../emulator/emulator';

/** Who asks the services. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly elastiCache: ElastiCacheClient;
  readonly ec2: EC2Client;
  readonly logs: CloudWatchLogsClient;
  readonly secrets: SecretsManagerClient;
  readonly lambda: LambdaClient;
  /** An answer of RDS, of which no client is installed, as XML. */
  rds(action: string, parameters: { readonly [name: string]: string }): Promise<string>;
  /** An answer of ElastiCache as XML: its client does not read the times of snapshots and nodes that the emulator has. */
  cache(action: string, parameters: { readonly [name: string]: string }): Promise<string>;
  /** The status of an answer of AWS Backup. */
  backup(path: string): Promise<number>;
  /** The ARN of something of ElastiCache. */
  cacheArn(kind: string, id: string): string;
}

/** The services of an emulator. */
export function clientsOf({ account, client: settings, region, url }: Emulator): Clients {
  // The emulator reads the account, the Region and the service of a signature, and not the signature.
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`,
  });
  const query = (service: string, Version: string) => async (Action: string, parameters: object) => {
    const body = new URLSearchParams({ Action, Version, ...parameters });
    const answer = await fetch(url, { method: 'POST', body, headers: signed(service) });
    const text = await answer.text();
    if (!answer.ok) throw Object.assign(new Error(text), { name: /<Code>(.*?)<\/Code>/.exec(text)?.[1] });
    return text;
  };
  return {
    cloudFormation: new CloudFormationClient(settings),
    elastiCache: new ElastiCacheClient(settings),
    ec2: new EC2Client(settings),
    logs: new CloudWatchLogsClient(settings),
    secrets: new SecretsManagerClient(settings),
    lambda: new LambdaClient(settings),
    rds: query('rds', '2014-10-31'),
    cache: query('elasticache', '2015-02-02'),
    backup: async (path) => (await fetch(`${url}${path}`, { headers: signed('backup') })).status,
    cacheArn: (kind, id) => `arn:aws:elasticache:${region}:${account}:${kind}:${id}`,
  };
}
