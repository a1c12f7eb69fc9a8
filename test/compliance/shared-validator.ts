import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin } from 'aws-cdk-lib/core';

/** What the resources of the tests are of. A type that is missing here costs a start of the engine, and nothing else. */
const TYPES = Object.entries({
  'AWS::ApiGatewayV2': 'Api Integration Route Stage VpcLink',
  'AWS::Backup': 'BackupPlan BackupSelection BackupVault',
  'AWS::EC2':
    'FlowLog RouteTable SecurityGroup SecurityGroupEgress SecurityGroupIngress Subnet SubnetRouteTableAssociation VPC ' +
    'VPCEndpoint',
  'AWS::ECS': 'Cluster Service TaskDefinition',
  'AWS::ElastiCache': 'CacheCluster ParameterGroup ReplicationGroup SubnetGroup User UserGroup',
  'AWS::IAM': 'ManagedPolicy Policy Role',
  'AWS::KMS': 'Key',
  'AWS::KinesisFirehose': 'DeliveryStream',
  'AWS::Lambda': 'Function Permission Url',
  'AWS::Logs': 'LogGroup',
  'AWS::RDS': 'DBCluster DBClusterParameterGroup DBInstance DBParameterGroup DBProxy DBProxyTargetGroup DBSubnetGroup',
  'AWS::SNS': 'Topic',
  'AWS::SQS': 'Queue QueuePolicy',
  'AWS::SSM': 'Parameter',
  'AWS::SecretsManager': 'ResourcePolicy RotationSchedule Secret SecretTargetAttachment',
  'AWS::Serverless': 'Application',
  'AWS::ServiceDiscovery': 'PrivateDnsNamespace Service',
  Custom: 'LogRetention VpcRestrictDefaultSG',
}).flatMap(([service, names]) => names.split(' ').map((name) => `${service}::${name}`));

/** What all test files of a worker share is the CDK itself (`jest.cdk-runtime.js`): it holds the plugin. */
const shared = CloudFormationValidatePlugin as typeof CloudFormationValidatePlugin & {
  ofTests?: CloudFormationValidatePlugin;
};

/**
 * The plugin of the CDK with its engine, which takes seconds to start, and starts again where a type of resource comes that
 * those before had not: one for all test files of a worker, which has looked at every type already.
 */
export function sharedValidator(): CloudFormationValidatePlugin {
  shared.ofTests ??= started();
  return shared.ofTests;
}

function started(): CloudFormationValidatePlugin {
  const validator = new CloudFormationValidatePlugin();
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-types-'));
  const templatePath = join(folder, 'every-type.json');
  const Resources = Object.fromEntries(TYPES.map((Type, index) => [`Resource${index}`, { Type }]));
  writeFileSync(templatePath, JSON.stringify({ Resources }));
  const stackTemplates = [
    { stackConstructPath: 'EveryType', templatePath, accountId: '111122223333', region: 'eu-west-1' },
  ];
  validator.validate({ templatePaths: [templatePath], stackTemplates, appConstruct: new App() });
  rmSync(folder, { recursive: true });
  return validator;
}
