import { CfnResource, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A finding of a cdk-nag pack that no property can clear, and why it stands. */
export interface SaslFinding {
  /** The id of the rule, with its pack. */
  readonly id: string;
  /** The CloudFormation type of the resources in which it stands. */
  readonly where: string;
  /** Which of these resources, by their paths below the cache. */
  readonly path: RegExp;
  /** Why it stands: whoever audits the app reads it. */
  readonly reason: string;
}

const ROTATED =
  'The secret holds the password that comes next and those that were before. The rotation of the password of the clients ' +
  'writes it each time; a schedule of its own would rotate it apart from that.';

/** The findings in a cache and its rotation. Keys, reservations and the rotation itself are for the user to choose. */
export const SASL_FINDINGS: readonly SaslFinding[] = [
  {
    id: 'AwsSolutions-ECS2',
    where: 'AWS::ECS::TaskDefinition',
    path: /^Task\//,
    reason:
      'The variables are the name of the user and a folder: neither is secret. Passwords and the key of the certificate are ' +
      'given by ECS from secrets.',
  },
  ...[
    'AwsSolutions-SMG4',
    'HIPAA.Security-SecretsManagerRotationEnabled',
    'NIST.800.53.R5-SecretsManagerRotationEnabled',
  ].map((id) => ({ id, where: 'AWS::SecretsManager::Secret', path: /^UpcomingSecret\//, reason: ROTATED })),
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    where: 'AWS::IAM::ManagedPolicy',
    path: /^Rotation\//,
    reason:
      'The function that rotates the secret is in the VPC and traced: EC2 and X-Ray take no resource for the network ' +
      'interfaces and the segments of a function. Everything else in the policy names its resource.',
  },
  {
    id: 'Serverless-SQSRedrivePolicy',
    where: 'AWS::SQS::Queue',
    path: /^Rotation\//,
    reason:
      'The queue is the dead-letter queue of the function that rotates the secret: it takes what failed, and nothing reads ' +
      'it but people, so it has no dead letters of its own.',
  },
];

/** Acknowledges the findings in the parts of a cache that are there now. */
export function acknowledgeNodes(cache: IConstruct): void {
  for (const resource of cache.node.findAll().filter(CfnResource.isCfnResource)) {
    const path = resource.node.path.slice(cache.node.path.length + 1);
    for (const { id, where, path: paths, reason } of SASL_FINDINGS) {
      if (where === resource.cfnResourceType && paths.test(path)) acknowledge(resource, id, reason);
    }
  }
}

/** The oldest CDK takes no id with two `::` in it; the packs that make such ids need a newer one anyway. */
function acknowledge(resource: CfnResource, id: string, reason: string): void {
  try {
    Validations.of(resource).acknowledge({ id, reason });
  } catch (error) {
    if (!`${error}`.includes('Invalid validation rule ID')) throw error;
  }
}
