import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnParameter, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { DatabaseEngine } from '../database/database-engine';
import { zonesByOrder } from './stack-network';

/** Where a database is, in parameters of a template: whoever deploys it says it. */
export interface DatabaseParameters {
  readonly endpoint: string;
  readonly port: number;
  readonly securityGroupId: string;
  readonly secretArn?: string;
  readonly resourceId?: string;
  readonly databaseName: string;
}

/** Asks for the network. */
export function networkParameters(stack: Construct): IVpc {
  const ask = (id: string, type: string, description: string) =>
    new CfnParameter(stack, id, { type, description }).valueAsString;
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: ask('VpcId', 'AWS::EC2::VPC::Id', 'The VPC of the database'),
    availabilityZones: zonesByOrder(),
    isolatedSubnetIds: ['A', 'B'].map((letter, index) =>
      ask(`Subnet${letter}`, 'AWS::EC2::Subnet::Id', `${PLACES[index]} private subnet for the cache`),
    ),
  });
  Annotations.of(vpc).acknowledgeWarning(
    '@aws-cdk/aws-ec2:noSubnetRouteTableId',
    'Nothing here adds a route to these subnets, so their route tables need not be known.',
  );
  return vpc;
}

const PLACES = ['A', 'In another zone, a second'];

/**
 * Asks for the database.
 *
 * @param byIam whether applications connect by IAM instead of a secret
 * @param connected whether there is one, whose policy then names the resource id
 */
export function databaseParameters(
  stack: Construct,
  engine: DatabaseEngine,
  byIam: boolean,
  connected: boolean,
): DatabaseParameters {
  const ask = (id: string, pattern: string, description: string, rest: object = {}) =>
    new CfnParameter(stack, id, { type: 'String', description, allowedPattern: pattern, ...rest }).valueAsString;
  if (!byIam) {
    Validations.of(stack).acknowledge({
      id: 'CloudFormation-Validate::W2509',
      reason: 'DatabaseSecretArn names a secret and holds none: the ARN is no secret, and who deploys wants to see it.',
    });
  }
  return {
    endpoint: ask('DatabaseEndpoint', '[a-zA-Z0-9][a-zA-Z0-9.-]+', 'The host on which the database answers'),
    port: new CfnParameter(stack, 'DatabasePort', {
      type: 'Number',
      description: 'The port of the database',
      default: engine.usualPort,
      minValue: 1,
      maxValue: 65_535,
    }).valueAsNumber,
    securityGroupId: new CfnParameter(stack, 'DatabaseSecurityGroupId', {
      type: 'AWS::EC2::SecurityGroup::Id',
      description: 'The security group of the database',
    }).valueAsString,
    secretArn: byIam ? undefined : ask('DatabaseSecretArn', SECRET, 'The secret of the master user, as RDS writes it'),
    resourceId:
      byIam && connected
        ? ask('DatabaseResourceId', '(db|cluster)-[A-Z0-9]+', 'The resource id of the database')
        : undefined,
    databaseName: ask('DatabaseName', '[a-zA-Z0-9_-]*', 'The database that clients open', { default: '' }),
  };
}

const SECRET = 'arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+';
