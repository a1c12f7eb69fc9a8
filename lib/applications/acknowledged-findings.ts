import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A finding of a cdk-nag pack that stands in an application, and why. */
export interface ApplicationFinding {
  /** The id of the rule, with its pack. */
  readonly id: string;
  /** Why it stands: whoever audits the app reads it. */
  readonly reason: string;
  /** The CloudFormation type of the resources in which it stands. */
  readonly where: string;
}

const LOG_KEY =
  'CloudWatch Logs encrypts every log group with a key of its own; a customer managed key is charged each month, and ' +
  'who deletes it loses the logs, so it is for the user to choose.';
const SECRET_KEY =
  'Secrets Manager encrypts every secret with a key of its own; a customer managed key is charged each month, and who ' +
  'deletes it ends every session, so it is for the user to choose.';
const NO_ROTATION =
  'The secret signs cookies, and its only reader is the application: another one would log everybody out. It is changed ' +
  'by hand when it has to be.';
const SYNCHRONOUS =
  'The function answers requests of its URL, which wait for it: there is no event that could be kept for later.';
const CONCURRENCY =
  'A reservation is taken from what the account has, and fails on accounts with a low quota, so it is for the user to ' +
  'choose with reservedConcurrency.';

const finding = (where: string, reason: string, ids: readonly string[]): ApplicationFinding[] =>
  ids.map((id) => ({ id, reason, where }));

/** Every finding of the six packs of cdk-nag in an application of this package. */
export const APPLICATION_FINDINGS: readonly ApplicationFinding[] = [
  ...finding(
    'AWS::IAM::ManagedPolicy',
    'A function in a VPC makes network interfaces and traces, and a task asks ECR for a token: EC2, X-Ray and ECR take no ' +
      'resource for that. Everything else in the policies names its resource.',
    ['AwsSolutions-IAM5[Resource::*]'],
  ),
  ...finding(
    'AWS::ECS::TaskDefinition',
    'The variables say where the cache and the database are, and which secret to read: none of them is secret, and no ' +
      'value that is stands there.',
    ['AwsSolutions-ECS2'],
  ),
  ...finding('AWS::Lambda::Function', SYNCHRONOUS, [
    'HIPAA.Security-LambdaDLQ',
    'NIST.800.53.R5-LambdaDLQ',
    'Serverless-LambdaDLQ',
  ]),
  ...finding('AWS::Lambda::Function', CONCURRENCY, [
    'HIPAA.Security-LambdaConcurrency',
    'NIST.800.53.R5-LambdaConcurrency',
  ]),
  ...finding('AWS::SecretsManager::Secret', NO_ROTATION, [
    'AwsSolutions-SMG4',
    'HIPAA.Security-SecretsManagerRotationEnabled',
    'NIST.800.53.R5-SecretsManagerRotationEnabled',
  ]),
  ...finding('AWS::SecretsManager::Secret', SECRET_KEY, [
    'HIPAA.Security-SecretsManagerUsingKMSKey',
    'NIST.800.53.R5-SecretsManagerUsingKMSKey',
    'PCI.DSS.321-SecretsManagerUsingKMSKey',
  ]),
  ...finding('AWS::Logs::LogGroup', LOG_KEY, [
    'HIPAA.Security-CloudWatchLogGroupEncrypted',
    'NIST.800.53.R4-CloudWatchLogGroupEncrypted',
    'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
    'PCI.DSS.321-CloudWatchLogGroupEncrypted',
  ]),
];

/** Acknowledges the findings in the resources of an application. */
export function acknowledgeApplication(application: IConstruct): void {
  for (const resource of application.node.findAll().filter(CfnResource.isCfnResource)) {
    const standing = APPLICATION_FINDINGS.filter(({ where }) => where === resource.cfnResourceType);
    for (const { id, reason } of standing) Validations.of(resource).acknowledge({ id, reason });
  }
}
