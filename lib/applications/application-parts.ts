import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { type ApplicationKind, applicationKind, COOKIE_SECRET_VARIABLE } from './application-kind';
import {
  type ApplicationNetwork,
  applicationNetwork,
  applicationSubnets,
  type NetworkChoice,
} from './application-network';
import type { ApplicationRole } from './application-role';

/** What an application is, and where. */
export interface ApplicationPlace {
  readonly kind: ApplicationKind;
  readonly network: ApplicationNetwork;
}

/**
 * Finds the application of a name, and its place in a network.
 *
 * @throws InvalidCacheError with everything that is wrong
 */
export function applicationPlace(scope: Construct, props: NetworkChoice & { readonly name: string }): ApplicationPlace {
  const { kind, problems } = applicationKind(props.name);
  const { subnets, problems: wrong } = applicationSubnets(props);
  const all = [...problems, ...wrong];
  if (kind === undefined || subnets === undefined || all.length > 0) throw new InvalidCacheError(scope.node.path, all);
  return { kind, network: applicationNetwork(scope, kind.name, subnets, props) };
}

/** Logs of a year, which go with the application. */
export function applicationLogs(scope: Construct, id: string): LogGroup {
  return new LogGroup(scope, id, { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
}

/** Lets a role write into these logs. */
export function writingLogs({ logGroupArn }: LogGroup): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroupArn],
  });
}

/** What the application is told, beside what `connect()` tells it: the secret for its cookies, where it has some. */
export function ownEnvironment(
  scope: Construct,
  { cookies }: ApplicationKind,
  role: ApplicationRole,
): { [name: string]: string } {
  if (!cookies) return {};
  const secret = new Secret(scope, 'CookieSecret', {
    description: `Signs the cookies of ${scope.node.path}`.slice(0, 2048),
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
  );
  return { [COOKIE_SECRET_VARIABLE]: secret.secretArn };
}

/** The id of the application of a stack of ours. */
const FIRST = 'Application';

/**
 * Says where the application answers, and how to ask it: outputs `Url` and `Curl`, with the id of the
 * application before them unless it is `Application`.
 *
 * @param service for which requests are signed
 */
export function sayWhere(scope: Construct, url: string, service: string): void {
  const signed = `aws:amz:${Stack.of(scope).region}:${service}`;
  const command = [
    `curl --aws-sigv4 ${signed} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    `-H "x-amz-security-token: $AWS_SESSION_TOKEN" ${url}`,
  ];
  const prefix = scope.node.id === FIRST ? '' : scope.node.id.replace(/[^A-Za-z0-9]/g, '');
  new CfnOutput(scope, 'UrlOutput', { key: `${prefix}Url`, value: url, description: 'Where the application answers' });
  new CfnOutput(scope, 'CurlOutput', {
    key: `${prefix}Curl`,
    value: command.join(' '),
    description: 'Asks it, with credentials from `aws configure export-credentials --format env`',
  });
}
