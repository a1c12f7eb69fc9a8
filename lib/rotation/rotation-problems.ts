import type { SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import type { CfnRotationSchedule, ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnResource, type Duration, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

const ROTATION_PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html';
const RULES_PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html';
const CONCURRENCY_PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html';

/** Days between two rotations that the service takes. */
const MOST_DAYS = 1000;

/** What is wrong with the time between two rotations. */
export function intervalProblems(every: Duration): string[] {
  const got = gotInterval(every);
  if (got === undefined) return [];
  return [`'every' needs whole days from 1 to ${MOST_DAYS}, got ${got}; set every: Duration.days(30) (${RULES_PAGE})`];
}

function gotInterval(every: Duration): string | undefined {
  if (every.isUnresolved()) {
    return every.unitLabel() === 'days' ? undefined : `${every.unitLabel()} that only the deployment knows`;
  }
  const days = every.toDays({ integral: false });
  return Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? undefined : every.toHumanString();
}

/** What is wrong with a reservation. Nothing reserved would be a function that never runs. */
export function concurrencyProblems(reserved: number | undefined): string[] {
  if (reserved === undefined || Token.isUnresolved(reserved)) return [];
  if (Number.isInteger(reserved) && reserved >= 1) return [];
  return [
    `'reservedConcurrency' needs a whole number of at least 1, got ${reserved}; leave it out, or set reservedConcurrency: 1 (${CONCURRENCY_PAGE})`,
  ];
}

/** A filter that matches no subnet is no error of the CDK, and a function without subnets is in no VPC. */
export function selectionProblems({ subnetIds, isPendingLookup }: SelectedSubnets): string[] {
  if (subnetIds.length > 0 || isPendingLookup) return [];
  return ["'vpcSubnets' needs at least one subnet, got none; select subnets that the VPC has"];
}

/** What is wrong with a secret that shall be rotated by a function in the stack of a construct. */
export function secretProblems(construct: IConstruct, secret: ISecret): string[] {
  return [...incompleteArn(secret), ...elsewhere(construct, secret), ...rotatedTwice(construct, secret)];
}

/** Permission, policy and function name the one secret that they are for. */
function incompleteArn(secret: ISecret): string[] {
  if (secret.secretFullArn !== undefined) return [];
  return [
    `'secret' needs its complete ARN to be rotated, got a name or a part of it; import it with Secret.fromSecretCompleteArn() (${ROTATION_PAGE})`,
  ];
}

function elsewhere(construct: IConstruct, secret: ISecret): string[] {
  const here = Stack.of(construct);
  const differs = (one: string, other: string) =>
    !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
  const { account, region } = secret.env;
  if (!differs(account, here.account) && !differs(region, here.region)) return [];
  return [
    `'secret' needs to be of the account and Region of the stack that rotates it, got ${account} and ${region}; rotate it in a stack there (${ROTATION_PAGE})`,
  ];
}

/**
 * The service takes one schedule for each secret, and the last one that is deployed wins.
 *
 * @param own a schedule that is no other
 */
export function rotatedTwice(construct: IConstruct, secret: ISecret, own?: CfnRotationSchedule): string[] {
  return construct.node.root.node
    .findAll()
    .filter((other): other is CfnRotationSchedule => isSchedule(other) && other !== own)
    .filter(({ secretId }) => secretId === secret.secretArn)
    .map(({ node }) => secondRotation(node.path));
}

/** What is said of a second rotation, by the path of the first. */
export function secondRotation(path: string): string {
  return `'secret' needs one rotation, got another beside ${path}; keep one of them (${ROTATION_PAGE})`;
}

function isSchedule(construct: IConstruct): construct is CfnRotationSchedule {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::SecretsManager::RotationSchedule';
}
