import {
  Effect,
  type IRole,
  ManagedPolicy,
  PolicyStatement,
  type PolicyStatementProps,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** What a function does beside its work, and what for. */
export interface HandlerRoleProps {
  /** Where it writes its logs. */
  readonly logGroup: ILogGroup;
  /** Where Lambda puts what it could not handle. */
  readonly deadLetterQueue: IQueue;
  /** Whether Lambda connects it to a VPC. */
  readonly inNetwork: boolean;
  /**
   * The key of its environment and of its queue.
   *
   * @default - keys of the services
   */
  readonly encryptionKey?: IKey;
  /**
   * What its work needs.
   *
   * @default - nothing
   */
  readonly statements?: PolicyStatement[];
}

/**
 * A role whose one policy is ours. The CDK would attach policies of AWS that allow more, and an inline policy for each
 * permission that it adds of its own accord.
 *
 * @param scope the function, under which `Policy` and `Role` are made
 */
export function handlerRole(scope: Construct, description: string, props: HandlerRoleProps): IRole {
  const { logGroup, deadLetterQueue, inNetwork, encryptionKey, statements = [] } = props;
  const policy = new ManagedPolicy(scope, 'Policy', {
    description,
    statements: [
      allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      allow({ actions: ['sqs:SendMessage'], resources: [deadLetterQueue.queueArn] }),
      // X-Ray offers no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
      allow({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
      ...(inNetwork ? networkInterfaces() : []),
      ...(encryptionKey === undefined ? [] : [useOf(encryptionKey, scope)]),
      ...statements,
    ],
  });
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  return new Role(scope, 'Role', { assumedBy, managedPolicies: [policy] }).withoutPolicyUpdates();
}

const MADE_BY_LAMBDA = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lambda makes the network interfaces with the role of the function, and asks for all resources. The code of the function
 * has the same role, and must not.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function networkInterfaces(): PolicyStatement[] {
  return [
    allow({ actions: MADE_BY_LAMBDA, resources: ['*'] }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: MADE_BY_LAMBDA,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}

/** For the environment by Lambda, and for the queue by SQS; never directly. */
function useOf(key: IKey, scope: Construct): PolicyStatement {
  const services = ['lambda', 'sqs'].map((service) => `${service}.${Stack.of(scope).region}.amazonaws.com`);
  return allow({
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': services } },
  });
}

function allow(props: PolicyStatementProps): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, ...props });
}
